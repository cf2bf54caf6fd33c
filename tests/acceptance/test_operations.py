"""Every operation of real documents: called, and compared on the wire.

What has to be sent is computed from the document by code that shares nothing with the
generator: which parameters are required, where they go, and how they are written.
"""

from __future__ import annotations

import ast
import asyncio
import importlib
import inspect
import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from operator import attrgetter
from pathlib import Path
from typing import Any, get_overloads
from urllib.parse import parse_qsl, quote, unquote

import httpx2
import pytest

from tests.corpus import CORPUS, needs_corpus
from tests.documents import Node, Reader
from tests.generated_classes import kind_of
from tests.instances import MinimalInstances

from .command import gen_client_here

QUICK = [
    "petstore3.json",
    "museum.yaml",
    "burgershop.yaml",
    "keeper.json",
    "buildomat.json",
    "sessions.yml",
    "feature-full-30.yaml",
    "small/callback-example.yaml",
    "small/link-example.yaml",
    "small/uspto.yaml",
    "small/placekit.co-1.0.0.json",
]
SLOW = [
    "feature-baseline-30.json",
    "feature-baseline-31.yaml",
    "feature-full-31.yaml",
    "telegram.json",
    "qdrant.json",
    "nexus.json",
    "clerk.yaml",
    "xero.yaml",
    "box.json",
    "discord.json",
    "asana.yaml",
    "stripe.yaml",
    "digitalocean/DigitalOcean-public.v2.yaml",
    "github.json",
]
METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace", "query")
LOCATIONS = ("path", "query", "header", "cookie", "querystring")
# Headers that a parameter cannot describe (OpenAPI 3.2, 4.12.2.1).
OWN_HEADERS = ("accept", "content-type", "authorization")
# RFC 9110, 5.6.2: no request can have a header with another name.
HEADER_NAME = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")
SECRET = "secret"
SETTINGS = {
    "self",
    "server",
    "server_variables",
    "base_url",
    "timeout",
    "max_retries",
    "retry_unsafe",
    "max_response_bytes",
    "validate_responses",
    "headers",
    "middleware",
    "http_client",
    "max_connections",
}

pytestmark = [
    needs_corpus,
    pytest.mark.filterwarnings("ignore:.* is deprecated:DeprecationWarning"),
]

# The operations of a document.


@dataclass(frozen=True)
class Parameter:
    """A parameter that a call has to give."""

    name: str
    location: str
    style: str
    explode: bool
    as_json: bool
    value: Any


@dataclass(frozen=True)
class Operation:
    """An operation as the document has it."""

    method: str
    path: str
    node: Node
    parameters: tuple[Parameter, ...]


def operations(reader: Reader) -> Iterator[Operation]:
    paths = reader.resolve(reader.root.get("paths"))
    for path, reference in paths.members() if paths else ():
        item = reader.resolve(reference)
        if not path.startswith("/") or item is None:
            continue
        for method, found in item.members():
            node = reader.resolve(found)
            if method in METHODS and node is not None:
                given = tuple(required(reader, path, item, node))
                yield Operation(method.upper(), path, node, given)


def required(reader: Reader, path: str, item: Node, node: Node) -> Iterator[Parameter]:
    """What has to be given: the operation's own go before those of the path item."""
    found: dict[tuple[str, str], Parameter | None] = {}
    for owner in (node, item):
        listed = owner.get("parameters")
        for reference in listed.items() if listed else ():
            target = reader.resolve(reference)
            if target is None or not isinstance(target.value, dict):
                continue
            key = (str(target.value.get("name")), str(target.value.get("in")))
            found.setdefault(key, parameter(reader, target))
    holes = re.findall(r"\{([^{}]*)\}", re.split("[?#]", path)[0])
    for hole in holes:
        plain = Parameter(hole, "path", "simple", False, False, "a")
        found.setdefault((hole, "path"), plain)
    yield from (
        p for p in found.values() if p and (p.location != "path" or p.name in holes)
    )


def parameter(reader: Reader, node: Node) -> Parameter | None:
    described = node.value
    name, location = described.get("name"), described.get("in")
    if location not in LOCATIONS or not isinstance(name, str):
        return None
    if location == "header" and name.lower() in OWN_HEADERS:
        return None
    if described.get("required") is not True and location != "path":
        return None
    style = described.get("style") or {"path": "simple", "header": "simple"}.get(
        location, "form"
    )
    explode = described.get("explode", style in ("form", "cookie", "deepObject"))
    schema, content = node.get("schema"), reader.resolve(node.get("content"))
    if schema is None and content is not None and content.members():
        media = reader.resolve(content.members()[0][1])
        schema = media.get("schema") if media else None
    as_json = "schema" not in described and "json" in str(content)
    value = MinimalInstances(reader).make(schema) if schema is not None else "a"
    return Parameter(name, location, style, explode, as_json, value)


