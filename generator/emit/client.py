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
from generator.emit.imports import import_lines
from generator.emit.resource_attributes import (
    AttributeView,
    attribute_names,
    attribute_views,
    resource_imports,
)
from generator.ir import SecurityScheme, ServerVariable
from generator.surface import Constructor, Credential, Package, Scope, ServerMember
from generator.text import names_in

__all__ = ["ClientView", "CredentialView", "client_view", "credential_doc"]


@dataclass(frozen=True, slots=True)
class CredentialView:
    """A security scheme and the keyword of the constructor that takes its credential."""

    name: Code
    key: Code
    scheme: Code


@dataclass(frozen=True, slots=True)
class KeywordView:
    """A keyword of a constructor."""

    name: Code
    quoted_name: Code
    annotation: Code


@dataclass(frozen=True, slots=True)
class ServerView:
    """A member of the ``Server`` enum."""

    name: Code
    url: Code
    """The URL, or the member that replaces one of an earlier version."""
    doc: Code | None


@dataclass(frozen=True, slots=True)
class VariableView:
    """A variable of server URLs."""

    key: Code
    annotation: Code
    default: Code
    values: Code


@dataclass(frozen=True, slots=True)
class ClassView:
    """The synchronous or the asynchronous client."""

    name: Code
    prefix: Code
    """``Async`` for the asynchronous client: the prefix of its class names."""
    base: Code
    doc: Code
    middleware: Code
    http_client: Code
    credentials: tuple[KeywordView, ...]
    resources: tuple[AttributeView, ...]


@dataclass(frozen=True, slots=True)
class ClientView:
    """Everything that ``client.py`` shows."""

    title: Code
    doc: Code
    package: Code
    imports: tuple[Code, ...]
    exported: Code
    resource_imports: tuple[Code, ...]
    credentials: tuple[CredentialView, ...]
    servers: tuple[ServerView, ...]
    default_server: Code | None
    variables: tuple[VariableView, ...]
    classes: tuple[ClassView, ClassView]


_KEY_CLASSES = {"header": "HeaderKey", "query": "QueryKey", "cookie": "CookieKey"}
_SCHEME_CLASSES = {
    "basic": "HTTPBasic",
    "bearer": "HTTPBearer",
    "http": "HTTPScheme",
    "oauth2": "OAuth2",
    "open_id_connect": "HTTPBearer",
    "mutual_tls": "MutualTLS",
}
_RUNTIME = frozenset(names_in("""
    API AsyncMiddleware Mapping Middleware ResponseValidation Sequence UNSET Unset httpx2
    """))
_COMMON_ARGUMENTS = [
    "    timeout: Seconds to wait, or an ``httpx2.Timeout`` for each part. Default: that",
    "        of the ``http_client``, or 60.",
    "    max_retries: Maximum number of retries after transient failures.",
    "    retry_unsafe: Retry also operations that are not idempotent.",
    "    max_response_bytes: Maximum size of a decompressed response that is read into",
    "        memory; None for no limit. Streams and downloads have none.",
    '    validate_responses: ``"strict"`` raises an error for a response that deviates',
    '        from the document; ``"lenient"`` returns it with a warning.',
    "    headers: Headers to send with every request.",
    "    middleware: Objects that wrap each attempt to send a request.",
    "    http_client: The HTTP client to use, for instance with a proxy or transport.",
    "    max_connections: Maximum number of open connections; None for no limit.",
]


def client_view(package: Package) -> ClientView:
    """Return the view of the clients of a package."""
    api, constructor = package.api, package.constructor
    credentials = tuple(_credential(each) for each in constructor.credentials)
    title = " ".join(paragraphs(api.title.strip()[:200], 10_000)) or "API"
    servers = [_server(each) for each in constructor.servers]
    for former, current in constructor.former_servers:
        doc = docstring([f"Deprecated: use {current} instead."], 4)
        servers.append(ServerView(identifier(former), identifier(current), doc))
    default = constructor.default_server
    return ClientView(
        title=literal(title),
        doc=docstring([f"The clients of the {title}."]),
        package=literal(package.name),
        imports=import_lines(_imports(package), core="._core", local=_local(package)),
        exported=join(", ", map(literal, _exported(constructor))),
        resource_imports=resource_imports(package.resources, ".resources."),
        credentials=credentials,
        servers=tuple(servers),
        default_server=(
            None if default is None else identifier(f"Server.{default.name}")
        ),
        variables=tuple(_variable(each) for each in constructor.variables),
        classes=(
            _class(package, title, is_async=False),
            _class(package, title, is_async=True),
        ),
    )


def _class(package: Package, title: str, *, is_async: bool) -> ClassView:
    prefix = "Async" if is_async else ""
    doc = _class_doc(package, title)
    if is_async:  # for the same arguments: they are described once
        doc = [
            f"Asynchronous client for the {title}.",
            "",
            "It has the arguments of `Client`. A function that returns a credential may be",
            "asynchronous; middleware is, and ``http_client`` is an ``httpx2.AsyncClient``.",
        ]
    return ClassView(
        identifier(f"{prefix}Client"),
        trusted(prefix),
        join(", ", [identifier(f"{prefix}{each}") for each in _bases(package)]),
        docstring(doc, 4),
        identifier(f"{prefix}Middleware"),
        identifier(f"httpx2.{prefix}Client"),
        tuple(
            KeywordView(
                identifier(each.name),
                literal(each.name),
                identifier(each.annotations[is_async]),
            )
            for each in package.constructor.credentials
        ),
        attribute_views(package.resources, prefix, of_client=True),
    )


