"""Names that are taken: by what an emitted module itself uses, and by modules and
packages that a generated package must not hide or replace.
"""

from __future__ import annotations

import keyword

from generator.text import names_in

__all__ = [
    "ARGUMENTS",
    "CLASSES",
    "CLIENT",
    "CREDENTIALS",
    "DISTRIBUTIONS",
    "EVENTS",
    "FIELDS",
    "KEYWORDS",
    "MEMBERS",
    "METHODS",
    "PAGES",
    "PAGE_CLASSES",
    "SERVICE_LIBRARIES",
    "STANDARD_MODULES",
    "TYPES",
]

KEYWORDS = frozenset(keyword.kwlist) | {"print", "__debug__"}

_ATTRIBUTES = frozenset(names_in("""
    _abc_impl _calculate_keys _copy_and_set_values _get_value _iter _setattr_handler
    construct copy dict from_orm json model_computed_fields model_config model_construct
    model_copy model_dump model_dump_json model_extra model_fields model_fields_set
    model_json_schema model_parametrized_name model_post_init model_rebuild
    model_validate model_validate_json model_validate_strings parse_file parse_obj
    parse_raw schema schema_json update_forward_refs validate
    """))
"""The attributes of pydantic's models (2.14). They are listed, so that names do not
depend on the installed version."""

TYPES = KEYWORDS | frozenset(names_in("""
    Alias AliasChoices Annotated Any Base64 Base64Url Decimal Field File IntegerEnum
    InputModel LOSSLESS Literal Lossless Model Nullable OPEN Open OwnTag Tagged
    TypeAlias TypeAliasType TYPE_CHECKING UUID Unique Pattern Self Utf8
    """))

FIELDS = (
    frozenset(keyword.kwlist)
    | _ATTRIBUTES
    | {"to_dict", "to_json", "model_read_only", "model_received_as"}
)
"""Of models: what the base class has. A built-in name is none of them, see
`ModelClass.shadowed`."""

ARGUMENTS = frozenset(keyword.kwlist) | {"self", "options", "UNSET"}
"""Of every method; `OperationNeeds.keywords` are those of one."""

MEMBERS = KEYWORDS | {"mro", "name", "value"}
"""Of enums."""

METHODS = KEYWORDS | frozenset(
    {"builtins", "deprecated", "dt", "inputs", "models", "overload", "paged"}
)

PAGE_CLASSES = frozenset({"AsyncModelPage", "ModelPage"})
"""The base classes of pages."""

PAGES = frozenset({"get_next_page", "has_next_page", "iter_pages"})
"""The methods of a page, which cannot be properties of it as well."""

EVENTS = KEYWORDS | {"parse", "parse_event"}

CLIENT = KEYWORDS | frozenset(names_in("""
    aclose base_url close headers max_retries request retry_unsafe send server timeout
    validate_responses with_options with_response with_streaming with_streaming_response
    """))

CLASSES = frozenset(names_in("""
    API AlternativeBodies Annotated Any Base64 Base64Url BaseClient
    BasicCredential Client ClientCertificate ClientMethods CookieKey Credential Decimal
    DownloadClient Encoding Enum Field File FormBody HTTPBasic HTTPBearer HTTPScheme
    HeaderKey
    JSONLinesBody LOSSLESS ListPage Literal Lossless Mapping MatchedResponse MethodsClient Middleware
    MultipartBody MutualTLS OAuth2 OAuthCredential OPEN
    Open Operation OperationServer Pages Paging Parameter PathParameter QueryKey QueryString
    RangeBody RawBody RequestBody RequestOptionsLike Resource ResponseSpec
    ResponseValidation Sequence Server ServerVariable ServerVariables Stream Tagged
    TypedDict TypedHeaders Unique UUID Unset Utf8
    """))
"""Names of classes that the modules of resources and clients use themselves."""

CREDENTIALS = KEYWORDS | frozenset(names_in("""
    self server server_variables base_url timeout max_retries retry_unsafe
    validate_responses headers middleware http_client max_connections max_response_bytes
    """))