def spelt(value: Any) -> str:
    if isinstance(value, bytes):
        return value.decode()
    if isinstance(value, bool):
        return str(value).lower()
    return str(value)


def in_path(operation: Operation) -> str:
    """The path that has to be requested, percent-encoded."""
    path = re.split("[?#]", operation.path)[0]
    pieces = re.split(r"\{([^{}]*)\}", path)
    values = {p.name: p for p in operation.parameters if p.location == "path"}
    return "".join(
        quote(unquote(piece), safe="/") if not index % 2 else segment(values[piece])
        for index, piece in enumerate(pieces)
    )


def segment(given: Parameter) -> str:
    value = given.value if isinstance(given.value, list | dict) else [given.value]
    assert isinstance(value, list), "objects in paths are tested elsewhere"
    text = ",".join(quote(spelt(each), safe="") for each in value)
    head = {"label": ".", "matrix": f";{given.name}="}.get(given.style, "")
    return head + text


def in_query(operation: Operation) -> list[tuple[str, str]]:
    """The pairs that have to be in the query, decoded, in alphabetical order."""
    fixed = operation.path.partition("#")[0].partition("?")[2]
    pairs = parse_qsl(fixed, keep_blank_values=True)
    for each in operation.parameters:
        if each.location == "query":
            pairs += pairs_of(each)
    return sorted(pairs)


def pairs_of(given: Parameter) -> Iterator[tuple[str, str]]:
    name, value = given.name, given.value
    if given.as_json:
        assert not isinstance(value, dict | list), "see the tests of styles"
        yield name, f'"{value}"' if isinstance(value, str) else spelt(value)
    elif isinstance(value, dict):
        for key, each in value.items():
            deep = given.style == "deepObject"
            yield (f"{name}[{key}]" if deep else key), spelt(each)
    elif isinstance(value, list) and given.explode:
        yield from ((name, spelt(each)) for each in value if each is not None)
    elif isinstance(value, list):
        comma = {"pipeDelimited": "|", "spaceDelimited": " "}.get(given.style, ",")
        yield name, comma.join(map(spelt, value))
    else:
        yield name, spelt(value)


# What the package has.


@dataclass(frozen=True)
class Method:
    """A method of a resource, and which argument goes where."""

    path: str
    """The attributes that lead to it from the client: ``store.orders.get``."""
    arguments: dict[tuple[str, str], str]
    """The Python names, by location and wire name; ``body`` is one location."""

    def of(self, client: Any) -> Any:
        return attrgetter(self.path)(client)


def constants(module: ast.Module) -> dict[str, list[str]]:
    """Method, path and ``name`` of each operation constant of a module, by its name."""
    found = {}
    for node in module.body:
        if isinstance(node, ast.AnnAssign) and isinstance(node.value, ast.Call):
            given = {keyword.arg: keyword.value for keyword in node.value.keywords}
            if isinstance(node.target, ast.Name) and {"method", "path"} <= given.keys():
                values = (given[name] for name in ("method", "path", "name"))
                found[node.target.id] = [*map(ast.literal_eval, values)]
    return found


def methods(folder: Path) -> dict[tuple[str, str], dict[str, list[Method]]]:
    """The methods by operation, of the synchronous and the asynchronous class.

    The docstring of the synchronous one has the path as in the document, with a fragment
    that is not sent.
    """
    found: dict[tuple[str, str], dict[str, list[Method]]] = {}
    for path in sorted(folder.glob("*/resources/*.py")):
        module = ast.parse(path.read_text(encoding="utf-8"))
        known = constants(module)
        routes: dict[str, str] = {}
        for resource in module.body:
            if not isinstance(resource, ast.ClassDef):
                continue
            kind = kind_of(resource)
            for name, call, doc in calls(resource):
                names = [a.id for a in call.args if isinstance(a, ast.Name)]
                constant = next(name for name in names if name in known)
                verb, sent, symbol = known[constant]
                parts = [*symbol.split(".")[:-1], name]
                method = Method(".".join(parts), wired(call))
                if kind == "sync":
                    pattern = rf"^{verb} ({re.escape(sent)}\S*)$"
                    routes[constant] = re.findall(pattern, doc, re.MULTILINE)[-1]
                route = verb, routes[constant]
                kinds = found.setdefault(route, {"sync": [], "async": []})
                kinds[kind].append(method)
    return found


