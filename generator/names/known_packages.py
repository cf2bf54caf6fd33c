"""Names that a generated package must not take from others.

The lists are written out, so that names are the same whichever Python runs.
"""

from __future__ import annotations

from generator.text import names_in

__all__ = ["DISTRIBUTIONS", "STANDARD_MODULES"]


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
"""The top-level modules of the standard library (3.11 to 3.14), one of which would hide
the other.
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
"""Widely used packages, by distribution and by import name: whoever installs a client
must not get, or replace, one of them.
"""