def _bases(package: Package) -> list[str]:
    """Return the base classes of the synchronous client."""
    methods = package.names.resources.get(())
    found = [methods.type_name] if methods else []
    if package.has_downloads:
        found.append("DownloadClient")
    return found or ["BaseClient"]


def _local(package: Package) -> dict[str, list[str]]:
    """Return the names to import from other modules of the package."""
    methods = package.names.resources.get(())
    found = {"._version": ["__version__"]}
    if methods:
        name = methods.type_name
        found[f".resources.{methods.module}"] = [f"Async{name}", name]
    return found


def _class_doc(package: Package, title: str) -> list[str]:
    description = paragraphs(package.api.description, 84)
    lines = [
        f"Client for the {title}.",
        *(["", *description] if description else []),
        "",
        "Args:",
    ]
    constructor = package.constructor
    for credential in constructor.credentials:
        variable = credential.environment_variable
        lines.append(f"    {credential.name}: {credential_doc(credential)}")
        lines.append(f"        Default: the environment variable ``{variable}``.")
    if constructor.default_server is not None:
        lines.append("    server: The server of the API to send requests to.")
    if constructor.variables:
        lines.append("    server_variables: Values for the variables of its URL.")
    return [*lines, *_base_url_doc(constructor), *_COMMON_ARGUMENTS]


def _base_url_doc(constructor: Constructor) -> list[str]:
    if constructor.default_server is not None:
        return [
            "    base_url: The whole URL to use instead, with its path, for instance of a",
            "        proxy or a test server.",
        ]
    return [
        "    base_url: The whole URL of the server, with its path, such as",
        f"        ``{constructor.example_url}``.",
        "        The API document has no absolute URL.",
    ]


def credential_doc(credential: Credential) -> str:
    """Return what a credential is, in the document's words where it has some."""
    scheme = credential.scheme
    lines = paragraphs(scheme.description.split("\n\n")[0], 10_000)
    return " ".join(lines)[:300] or _scheme_doc(scheme)


def _scheme_doc(scheme: SecurityScheme) -> str:
    match scheme.kind:
        case "api_key":
            return "The API key."
        case "basic":
            return "User name and password."
        case "oauth2":
            return "An access token, or the credentials to request one with."
        case "mutual_tls":
            return "The client certificate: the path of a PEM file, or of certificate and key."
        case _:
            return "The token."


def _credential(credential: Credential) -> CredentialView:
    scheme = credential.scheme
    variable = literal(credential.environment_variable)
    arguments = [literal(credential.name), Code(f"env={variable}")]
    if scheme.kind == "api_key":
        arguments.append(Code(f"name={literal(scheme.name)}"))
    elif scheme.kind == "oauth2":
        arguments += _oauth2(scheme)
    return CredentialView(
        identifier(credential.name),
        literal(scheme.key),
        Code(f"{_scheme_class(scheme)}({join(', ', arguments)})"),
    )


def _scheme_class(scheme: SecurityScheme) -> str:
    """Return the class of the runtime for a security scheme."""
    if scheme.kind == "api_key":
        return _KEY_CLASSES[scheme.location]
    return _SCHEME_CLASSES[scheme.kind]


def _oauth2(scheme: SecurityScheme) -> list[Code]:
    arguments = []
    if scheme.token_url:
        arguments.append(Code(f"token_url={literal(scheme.token_url)}"))
    if scheme.refresh_url:
        arguments.append(Code(f"refresh_url={literal(scheme.refresh_url)}"))
    if scheme.scopes:
        arguments.append(Code(f"scopes={tuple_of(map(literal, scheme.scopes))}"))
    return arguments


def _imports(package: Package) -> set[str]:
    constructor = package.constructor
    bases = [base for base in _bases(package) if base != "ClientMethods"]
    names = {*_RUNTIME, *bases, *(f"Async{base}" for base in bases)}
    for credential in constructor.credentials:
        names.update(credential.annotations)
        names.add(_scheme_class(credential.scheme))
    if package.resources:
        scope = Scope({})
        attribute_names(package.resources, scope)
        names |= scope.imports.names
    if constructor.servers:
        names.add("Enum")
    if constructor.variables:
        names |= {"ServerVariable", "TypedDict", "expand_server"}
    if any(variable.values for variable in constructor.variables):
        names.add("Literal")
    return names


def _exported(constructor: Constructor) -> Iterable[str]:
    yield from ("AsyncClient", "Client")
    if constructor.servers:
        yield "Server"
    if constructor.variables:
        yield "ServerVariables"


def _server(member: ServerMember) -> ServerView:
    url = member.server.url
    lines = paragraphs(member.server.description, 84)
    return ServerView(
        identifier(member.name),
        literal(url.rstrip("/") or url),
        docstring(lines, 4) if lines else None,
    )


def _variable(variable: ServerVariable) -> VariableView:
    values = join(", ", map(literal, variable.values))
    return VariableView(
        literal(variable.name),
        Code(f"Literal[{values}]") if values else trusted("str"),
        literal(variable.default),
        tuple_of(map(literal, variable.values)),
    )
