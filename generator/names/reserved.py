"""Names that an emitted module itself uses, and that nothing else may take."""

from __future__ import annotations

import keyword

from generator.text import names_in

__all__ = [
    "ARGUMENTS",
    "CLASSES",
    "CLIENT",
    "CREDENTIALS",
    "DEVICES",
    "EVENTS",
    "FIELDS",
    "KEYWORDS",
    "METHODS",
    "TYPES",
]

KEYWORDS = frozenset(keyword.kwlist) | {"print", "__debug__"}

_ANNOTATIONS = frozenset(
    {"list", "dict", "str", "int", "float", "bool", "bytes", "tuple", "object", "dt"}
)
"""Lower-case names that occur in emitted annotations."""

_ATTRIBUTES = frozenset(names_in("""
    _abc_impl _calculate_keys _copy_and_set_values _get_value _iter _setattr_handler
    construct copy dict from_orm json model_computed_fields model_config model_construct
    model_copy model_dump model_dump_json model_extra model_fields model_fields_set
    model_json_schema model_parametrized_name model_post_init model_rebuild
    model_validate model_validate_json model_validate_strings parse_file parse_obj
    parse_raw schema schema_json update_forward_refs validate
    """))
"""What pydantic's models have as attributes (2.14), listed here so that names are the
same whichever version is installed."""

TYPES = KEYWORDS | frozenset(names_in("""
    Alias AliasChoices Annotated Any Base64 Decimal Field File Literal Model Nullable
    Open Tagged TypeAlias TypeAliasType TYPE_CHECKING UUID Unique Pattern Self
    """))

FIELDS = (
    KEYWORDS
    | _ANNOTATIONS
    | _ATTRIBUTES
    | {"to_dict", "to_json", "from_dict", "from_json", "self", "cls", "models"}
)

ARGUMENTS = KEYWORDS | frozenset(names_in("""
    self options body content_type additional_properties UNSET
    """))

METHODS = KEYWORDS | {"builtins", "deprecated", "dt", "models", "overload"}

EVENTS = KEYWORDS | {"parse_event"}

CLIENT = KEYWORDS | frozenset(names_in("""
    aclose base_url close headers max_retries request send server timeout
    validate_responses with_options with_response with_streaming with_streaming_response
    """))

CLASSES = frozenset(names_in("""
    API APIKey Annotated Any Base64 BaseClient BasicCredential Client Credential Decimal
    Encoding Enum Field File HTTPBasic HTTPBearer HTTPScheme Literal Mapping Middleware
    OAuth2 OAuthCredential Open Operation Pages Paging Parameter RequestBody
    RequestOptions Resource ResponseSpec ResponseValidation Sequence Server
    ServerVariable ServerVariables Stream Tagged TypedDict UUID Unset
    """))
"""Names of classes that the modules of resources and clients use themselves."""

CREDENTIALS = KEYWORDS | frozenset(names_in("""
    self server server_variables base_url timeout max_retries validate_responses headers
    middleware http_client max_connections
    """))

DEVICES = frozenset(
    {"con", "prn", "aux", "nul", "conin", "conout"}
    | {f"{name}{number}" for name in ("com", "lpt") for number in range(10)}
)
"""File names that Windows keeps for devices, in any folder."""
