"""Mutants of the module of the clients: of credentials, servers and settings."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from .operations import variable_mutants
from .source import Mutant, Source, elements, name_of, quoted, string

__all__ = ["client_mutants", "scheme_names"]

# The others of a constructor are the same in every package, and the runtime's tests
# cover them: `own_server`, `max_connections`, `middleware`.
_SETTINGS = ("timeout", "max_retries", "validate_responses", "headers", "base_url")


def scheme_names(source: Source) -> list[str]:
    """Return the security schemes of the package."""
    return [key for key, _ in _schemes(source)]


def _schemes(source: Source) -> Iterator[tuple[str, ast.Call]]:
    for call in source.calls("API"):
        for keyword in call.keywords:
            if keyword.arg == "schemes" and isinstance(keyword.value, ast.Dict):
                pairs = zip(keyword.value.keys, keyword.value.values, strict=True)
                for key, value in pairs:
                    assert key is not None
                    assert isinstance(value, ast.Call)
                    yield string(key), value


def client_mutants(source: Source, required: set[str]) -> Iterator[Mutant]:
    """Yield the mutants of ``client.py``.

    Args:
        required: The security schemes that some operation requires. Nobody sends the
            credentials of the others.
    """
    unused = set[str]()
    for key, call in _schemes(source):
        if key not in required:
            unused.add(string(call.args[0]))
            continue
        yield from _scheme(source, call)
        if name_of(call.func) == "OAuth2":
            yield from _grants(source, call)
    for call in source.calls("ServerVariable"):
        yield from variable_mutants(source, call)
    yield from _servers(source)
    for node in source.tree.body:
        if isinstance(node, ast.ClassDef) and node.name != "Server":
            yield from _settings(source, node, unused)
            yield from _resources(source, node)


def _scheme(source: Source, call: ast.Call) -> Iterator[Mutant]:
    """Mutants of what every security scheme has, and of keys and HTTP schemes."""
    keyword = call.args[0]
    yield source.replaced("credential keyword", keyword, quoted(f"{string(keyword)}x"))
    keywords = {k.arg: k.value for k in call.keywords}
    if "env" in keywords:
        other = quoted(f"{string(keywords['env'])}X")
        yield source.replaced("environment variable", keywords["env"], other)
    if "name" in keywords:
        other = quoted(f"{string(keywords['name'])}x")
        yield source.replaced("key name", keywords["name"], other)
    if name_of(call.func) in ("HeaderKey", "QueryKey", "CookieKey"):
        new = _class_of_runtime(source, "HeaderKey")
        if name_of(call.func) == "HeaderKey":
            pair = "signature.query.append(f'{self.name}={secret}')"
            sign = f"lambda self, secret, signature: {pair}"
            new = f'type("QueryKey", ({new},), {{"sign": {sign}}})'
        yield source.replaced("key location", call.func, new)
    if name_of(call.func) in ("HTTPBearer", "OAuth2"):
        # The same credential without the prefix ``Bearer``.
        bearer = _class_of_runtime(source, "HTTPBearer")
        scheme = f'type("HTTPScheme", ({bearer},), {{"prefix": ""}})'
        new = f"{scheme}({source.of(keyword)})"
        yield source.replaced("credential scheme", call, new)


def _class_of_runtime(source: Source, name: str) -> str:
    """Return an expression for a class of security schemes."""
    module = f"{source.path.parent.name}._core.security"
    return f'__import__("{module}", fromlist=["{name}"]).{name}'


def _grants(source: Source, call: ast.Call) -> Iterator[Mutant]:
    """Mutants of the token endpoints and the scopes of an OAuth 2.0 scheme."""
    for keyword in call.keywords:
        if keyword.arg in ("token_url", "refresh_url"):
            kind, value = keyword.arg.replace("_", " "), keyword.value
            yield source.replaced(kind, value, quoted(f"{string(value)}/x"))
            yield source.dropped(kind, keyword)
        elif keyword.arg == "scopes":
            for scope in elements(keyword.value):
                new = quoted(f"{string(scope)}x")
                yield source.replaced("scope", scope, new)
                yield source.dropped("scope", scope)


def _members(source: Source) -> list[ast.Assign]:
    """The members of the enum of servers."""
    return [
        member
        for node in source.tree.body
        if isinstance(node, ast.ClassDef) and node.name == "Server"
        for member in node.body
        if isinstance(member, ast.Assign)
    ]


def _servers(source: Source) -> Iterator[Mutant]:
    members = _members(source)
    for member in members:
        url = string(member.value)
        yield source.replaced("server", member.value, quoted(f"{url}/x"))
        if len(members) > 1:
            start, end = source.span(member)
            yield source.between("server", start, end, "pass")


def _settings(
    source: Source, client: ast.ClassDef, unused: set[str]
) -> Iterator[Mutant]:
    """Mutants of the constructor of a client."""
    kind = "async only" if client.name == "AsyncClient" else "sync only"
    for call in ast.walk(client):
        if not isinstance(call, ast.Call) or name_of(call.func) != "__init__":
            continue
        for keyword in call.keywords:
            if keyword.arg in _SETTINGS:
                yield source.dropped(f"{kind}: setting", keyword)
            elif keyword.arg == "credentials" and isinstance(keyword.value, ast.Dict):
                for pair in zip(keyword.value.keys, keyword.value.values, strict=True):
                    key, value = pair
                    assert key is not None
                    if string(key) not in unused:
                        yield source.pair_dropped(f"{kind}: credential", key, value)
    for function in client.body:
        if isinstance(function, ast.FunctionDef) and function.name == "__init__":
            yield from _defaults(source, function, kind)


def _defaults(source: Source, function: ast.FunctionDef, kind: str) -> Iterator[Mutant]:
    """Mutants of the server that a client has by default: the last one."""
    arguments = function.args
    for argument, value in zip(
        arguments.kwonlyargs, arguments.kw_defaults, strict=True
    ):
        if argument.arg == "server" and isinstance(value, ast.Attribute):
            last = f"list({source.of(value.value)})[-1]"
            if len(_members(source)) > 1:
                yield source.replaced(f"{kind}: default server", value, last)


def _resources(source: Source, client: ast.ClassDef) -> Iterator[Mutant]:
    """Mutants of the resources of a client: another one of the same module."""
    kind = "async only" if client.name == "AsyncClient" else "sync only"
    properties = [
        node
        for node in client.body
        if isinstance(node, ast.FunctionDef)
        and any(name_of(each) == "cached_property" for each in node.decorator_list)
    ]
    for index, node in enumerate(properties):
        other = properties[index - 1]
        if other is not node:
            old = [statement for statement in node.body if _is_code(statement)]
            new = [statement for statement in other.body if _is_code(statement)]
            start, end = source.span(old[0])[0], source.span(old[-1])[1]
            text = source.text[source.span(new[0])[0] : source.span(new[-1])[1]]
            yield source.between(f"{kind}: resource", start, end, text)


def _is_code(statement: ast.stmt) -> bool:
    return not isinstance(statement, ast.Expr)