def calls(resource: ast.ClassDef) -> Iterator[tuple[str, ast.Call, str]]:
    """The one call that each method of a class makes of the runtime, and its docs."""
    for method in resource.body:
        if isinstance(method, ast.FunctionDef | ast.AsyncFunctionDef):
            if "cached_property" in map(ast.unparse, method.decorator_list):
                continue  # a resource
            returned = method.body[-1]
            if isinstance(returned, ast.Return):
                value = returned.value
                value = value.value if isinstance(value, ast.Await) else value
                assert isinstance(value, ast.Call), ast.dump(returned)
                yield method.name, value, ast.get_docstring(method) or ""


def wired(call: ast.Call) -> dict[tuple[str, str], str]:
    found = {}
    for keyword in call.keywords:
        location = "body" if keyword.arg == "properties" else keyword.arg
        for inner in ast.walk(keyword.value):
            if isinstance(inner, ast.Dict) and location:
                for key, value in zip(inner.keys, inner.values, strict=True):
                    if isinstance(key, ast.Constant) and isinstance(value, ast.Name):
                        found[location, str(key.value)] = value.id
    return found


class Recorded(Exception):
    """Ends a call once its request is known."""


@dataclass
class Package:
    """A generated package with a client of each kind that reaches no network."""

    name: str
    folder: Path
    reader: Reader

    def __post_init__(self) -> None:
        self.seen: list[httpx2.Request] = []
        transport = httpx2.MockTransport(self._record)
        module: Any = importlib.import_module(self.name)
        self.module = module
        self.client = self._client(
            module.Client, httpx2.Client(transport=transport, trust_env=False)
        )
        self.async_client = self._client(
            module.AsyncClient, httpx2.AsyncClient(transport=transport, trust_env=False)
        )
        self.methods = methods(self.folder)

    def _record(self, request: httpx2.Request) -> httpx2.Response:
        self.seen.append(request)
        raise Recorded

    def _client(self, kind: Any, http: Any) -> Any:
        given = {}
        for name, argument in inspect.signature(kind.__init__).parameters.items():
            if name not in SETTINGS:
                pair = "BasicCredential" in str(argument.annotation)
                given[name] = ("user", SECRET) if pair else SECRET
        return kind(base_url="https://api.test/base", http_client=http, **given)

    def call(self, method: Method, operation: Operation) -> httpx2.Request:
        return self._sent(lambda: self._made(method.of(self.client), method, operation))

    def acall(self, method: Method, operation: Operation) -> httpx2.Request:
        async def made() -> None:
            await self._made(method.of(self.async_client), method, operation)

        return self._sent(lambda: asyncio.run(made()))

    def _sent(self, call: Any) -> httpx2.Request:
        self.seen.clear()
        try:
            call()
        except Recorded:
            pass
        (request,) = self.seen
        return request

    def _made(self, function: Any, method: Method, operation: Operation) -> Any:
        positional, keywords = self.arguments(function, method, operation)
        return function(*positional, **keywords)

    def arguments(
        self, function: Any, method: Method, operation: Operation
    ) -> tuple[list[Any], dict[str, Any]]:
        """The required arguments: the path's by place, all others by name."""
        holes = re.findall(r"\{([^{}]*)\}", re.split("[?#]", operation.path)[0])
        values = {p.name: p.value for p in operation.parameters if p.location == "path"}
        positional = [values[hole] for hole in dict.fromkeys(holes)]
        keywords = {
            method.arguments[each.location, each.name]: each.value
            for each in operation.parameters
            if each.location != "path"
        }
        signature = inspect.signature(function).parameters
        keywords.update(self.body(signature, method, operation))
        return positional, keywords

    def body(self, signature: Any, method: Method, operation: Operation) -> Any:
        """The body that the document wants at least, as arguments."""
        body = self.reader.resolve(operation.node.get("requestBody"))
        content = self.reader.resolve(body.get("content")) if body else None
        if body is None or content is None or not content.members():
            return {}
        media_type, reference = content.members()[0]
        media = self.reader.resolve(reference)
        schema = media.get("schema") if media else None
        names = {w: n for (at, w), n in method.arguments.items() if at == "body"}
        # A property may be called "body" as well.
        whole = "body" in set(signature) - set(names.values()) and (
            not names or signature["body"].default is inspect.Parameter.empty
        )
        value = MinimalInstances(self.reader).make(schema)
        if whole:
            fits = "json" in media_type or isinstance(value, dict | str)
            return {"body": value if fits else b"bytes"}
        assert isinstance(value, dict), (operation.path, media_type, value)
        return {names[wire]: each for wire, each in value.items()}


