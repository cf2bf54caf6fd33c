"""Names of credentials: keywords of the clients' constructors."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping

from generator.ir import Api, SecurityScheme
from generator.names import reserved
from generator.names.allocate import Need, allocate
from generator.names.properties import requested_name
from generator.names.words import legal_name, snake
from generator.text import names_in

__all__ = ["name_credentials"]

_BY_KIND = {
    "api_key": "api_key",
    "basic": "basic_auth",
    "bearer": "token",
    "oauth2": "oauth2",
    "open_id_connect": "token",
    "mutual_tls": "client_certificate",
}
_SUFFIX = re.compile(r"_(auth|authentication|authorization|scheme|security)$")
_SECRET = re.compile(r"(^|_)(key|token|secret|jwt|oauth2?)$")
"""What a text ends with that names a credential by itself, without `_SUFFIX`."""

_TYPES = frozenset(names_in("bearer connect header http oauth oauth2 openid query"))
_TECHNICAL = _TYPES | frozenset(names_in("""
    api authorization basic client code cookie credentials custom digest id implicit jwt
    key open password with
    """))
"""The words of the classes that frameworks name schemes after: ``APIKeyHeader``,
``OAuth2PasswordBearer``."""

_PLACEHOLDER = re.compile(
    r"(auth|authentication|default|sec|security|security_scheme)?_?\d*"
)


def name_credentials(api: Api, pins: Mapping[str, str] | None) -> dict[str, str]:
    """Return the keyword for the credential of each security scheme by its key.

    A key keeps its words. A placeholder, or one like the class of a framework, which
    only says which type the scheme has, gives the usual name for a credential of that
    type, unless two keys do.
    """
    short = {scheme.key: _short_name(scheme) for scheme in api.schemes}
    claims = Counter(short.values())
    needs = (
        Need(
            scheme.key,
            (
                *([short[scheme.key]] if claims[short[scheme.key]] == 1 else []),
                legal_name(scheme.key, "auth"),
            ),
            requested=requested_name(scheme.python_name),
        )
        for scheme in api.schemes
    )
    return allocate(needs, reserved=reserved.CREDENTIALS, pins=pins)


def _short_name(scheme: SecurityScheme) -> str:
    name = legal_name(scheme.key, "auth")
    if _PLACEHOLDER.fullmatch(name):
        return _name_by_kind(scheme)
    if name == scheme.key:
        return name
    shorter = _SUFFIX.sub("", name)
    if _SECRET.search(shorter):
        name = shorter
    name = re.sub(r"(^|_)apikey$", r"\1api_key", name)
    parts = {*name.strip("_").split("_")}
    return _name_by_kind(scheme) if parts & _TYPES and parts <= _TECHNICAL else name


def _name_by_kind(scheme: SecurityScheme) -> str:
    if scheme.place == ("header", "authorization") and scheme.kind == "api_key":
        return "authorization"  # with the name of the authentication scheme in it
    if scheme.kind == "http":
        return f"{snake(scheme.name)}_auth".strip("_")
    return _BY_KIND[scheme.kind]
