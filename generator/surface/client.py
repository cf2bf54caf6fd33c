"""The constructor of the client: credentials and servers."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from generator.ir import Api, SecurityScheme, Server, ServerVariable
from generator.names import Names

__all__ = ["Constructor", "Credential", "ServerMember", "constructor"]

_EXAMPLE_URL = "https://api.example.com"
_PLAIN_URL = re.compile(
    r"https?://[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*(:[0-9]+)?(/[\w.~%!$&'()*+,;=:@/-]*)?",
    re.ASCII,
)
_ANNOTATIONS = {
    "basic": ("BasicCredential", "AsyncBasicCredential"),
    "oauth2": ("OAuthCredential", "AsyncOAuthCredential"),
    "mutual_tls": ("ClientCertificate", "ClientCertificate"),
}


@dataclass(frozen=True, slots=True)
class Credential:
    """A keyword of the constructor that takes a credential."""

    name: str
    scheme: SecurityScheme
    environment_variable: str
    """The environment variable that is used if the credential is not passed."""

    @property
    def annotations(self) -> tuple[str, str]:
        """The types that the synchronous and the asynchronous client take."""
        return _ANNOTATIONS.get(self.scheme.kind, ("Credential", "AsyncCredential"))


@dataclass(frozen=True, slots=True)
class ServerMember:
    """A member of the ``Server`` enum."""

    name: str
    server: Server


@dataclass(frozen=True, slots=True)
class Constructor:
    """The arguments of a client's constructor that depend on the document."""

    credentials: tuple[Credential, ...]
    servers: tuple[ServerMember, ...]
    """The servers of the API by URL."""
    former_servers: tuple[tuple[str, str], ...]
    """The members of earlier versions, each with the one that replaces it."""
    default_server: ServerMember | None
    """The server of a client without ``base_url``; None if the document has none with an
    absolute URL, so that ``base_url`` is required, and there is no server to choose."""
    variables: tuple[ServerVariable, ...]
    """The variables that a client takes: those of all servers, also of those that only
    operations have."""
    example_url: str
    """A whole base URL, for texts: of the default server, or else with its path."""


def constructor(api: Api, names: Names, package: str) -> Constructor:
    """Return the constructor of the client of an import package."""
    credentials = (
        Credential(
            names.credentials[scheme.key],
            scheme,
            f"{package}_{names.credentials[scheme.key]}".upper(),
        )
        for scheme in api.schemes
    )
    by_url = {server.url: server for server in api.servers}
    servers = [ServerMember(names.servers[url], each) for url, each in by_url.items()]
    default = next(
        (each for each in servers if each.server == api.default_server), None
    )
    return Constructor(
        tuple(credentials),
        tuple(servers),
        tuple((name, names.servers[url]) for name, url in names.former_servers.items()),
        default,
        _variables(api),
        _example_url(api),
    )


def _example_url(api: Api) -> str:
    """Return an absolute URL with the path of the default or else the first server."""
    server = api.default_server or next(iter(api.servers), None)
    with suppress(ValueError):
        url = urljoin(f"{_EXAMPLE_URL}/", server.default_url if server else "")
        if _PLAIN_URL.fullmatch(url) and urlsplit(url).port != 0:
            return url.rstrip("/")
    return _EXAMPLE_URL


def _variables(api: Api) -> tuple[ServerVariable, ...]:
    found: dict[str, ServerVariable] = {}
    if api.default_server is None:
        return ()
    own = (server for operation in api.operations for server in operation.servers[:1])
    for server in (*api.servers, *own):
        for variable in server.variables:
            found.setdefault(variable.name, variable)
    return tuple(found.values())