def generated(document: Path, folder: Path) -> Package:
    name = "ops_" + re.sub(r"\W+", "_", document.stem).lower()
    ran = gen_client_here(document, "-o", folder, "--name", name)
    assert ran.code == 0, ran.stderr
    (project,) = folder.iterdir()
    sys.path.insert(0, str(project))
    try:
        return Package(name, project, Reader(document))
    finally:
        sys.path.remove(str(project))


@pytest.fixture(
    scope="module",
    params=[*QUICK, *(pytest.param(name, marks=pytest.mark.slow) for name in SLOW)],
    ids=lambda name: Path(name).stem,
)
def package(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Package]:
    package = generated(CORPUS / request.param, tmp_path_factory.mktemp("ops"))
    # Resources are imported when they are first asked for.
    sys.path.insert(0, str(package.folder))
    yield package
    sys.path.remove(str(package.folder))
    for module in [m for m in sys.modules if m.partition(".")[0] == package.name]:
        del sys.modules[module]


def problems(package: Package, operation: Operation) -> Iterator[str]:
    """How the requests of an operation's methods differ from what they have to be."""
    place = f"{operation.method} {operation.path}"
    found = package.methods.get((operation.method, operation.path))
    if not found or not found["sync"] or len(found["sync"]) != len(found["async"]):
        yield f"{place}: no method in both clients"
        return
    for sync, other in zip(found["sync"], found["async"], strict=True):
        for kind, call, method in (
            ("sync", package.call, sync),
            ("async", package.acall, other),
        ):
            try:
                request = call(method, operation)
            except (AssertionError, LookupError, TypeError, ValueError) as error:
                yield f"{place}: {kind}: {error!r:.500}"
                continue
            path, _, query = request.url.raw_path.decode().partition("?")
            pairs = parse_qsl(query, keep_blank_values=True)
            sent = request.method, path, sorted(p for p in pairs if p[1] != SECRET)
            due = operation.method, f"/base{in_path(operation)}", in_query(operation)
            if plain(*sent) != plain(*due):
                yield f"{place}: {kind}: {sent}, not {due}"


def plain(method: str, path: str, query: list[tuple[str, str]]) -> tuple[Any, ...]:
    """Remove differences without a meaning: encoded colons, and 1.0 instead of 1."""
    segments = [number(unquote(segment)) for segment in path.split("/")]
    return method, segments, sorted((name, number(text)) for name, text in query)


def number(text: str) -> str:
    whole = re.fullmatch(r"(-?[0-9]+)\.0", text)
    return whole[1] if whole else text


def test_every_operation_is_sent_as_documented(package: Package) -> None:
    found = list(operations(package.reader))
    assert found, "a document of the corpus has operations"
    messages = [text for each in found for text in problems(package, each)]
    assert "\n".join(messages) == ""
    assert {(each.method, each.path) for each in found} == set(package.methods)


# Nothing is lost: what is optional, bodies and responses too.


@dataclass(frozen=True)
class Parts:
    """All parameters, media types and statuses of an operation."""

    parameters: frozenset[tuple[str, str]]
    bodies: frozenset[str]
    statuses: frozenset[str]


def documented(reader: Reader, operation: Operation) -> Parts:
    paths = reader.resolve(reader.root.get("paths"))
    item = reader.resolve(dict(paths.members())[operation.path]) if paths else None
    holes = re.findall(r"\{([^{}]*)\}", re.split("[?#]", operation.path)[0])
    found = {(hole, "path") for hole in holes}
    for owner in (operation.node, item):
        listed = owner.get("parameters") if owner else None
        for reference in listed.items() if listed else ():
            target = reader.resolve(reference)
            described = target.value if target else None
            if isinstance(described, dict) and described.get("in") in LOCATIONS:
                found.add((str(described.get("name")), described["in"]))
    responses = operation.node.get("responses")
    statuses = [name for name, _ in responses.members()] if responses else []
    return Parts(
        frozenset(pair for pair in found if is_sendable(*pair, holes)),
        frozenset(sent_media_types(reader, operation.node)),
        frozenset(
            s if s == "default" else s.upper() for s in statuses if s[:2] != "x-"
        ),
    )