STANDARD_MODULES = frozenset(names_in("""
    abc aifc annotationlib antigravity argparse array ast asynchat asyncio asyncore
    atexit audioop base64 bdb binascii bisect builtins bz2 cProfile calendar cgi cgitb
    chunk cmath cmd code codecs codeop collections colorsys compileall compression
    concurrent configparser contextlib contextvars copy copyreg crypt csv ctypes curses
    dataclasses datetime dbm decimal difflib dis distutils doctest email encodings
    ensurepip enum errno faulthandler fcntl filecmp fileinput fnmatch fractions ftplib
    functools gc genericpath getopt getpass gettext glob graphlib grp gzip hashlib heapq
    hmac html http idlelib imaplib imghdr imp importlib inspect io ipaddress itertools
    json keyword lib2to3 linecache locale logging lzma mailbox mailcap marshal math
    mimetypes mmap modulefinder msilib msvcrt multiprocessing netrc nis nntplib nt
    ntpath nturl2path numbers opcode operator optparse os ossaudiodev pathlib pdb pickle
    pickletools pipes pkgutil platform plistlib poplib posix posixpath pprint profile
    pstats pty pwd py_compile pyclbr pydoc pydoc_data pyexpat queue quopri random re
    readline reprlib resource rlcompleter runpy sched secrets select selectors shelve
    shlex shutil signal site smtpd smtplib sndhdr socket socketserver spwd sqlite3
    sre_compile sre_constants sre_parse ssl stat statistics string stringprep struct
    subprocess sunau symtable sys sysconfig syslog tabnanny tarfile telnetlib tempfile
    termios test tests textwrap this threading time timeit tkinter token tokenize
    tomllib trace traceback tracemalloc tty turtle turtledemo types typing unicodedata
    unittest urllib uu uuid venv warnings wave weakref webbrowser winreg winsound
    wsgiref xdrlib xml xmlrpc zipapp zipfile zipimport zlib zoneinfo
    """))
"""The top-level modules of the standard library (3.11 to 3.14), which a package of the
same name would hide. They are listed, so that names do not depend on the version.
"""

DISTRIBUTIONS = frozenset(names_in("""
    aiohttp airflow alembic annotated_types anyio arrow asgiref attr attrs babel bcrypt
    black boto3 botocore bs4 build celery certifi cffi chardet charset_normalizer click
    cloudpickle colorama coverage cryptography cython dask datasets dateutil django
    docker docutils fastapi filelock flask fsspec google greenlet grpc grpcio gunicorn
    h11 h2 httpcore httpcore2 httpx httpx2 hypothesis idna isort jax jinja2 jmespath
    joblib jsonschema jupyter jwt kafka keras kubernetes lxml mako markdown markupsafe
    matplotlib mock mongoengine msgpack msgspec mypy networkx nltk nose numpy oauthlib
    orjson packaging pandas paramiko pillow pip pkg_resources platformdirs playwright
    pluggy poetry polars protobuf psutil psycopg psycopg2 py pyarrow pyasn1 pycparser
    pydantic pydantic_core pydantic_settings pygments pyjwt pymongo pymysql pyright
    pytest pytz pyyaml ray redis regex requests rich rsa ruff s3fs scipy scrapy seaborn
    selenium sentry_sdk setuptools simplejson six sklearn sniffio soupsieve sphinx
    sqlalchemy starlette streamlit sympy tensorflow tiktoken tokenizers toml torch
    tornado tox tqdm transformers twisted typer typing_extensions typing_inspection
    tzdata ujson urllib3 uvicorn virtualenv watchdog websocket websockets werkzeug wheel
    wrapt yaml yarl zeep
    """))
"""Widely used packages, by distribution and by import name, which a generated package
must not replace.
"""

SERVICE_LIBRARIES = frozenset(names_in("""
    adyen anthropic asana auth0 boxsdk braintree clerk cloudflare cohere dagster datadog
    deepgram deepl digitalocean discord dropbox elasticsearch elevenlabs fastly figma
    gitlab github githubkit groq heroku hubspot huggingface_hub increase intercom jira
    langfuse langsmith linear lithic mailchimp mailgun meilisearch mistralai mixpanel
    modern_treasury notion nylas okta openai orb_billing pagerduty paypal pinecone plaid
    postmark posthog prefect pusher pydo qdrant_client replicate resend salesforce
    segment sendgrid shippo shopify slack slack_sdk snowflake spotify spotipy square
    stripe supabase telegram todoist trello tweepy twilio twitch typesense vercel vonage
    wandb weaviate workos xero zendesk zoom
    """))
"""Known libraries for web APIs, by distribution and by import name: a package for the
same API is likely to have the same name.
"""
