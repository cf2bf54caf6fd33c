"""The constructor of the client: credentials and servers."""

from __future__ import annotations

from dataclasses import dataclass

from generator.ir import Api, SecurityScheme, Server, ServerVariable
from generator.names import Names

__all__ = ["Constructor", "Credential", "ServerMember", "constructor"]

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
    """The servers of the API by URL; the first one is the default."""
    variables: tuple[ServerVariable, ...]
    """The variables of all servers, also of those that only operations have."""

    @property
    def needs_base_url(self) -> bool:
        """Whether the default server has no absolute URL to begin with."""
        return not self.servers or not _is_absolute(self.servers[0].server)

    @property
    def requires_base_url(self) -> bool:
        """Whether no server of the document has an absolute URL, so that no client can
        be made without one.
        """
        return not any(_is_absolute(each.server) for each in self.servers)


def _is_absolute(server: Server) -> bool:
    url = server.url
    for variable in server.variables:
        url = url.replace(f"{{{variable.name}}}", variable.default)
    return "://" in url


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
    servers = (ServerMember(names.servers[url], each) for url, each in by_url.items())
    return Constructor(tuple(credentials), tuple(servers), _variables(api))


def _variables(api: Api) -> tuple[ServerVariable, ...]:
    found: dict[str, ServerVariable] = {}
    if not api.servers:
        return ()
    own = (server for operation in api.operations for server in operation.servers[:1])
    for server in (*api.servers, *own):
        for variable in server.variables:
            found.setdefault(variable.name, variable)
    return tuple(found.values())