def sent_media_types(reader: Reader, operation: Node) -> Iterator[str]:
    """The media types of a request body; none if it may only be left out or be empty."""
    body = reader.resolve(operation.get("requestBody"))
    content = reader.resolve(body.get("content")) if body else None
    if body is None or content is None:
        return
    media = [(name, reader.resolve(node)) for name, node in content.members()]
    if body.value.get("required") is True or not all(
        node and is_empty_object(reader, node) for _, node in media
    ):
        yield from (name for name, _ in media)


def is_empty_object(reader: Reader, media: Node) -> bool:
    """Whether a schema is that of an object which cannot have a property."""
    schema = reader.resolve(media.get("schema"))
    return (
        schema is not None
        and {
            key: schema.value.get(key) or None
            for key in ("type", "properties", "patternProperties")
        }
        == {"type": "object", "properties": None, "patternProperties": None}
        and (
            schema.value.get("additionalProperties") is False
            or schema.value.get("maxProperties") == 0
        )
    )


def is_sendable(name: str, location: str, holes: list[str]) -> bool:
    if location == "path":
        return name in holes
    is_header_name = HEADER_NAME.fullmatch(name) and name.lower() not in OWN_HEADERS
    return location != "header" or bool(is_header_name)


def emitted(package: Package) -> Counter[tuple[str, str, Parts]]:
    """The same of the operations that the package has, by what is sent."""
    found = Counter[tuple[str, str, Parts]]()
    kind = importlib.import_module(f"{package.name}._core.operation").Operation
    for path in package.folder.glob("*/resources/*.py"):
        module = importlib.import_module(f"{package.name}.resources.{path.stem}")
        for value in vars(module).values():
            if isinstance(value, kind):
                parts = Parts(
                    frozenset((p.name, p.location) for p in value.parameters),
                    frozenset(value.body.content if value.body else ()),
                    frozenset(value.responses),
                )
                found[value.method, value.path, parts] += 1
    return found


def test_every_member_of_an_operation_is_emitted(package: Package) -> None:
    wanted = Counter(
        (each.method, each.path.partition("#")[0], documented(package.reader, each))
        for each in operations(package.reader)
    )
    assert wanted - emitted(package) == Counter()


# The synchronous and the asynchronous client have the same methods.

ASYNC = re.compile(r"\bAsync(?=[A-Z])")
# What an asynchronous method returns to be awaited for a page, or iterated over.
AWAITED = re.compile(r"^AsyncPages\[(.*)\]$")


def synchronous(text: object) -> str:
    """An annotation with the names of the synchronous types in it."""
    return ASYNC.sub("", AWAITED.sub(r"\1", str(text)))


def shown(function: Any) -> list[tuple[str, str, object, str]]:
    """Name, kind, default and annotation of all arguments, and what comes back."""
    signature = inspect.signature(function)
    arguments = [
        (p.name, p.kind.name, p.default, synchronous(p.annotation))
        for p in signature.parameters.values()
    ]
    return [*arguments, ("", "", None, synchronous(signature.return_annotation))]


def public(kind: type) -> dict[str, Any]:
    return {n: f for n, f in vars(kind).items() if not n.startswith("_")}


def test_both_clients_have_the_same_signatures(package: Package) -> None:
    client, async_client = type(package.client), type(package.async_client)
    assert shown(client.__init__) == shown(async_client.__init__)
    waiting: list[tuple[Any, Any]] = [(package.client, package.async_client)]
    while waiting:
        resources = waiting.pop()
        sync, other = map(type, resources)
        assert synchronous(other.__name__) == sync.__name__
        assert list(public(sync)) == list(public(other)), sync
        for name, method in public(sync).items():
            twin = public(other)[name]
            if isinstance(method, cached_property):
                first, second = (getattr(each, name) for each in resources)
                waiting.append((first, second))
                continue
            assert shown(method) == shown(twin), (sync, name)
            (summary, _), (other_summary, rest) = (
                str(inspect.getdoc(each)).partition("\n\n")[::2]
                for each in (method, twin)
            )
            assert other_summary == summary
            assert rest in (
                "",
                f"See `{sync.__name__}.{name}` for the arguments and errors.",
            )
            assert [*map(shown, get_overloads(inspect.unwrap(method)))] == [
                *map(shown, get_overloads(inspect.unwrap(twin)))
            ]
            paged = "AsyncPages[" in str(inspect.signature(twin).return_annotation)
            assert not inspect.iscoroutinefunction(inspect.unwrap(method))
            assert inspect.iscoroutinefunction(inspect.unwrap(twin)) is not paged
