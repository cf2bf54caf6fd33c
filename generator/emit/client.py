"""The view of the client module."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from generator.code import (
    Code,
    docstring,
    identifier,
    join,
    literal,
    paragraphs,
    trusted,
    tuple_of,
)
from generator.emit.identity import Identity
from generator.emit.modules import import_lines
from generator.emit.resources import ResourceView
from generator.ir import Api, SecurityScheme, Server, ServerVariable
from generator.names import Names

__all__ = ["ClientView", "CredentialView", "client_view"]


@dataclass(frozen=True, slots=True)
class CredentialView:
    """A keyword of the constructor that takes a credential."""

    name: Code
    key: Code
    scheme: Code
    annotation: Code
    async_annotation: Code
    environment: Code
    doc: Code


@dataclass(frozen=True, slots=True)
class ServerView:
    """A member of the ``Server`` enum."""

    name: Code
    url: Code
    doc: Code | None


@dataclass(frozen=True, slots=True)
class VariableView:
    """A variable of server URLs."""

    key: Code
    annotation: Code
    default: Code
    values: Code


@dataclass(frozen=True, slots=True)
class ClientView:
    """Everything that ``client.py`` shows."""

    title: Code
    doc: Code
    client_doc: Code
    async_doc: Code
    package: Code
    imports: tuple[Code, ...]
    exported: Code
    resource_imports: tuple[Code, ...]
    credentials: tuple[CredentialView, ...]
    servers: tuple[ServerView, ...]
    default_server: Code | None
    variables: tuple[VariableView, ...]
    resources: tuple[ResourceView, ...]


_CLASSES = {
    "api_key": "APIKey",
    "basic": "HTTPBasic",
    "bearer": "HTTPBearer",
    "http": "HTTPScheme",
    "oauth2": "OAuth2",
    "open_id_connect": "HTTPBearer",
    "mutual_tls": "MutualTLS",
}
_CREDENTIALS = {
    "basic": ("BasicCredential", "AsyncBasicCredential"),
    "oauth2": ("OAuthCredential", "AsyncOAuthCredential"),
    "mutual_tls": ("ClientCertificate", "ClientCertificate"),
}


def client_view(
    api: Api, names: Names, identity: Identity, resources: tuple[ResourceView, ...]
) -> ClientView:
    """Return the view of the client of an API."""
    credentials = tuple(_credential(s, names, identity) for s in api.schemes)
    variables = _variables(api)
    title = _title(api)
    return ClientView(
        title=literal(title),
        doc=docstring([f"The clients of the {title}."]),
        client_doc=docstring(_class_doc(api, title, credentials, "Client"), 4),
        async_doc=docstring(
            _class_doc(api, title, credentials, "Asynchronous client"), 4
        ),
        package=literal(identity.package),
        imports=import_lines(
            _imports(api, credentials, variables, bool(resources)),
            core="._core",
            local={"._version": ["__version__"]},
        ),
        exported=join(", ", map(literal, _exported(api))),
        resource_imports=tuple(_resource_import(view) for view in resources),
        credentials=credentials,
        servers=tuple(_server(s.url, s.description, names) for s in _unique(api)),
        default_server=_default_server(api, names),
        variables=variables,
        resources=resources,
    )


def _exported(api: Api) -> list[str]:
    names = ["AsyncClient", "Client"]
    names += ["Server"] if api.servers else []
    names += ["ServerVariables"] if _variables(api) else []
    return names


def _title(api: Api) -> str:
    return " ".join(paragraphs(api.title.strip()[:200], 10_000)) or "API"


def _class_doc(
    api: Api, title: str, credentials: Iterable[CredentialView], what: str
) -> list[str]:
    told = paragraphs(api.description, 84)
    lines = [f"{what} for the {title}.", *(["", *told] if told else []), "", "Args:"]
    for credential in credentials:
        lines.append(f"    {credential.name}: {credential.doc}")
        lines.append(f"        Read from ``{credential.environment}`` where not given.")
    if api.servers:
        lines.append("    server: Which of the API's servers to talk to.")
    if _variables(api):
        lines.append("    server_variables: Values for the variables of its URL.")
    lines += [
        "    base_url: Another base URL, such as a proxy's or a test server's.",
        "    timeout: Seconds to wait, or an ``httpx2.Timeout`` for each part.",
        "    max_retries: How often a request is repeated after a passing failure.",
        '    validate_responses: With ``"strict"`` a response that deviates from the',
        "        document raises; otherwise it warns and is returned all the same.",
        "    headers: Headers to send with every request.",
        "    middleware: Functions around every attempt to send a request.",
        "    http_client: Your own HTTP client, for proxies, transports and TLS.",
        "    max_connections: How many connections are open at a time; None is no limit.",
    ]
    return lines


def _credential(
    scheme: SecurityScheme, names: Names, identity: Identity
) -> CredentialView:
    name = names.credentials[scheme.key]
    environment = f"{identity.package}_{name}".upper()
    arguments = [literal(name), Code(f"env={literal(environment)}")]
    if scheme.kind == "api_key":
        arguments.append(Code(f"location={literal(scheme.location)}"))
        arguments.append(Code(f"name={literal(scheme.name)}"))
    elif scheme.kind == "oauth2":
        arguments += _oauth2(scheme)
    sync, async_ = _CREDENTIALS.get(scheme.kind, ("Credential", "AsyncCredential"))
    told = paragraphs(scheme.description.split("\n\n")[0], 10_000)
    return CredentialView(
        identifier(name),
        literal(scheme.key),
        Code(f"{_CLASSES[scheme.kind]}({join(', ', arguments)})"),
        identifier(sync),
        identifier(async_),
        trusted(environment),
        Code(" ".join(told)[:300] or _described(scheme)),
    )


def _described(scheme: SecurityScheme) -> str:
    match scheme.kind:
        case "api_key":
            return "The API key."
        case "basic":
            return "User name and password."
        case "oauth2":
            return "An access token, or how to get one."
        case "mutual_tls":
            return "The client certificate: the path of a PEM file, or of two."
        case _:
            return "The token."


def _oauth2(scheme: SecurityScheme) -> list[Code]:
    arguments = []
    if scheme.token_url:
        arguments.append(Code(f"token_url={literal(scheme.token_url)}"))
    if scheme.refresh_url:
        arguments.append(Code(f"refresh_url={literal(scheme.refresh_url)}"))
    if scheme.scopes:
        arguments.append(Code(f"scopes={tuple_of(map(literal, scheme.scopes))}"))
    return arguments


def _imports(
    api: Api,
    credentials: Iterable[CredentialView],
    variables: Iterable[VariableView],
    resources: bool,
) -> set[str]:
    names = {
        "API",
        "AsyncBaseClient",
        "AsyncMiddleware",
        "BaseClient",
        "Middleware",
        "ResponseValidation",
        "Sequence",
        "Mapping",
        "httpx2",
    }
    for credential in credentials:
        names |= {credential.annotation, credential.async_annotation}
        names.add(credential.scheme.split("(")[0])
    if resources:
        names |= {"TYPE_CHECKING", "cached_property"}
    if api.servers:
        names.add("Enum")
    if variables:
        names |= {"ServerVariable", "TypedDict", "expand_server"}
        if any(variable.annotation.startswith("Literal") for variable in variables):
            names.add("Literal")
    return names


def _resource_import(view: ResourceView) -> Code:
    async_name = identifier(f"Async{view.type_name}")
    ordered = ", ".join(sorted([async_name, view.type_name]))
    return Code(f"from .resources.{identifier(view.module)} import {ordered}")


def _unique(api: Api) -> list[Server]:
    return list({server.url: server for server in api.servers}.values())


def _server(url: str, description: str, names: Names) -> ServerView:
    lines = paragraphs(description, 84)
    return ServerView(
        identifier(names.servers[url]),
        literal(url.rstrip("/") or url),
        docstring(lines, 4) if lines else None,
    )


def _default_server(api: Api, names: Names) -> Code | None:
    if not api.servers:
        return None
    return identifier(f"Server.{names.servers[api.servers[0].url]}")


def _variables(api: Api) -> tuple[VariableView, ...]:
    """Return the variables of all servers, also of those that only operations have."""
    found: dict[str, ServerVariable] = {}
    if not api.servers:
        return ()
    own = (server for operation in api.operations for server in operation.servers[:1])
    for server in (*api.servers, *own):
        for variable in server.variables:
            found.setdefault(variable.name, variable)
    return tuple(_variable(variable) for variable in found.values())


def _variable(variable: ServerVariable) -> VariableView:
    values = join(", ", map(literal, variable.values))
    return VariableView(
        literal(variable.name),
        Code(f"Literal[{values}]") if values else trusted("str"),
        literal(variable.default),
        tuple_of(map(literal, variable.values)),
    )
