"""The package as its user sees it: resources, methods, models and the client."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from generator.diagnostics.processing import processing
from generator.ir import Api, Event, Operation, Response, TypeId
from generator.names import Names, OperationNeeds, event_key, resource_key
from generator.surface.bodies import BodyForm, body_forms, method_forms, own_keywords
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
from generator.surface.types import AnnotationBuilder

__all__ = ["EventParser", "Method", "Package", "Resource", "gather", "surface"]


@dataclass(frozen=True, slots=True)
class Method:
    """A method of a resource, in its synchronous form."""

    name: str
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

    @property
    def calls(self) -> tuple[Signature, ...]:
        """The signatures that a type-checker chooses from."""
        return self.overloads or (self.signature,)


@dataclass(frozen=True, slots=True)
class Resource:
    """Methods that belong together, reached by an attribute of the client."""

    key: str
    attribute: str
    class_name: str
    description: str
    methods: tuple[Method, ...]
    former_methods: tuple[Method, ...] = ()
    """The same methods under the names of an earlier version, deprecated."""
    resources: tuple[Resource, ...] = ()
    """The resources below this one."""

    @property
    def shadowed(self) -> frozenset[str]:
        """The names in annotations that a method of the class hides."""
        return SHADOWABLE & {method.name for method in self.methods}


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
    resources: tuple[Resource, ...]
    events: tuple[EventParser, ...]
    dicts: Mapping[TypeId, DictDeclaration]
    """The typed dicts of what requests send."""

    @property
    def has_downloads(self) -> bool:
        """Whether a method may return a file, so that the client can save it."""
        return any(has_download(operation) for operation in self.api.operations)

    def declaration(self, key: TypeId) -> Declaration:
        """Return the class or alias that stands for a type of the IR."""
        return declaration(self.api, self.names, key)

    def methods(self) -> Iterator[tuple[str, Method]]:
        """Yield each method with its path from the client, such as ``pets.get``."""
        for path, resource in self.walk():
            for method in resource.methods:
                yield f"{path}.{method.name}", method

    def walk(self) -> Iterator[tuple[str, Resource]]:
        """Yield each resource, outer before inner, with its path from the client."""
        return _walk(self.resources, "")


def _walk(resources: Iterable[Resource], prefix: str) -> Iterator[tuple[str, Resource]]:
    for resource in resources:
        path = prefix + resource.attribute
        yield path, resource
        yield from _walk(resource.resources, f"{path}.")


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
        _resources(api, names),
        tuple(_event(event, api, names) for event in api.events),
        typed_dicts(api, names),
    )


def _resources(api: Api, names: Names) -> tuple[Resource, ...]:
    """Return the resources by attribute; their methods as documented."""
    groups: dict[str, list[Operation]] = {}
    for operation in api.operations:
        groups.setdefault(resource_key(operation), []).append(operation)
    found = [_resource(key, each, api, names) for key, each in groups.items()]
    return tuple(sorted(found, key=lambda resource: resource.attribute))


def _resource(
    key: str, operations: Iterable[Operation], api: Api, names: Names
) -> Resource:
    methods = tuple(
        _method(operation, kind, api, names)
        for operation in operations
        for kind in result_kinds(operation)
    )
    former = names.former_methods
    return Resource(
        key,
        names.resources[key].attribute,
        names.resources[key].type_name,
        next((tag.description for tag in api.tags if tag.name == key), ""),
        methods,
        tuple(
            _former(method, former[method.operation.pointer])
            for method in methods
            if method.operation.pointer in former
            and method.name == names.methods[method.operation.pointer]
        ),
    )


def _method(operation: Operation, kind: ResultKind, api: Api, names: Names) -> Method:
    with processing(operation.pointer):
        forms = method_forms(api, operation, kind)
        arguments = names.arguments[operation.pointer]
        signature, overloads = signatures(
            api, operation, arguments, forms, names.credentials
        )
        deprecation = f"{operation.method} {operation.path} is deprecated"
        return Method(
            _method_name(operation, kind, names),
            operation,
            signature,
            distinct_overloads(overloads, api),
            method_result(api, names, operation, kind),
            known_responses(operation, kind),
            forms,
            deprecation if operation.deprecated else "",
        )


def _method_name(operation: Operation, kind: ResultKind, names: Names) -> str:
    """Return the name; an operation with two methods has a second one for streams."""
    own = names.methods[operation.pointer]
    return names.streams.get(operation.pointer, own) if kind == "stream" else own


def _former(method: Method, name: str) -> Method:
    return replace(method, name=name, deprecation=f"Use {method.name} instead.")


def _event(event: Event, api: Api, names: Names) -> EventParser:
    return EventParser(
        names.events[event_key(event)],
        event,
        AnnotationBuilder(api, "open").annotation(event.payload),
        AnnotationBuilder(api, "marked", validated=True, evaluated=True).constrained(
            event.payload
        ),
    )
