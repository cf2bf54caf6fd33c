"""The package as its user sees it: resources, methods, models and the client."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from generator.diagnostics.processing import processing
from generator.ir import Api, Event, Operation, Response, Tag, TypeId
from generator.names import CallPath, Names, OperationNeeds, call_key, event_key
from generator.surface.bodies import BodyForm, body_forms, own_keywords
from generator.surface.client import Constructor, constructor
from generator.surface.expressions import SHADOWABLE, Expression
from generator.surface.inputs import DictDeclaration, typed_dicts
from generator.surface.models import Declaration, declaration
from generator.surface.overloads import distinct_overloads
from generator.surface.results import (
    Result,
    ResultKind,
    has_download,
    known_responses,
    method_result,
    result_kinds,
)
from generator.surface.signatures import Signature, signatures
from generator.surface.stream_flag import (
    FlagUse,
    StreamChoice,
    flagged,
    method_forms,
    stream_choice,
)
from generator.surface.types import AnnotationBuilder
from generator.surface.webhooks import WebhookParser, webhook_parser

__all__ = [
    "EventParser",
    "FormerMethod",
    "Method",
    "Package",
    "Resource",
    "gather",
    "surface",
]


@dataclass(frozen=True, slots=True)
class Method:
    """A method of a resource, in its synchronous form."""

    path: CallPath
    """The attributes from the client to the method."""
    operation: Operation
    signature: Signature
    """All that any overload takes."""
    overloads: tuple[Signature, ...]
    result: Result
    responses: tuple[Response, ...]
    """The documented responses that the method reads."""
    forms: tuple[BodyForm, ...]
    """The forms of the request body."""
    deprecation: str = ""
    """The message of a deprecated method."""
    choice: StreamChoice | None = None
    """How the method returns a stream instead of a value, which `signature` and
    `overloads` do not show.
    """

    @property
    def name(self) -> str:
        """The name in the class."""
        return self.path[-1]

    @property
    def calls(self) -> tuple[Signature, ...]:
        """The signatures that a type-checker chooses from."""
        return self.overloads or (self.signature,)

    @property
    def definition(self) -> Signature:
        """The signature of the definition, below all overloads."""
        return self.choice.signature if self.choice else self.signature

    @property
    def all_overloads(self) -> tuple[tuple[Signature, tuple[Result, ...]], ...]:
        """The overloads of the definition, each with what it returns one of."""
        if self.choice is not None:
            return self.choice.overloads
        return tuple((each, (self.result,)) for each in self.overloads)

    @property
    def results(self) -> tuple[Result, ...]:
        """What the method returns one of."""
        found = (each for _, results in self.all_overloads for each in results)
        return tuple(dict.fromkeys(found)) or (self.result,)


@dataclass(frozen=True, slots=True)
class FormerMethod:
    """A path that a method had in an earlier version, as a deprecated method."""

    method: Method
    """The method of the operation, with the earlier path."""
    current: CallPath
    """The path of the method that replaces it."""


@dataclass(frozen=True, slots=True)
class Resource:
    """Methods and resources that belong together, reached by attributes of the client;
    with the empty path, the client itself.
    """

    path: CallPath
    class_name: str
    module: str
    """The name of its files."""
    tag: Tag | None
    """The tag of the document that has the methods of this resource alone."""
    methods: tuple[Method, ...]
    former_methods: tuple[FormerMethod, ...] = ()
    resources: tuple[Resource, ...] = ()
    """The resources below this one."""

    @property
    def attribute(self) -> str:
        """The name of the attribute, after that of the parent."""
        return self.path[-1]

    @property
    def symbol(self) -> str:
        """The resource as users write it: ``client.chat.completions``."""
        return ".".join(("client", *self.path))

    @property
    def is_former(self) -> bool:
        """Whether it has methods of earlier versions only."""
        return not self.methods and all(each.is_former for each in self.resources)

    @property
    def shadowed(self) -> frozenset[str]:
        """The names in annotations that a member of the class hides."""
        former = (each.method.name for each in self.former_methods)
        names = {*former, *(each.name for each in self.methods)}
        return SHADOWABLE & {*names, *(each.attribute for each in self.resources)}


@dataclass(frozen=True, slots=True)
class EventParser:
    """A function that parses the payload of a webhook or callback."""

    name: str
    event: Event
    payload: Expression
    """The type that it returns."""
    validated_payload: Expression
    """The same as pydantic reads it."""


@dataclass(frozen=True, slots=True)
class Package:
    """Everything that a user of the package can name."""

    name: str
    """The name of the import package."""
    api: Api
    names: Names
    constructor: Constructor
    root: Resource
    """The client itself."""
    events: tuple[EventParser, ...]
    webhook: WebhookParser | None
    """The function for the payload of any webhook; None without webhooks."""
    dicts: Mapping[TypeId, DictDeclaration]
    """The typed dicts of what requests send."""

    @property
    def resources(self) -> tuple[Resource, ...]:
        """The resources that are attributes of the client."""
        return self.root.resources

    @property
    def has_downloads(self) -> bool:
        """Whether a method may return a file, so that the client can save it."""
        return any(has_download(operation) for operation in self.api.operations)

    def declaration(self, key: TypeId) -> Declaration:
        """Return the class or alias that stands for a type of the IR."""
        return declaration(self.api, self.names, key)

    def resource(self, path: CallPath) -> Resource:
        """Return the resource with this path."""
        found = self.root
        for name in path:
            found = next(each for each in found.resources if each.attribute == name)
        return found

    def methods(self) -> Iterator[tuple[str, Method]]:
        """Yield each method with its path from the client, such as ``pets.get``."""
        for _, resource in self.walk():
            for method in resource.methods:
                yield ".".join(method.path), method

    def walk(self) -> Iterator[tuple[str, Resource]]:
        """Yield each resource, outer before inner, with its path from the client. The
        client comes first, with the path "", if it has methods of its own.
        """
        found = _walk(self.root)
        root = next(found)
        if root.methods or root.former_methods:
            yield "", root
        yield from ((".".join(each.path), each) for each in found)


def _walk(resource: Resource) -> Iterator[Resource]:
    yield resource
    for each in resource.resources:
        yield from _walk(each)


def gather(api: Api) -> Mapping[str, OperationNeeds]:
    """Return which names each operation needs, by its pointer."""
    return {
        operation.pointer: OperationNeeds(
            models=tuple(each.model.id for each in forms if each.model is not None),
            keywords=own_keywords(forms),
            streams=len(result_kinds(operation)) > 1,
        )
        for operation in api.operations
        for forms in [body_forms(api, operation)]
    }


def surface(api: Api, names: Names, name: str) -> Package:
    """Return the import package called `name` for an API with the names that `assign`
    gave it.
    """
    return Package(
        name,
        api,
        names,
        constructor(api, names, name),
        _root(api, names),
        tuple(_event(event, api, names) for event in api.events),
        webhook_parser(api),
        typed_dicts(api, names),
    )


def _root(api: Api, names: Names) -> Resource:
    """Return the client as a resource: its resources by attribute, and the methods of
    each as documented.
    """
    methods: dict[str, Method] = {}
    members: dict[CallPath, list[Method]] = {}
    for operation in api.operations:
        for kind in result_kinds(operation):
            key, method = _method(operation, kind, api, names)
            methods[key] = method
            members.setdefault(method.path[:-1], []).append(method)
    former: dict[CallPath, list[FormerMethod]] = {}
    for path, key in names.former_methods.items():
        each = _former(path, methods[key])
        former.setdefault(path[:-1], []).append(each)
    inner: dict[CallPath, list[CallPath]] = {}
    for path in sorted(names.resources.keys() - {()}):
        inner.setdefault(path[:-1], []).append(path)
    tags = _tags(api, names)

    def build(path: CallPath) -> Resource:
        name = names.resources.get(path)
        return Resource(
            path,
            name.type_name if name else "",
            name.module if name else "",
            tags.get(path),
            tuple(members.get(path, ())),
            tuple(former.get(path, ())),
            tuple(build(each) for each in inner.get(path, ())),
        )

    return build(())


def _tags(api: Api, names: Names) -> dict[CallPath, Tag]:
    """Return the tag of each resource whose methods are all operations with this tag."""
    places: dict[str | None, set[CallPath]] = {}
    tags_of: dict[CallPath, set[str | None]] = {}
    for operation in api.operations:
        place = names.methods[call_key(operation)][:-1]
        places.setdefault(operation.tag, set()).add(place)
        tags_of.setdefault(place, set()).add(operation.tag)
    return {
        place: tag
        for tag in api.tags
        for place in places.get(tag.name, ())
        if places[tag.name] == {place} and tags_of[place] == {tag.name}
    }


def _method(
    operation: Operation, kind: ResultKind, api: Api, names: Names
) -> tuple[str, Method]:
    """Return a method and its key."""
    with processing(operation.pointer):
        stream_key = call_key(operation, streams=True)
        is_second = kind == "stream" and stream_key in names.methods
        key = stream_key if is_second else call_key(operation)
        signature, overloads = _signatures(operation, kind, api, names)
        deprecation = f"{operation.method} {operation.path} is deprecated"
        return key, Method(
            names.methods[key],
            flagged(api, operation, kind),
            signature,
            overloads,
            method_result(api, names, operation, kind),
            known_responses(operation, kind),
            method_forms(api, operation, kind),
            deprecation if operation.deprecated else "",
            _choice(operation, api, names) if kind == "value" else None,
        )


def _signatures(
    operation: Operation, use: FlagUse, api: Api, names: Names
) -> tuple[Signature, tuple[Signature, ...]]:
    arguments = names.arguments[operation.pointer]
    forms = method_forms(api, operation, use)
    signature, overloads = signatures(
        api, flagged(api, operation, use), arguments, forms, names.credentials
    )
    return signature, distinct_overloads(overloads, api)


def _choice(operation: Operation, api: Api, names: Names) -> StreamChoice | None:
    keys = call_key(operation), call_key(operation, streams=True)
    places = {names.methods[key][:-1] for key in keys if key in names.methods}
    if operation.stream_flag is None or len(places) > 1:
        return None

    def calls(use: FlagUse) -> Sequence[Signature]:
        if use == "either" and operation.body and not method_forms(api, operation, use):
            return ()
        signature, overloads = _signatures(operation, use, api, names)
        return overloads or (signature,)

    value, stream = (
        method_result(api, names, operation, kind) for kind in ("value", "stream")
    )
    return stream_choice(api, operation, value, stream, calls)


def _former(path: CallPath, method: Method) -> FormerMethod:
    current = ".".join(("client", *method.path))
    deprecated = replace(method, path=path, deprecation=f"Use {current} instead.")
    return FormerMethod(deprecated, method.path)


def _event(event: Event, api: Api, names: Names) -> EventParser:
    return EventParser(
        names.events[event_key(event)],
        event,
        AnnotationBuilder(api, "open").annotation(event.payload),
        AnnotationBuilder(api, "marked", validated=True, evaluated=True).constrained(
            event.payload
        ),
    )
