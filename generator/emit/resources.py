"""Views of the resources: operation constants and their methods."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from generator.code import (
    Code,
    docstring,
    identifier,
    join,
    literal,
    paragraphs,
    trusted,
)
from generator.diagnostics.processing import processing
from generator.emit.docstrings import async_method_doc, method_doc
from generator.emit.imports import export_order, import_lines
from generator.emit.operations import (
    OperationView,
    PagingView,
    operation_view,
    paging_view,
)
from generator.ir import ParameterLocation
from generator.names import Need, allocate
from generator.surface import (
    Argument,
    Imports,
    Method,
    Package,
    Resource,
    ResultKind,
    Scope,
    spell,
)

__all__ = ["ResourceView", "resource_view"]

_LOCATIONS: tuple[ParameterLocation, ...] = (
    "path",
    "query",
    "header",
    "cookie",
    "querystring",
)


@dataclass(frozen=True, slots=True)
class ConstantView:
    """The constants of a method: its operation, and how its pages follow each other."""

    name: Code
    operation: OperationView
    paging_name: Code
    paging: PagingView | None


@dataclass(frozen=True, slots=True)
class ValueView:
    """A name on the wire and the argument whose value it gets."""

    wire_name: Code
    argument: Code


@dataclass(frozen=True, slots=True)
class LocationView:
    """The arguments that are sent in one location."""

    name: Code
    values: tuple[ValueView, ...]


@dataclass(frozen=True, slots=True)
class CallView:
    """The one call that a method makes."""

    transport: Code
    arguments: tuple[Code, ...]
    """The constants of the operation, after the client where no method passes it."""
    locations: tuple[LocationView, ...]
    properties: tuple[ValueView, ...]
    """The properties of the body."""
    takes_additional: bool
    takes_body: bool
    takes_content_type: bool

    @property
    def has_properties(self) -> bool:
        """Whether the body is put together from keywords."""
        return bool(self.properties) or self.takes_additional


@dataclass(frozen=True, slots=True)
class MethodView:
    """A method in its synchronous or asynchronous form."""

    keyword: Code
    name: Code
    overloads: tuple[tuple[Code, ...], ...]
    arguments: tuple[Code, ...]
    result: Code
    doc: Code
    deprecation: Code | None
    waiting: Code
    """``await`` where the call has to be awaited."""
    call: CallView


@dataclass(frozen=True, slots=True)
class ClassView:
    """The class of a resource, for one of the two clients."""

    name: Code
    base: Code
    doc: Code
    methods: tuple[MethodView, ...]


@dataclass(frozen=True, slots=True)
class ResourceView:
    """A module of operations that belong together."""

    doc: Code
    imports: tuple[Code, ...]
    exported: Code
    constants: tuple[ConstantView, ...]
    classes: tuple[ClassView, ClassView]


def resource_view(path: str, resource: Resource, package: Package) -> ResourceView:
    """Return the module of a resource, reached from the client by `path`."""
    module = Scope(package.names.types, Imports(), "models.")
    inside = Scope(module.names, module.imports, "models.", resource.shadowed)
    names = _constant_names(resource.methods)
    constants = tuple(
        _constant(f"{path}.{method.name}", method, names[_key(method)], package, module)
        for method in resource.methods
    )
    methods = [
        _methods(method, resource.class_name, names[_key(method)], inside)
        for method in (*resource.methods, *resource.former_methods)
    ]
    lines = resource_doc(resource)
    classes = (
        ClassView(
            identifier(resource.class_name),
            inside.name("Resource"),
            docstring(lines, 4),
            tuple(sync_method for sync_method, _ in methods),
        ),
        ClassView(
            identifier(f"Async{resource.class_name}"),
            inside.name("AsyncResource"),
            docstring(lines, 4),
            tuple(async_method for _, async_method in methods),
        ),
    )
    exported = sorted((str(each.name) for each in classes), key=export_order)
    local = {
        "..": [
            *(["inputs"] if module.imports.dicts else []),
            *(["models"] if module.imports.types else []),
            *(["paged"] if "paged" in module.imports.names else []),
        ]
    }
    return ResourceView(
        docstring(lines),
        import_lines(module.imports.names, core=".._core", local=local),
        join(", ", map(literal, exported)),
        constants,
        classes,
    )


def resource_doc(resource: Resource) -> list[str]:
    """Return the lines that describe a resource."""
    lines = paragraphs(resource.description)
    lines = lines or paragraphs(f"{resource.key.strip()[:70].rstrip('.')}.")
    return lines or ["Operations."]


def _key(method: Method) -> tuple[str, ResultKind]:
    """Return what a method and its former name have in common."""
    return method.operation.pointer, method.result.kind


def _constant_names(
    methods: Iterable[Method],
) -> Mapping[tuple[str, ResultKind], tuple[Code, ...]]:
    """Return the names of a method's constants: its operation, and its paging where
    it has pages.
    """
    needs = []
    for method in methods:
        constant = f"_{method.name.strip('_').upper()}"
        needs.append(Need(method.name, (constant,)))
        if method.result.kind == "pages":
            needs.append(Need(f"{method.name} paging", (f"{constant}_PAGING",), 1))
    names = allocate(needs)
    return {
        _key(method): tuple(
            identifier(names[key])
            for key in (method.name, f"{method.name} paging")
            if key in names
        )
        for method in methods
    }


def _constant(
    path: str, method: Method, names: Sequence[Code], package: Package, scope: Scope
) -> ConstantView:
    return ConstantView(
        names[0],
        operation_view(path, method, package, scope),
        names[-1],
        paging_view(method, scope),
    )


def _methods(
    method: Method, class_name: str, constants: tuple[Code, ...], scope: Scope
) -> tuple[MethodView, MethodView]:
    """Return a method in its synchronous and in its asynchronous form."""
    async_doc = async_method_doc(method, class_name)
    with processing(method.operation.pointer):
        if method.overloads:
            scope.name("overload")
        if method.deprecation:
            scope.name("deprecated")
        sync_method = MethodView(
            trusted("def"),
            identifier(method.name),
            tuple(each.declarations(scope) for each in method.overloads),
            method.signature.declarations(scope),
            spell(method.result.annotation(), scope),
            method_doc(method),
            literal(method.deprecation) if method.deprecation else None,
            trusted(""),
            _call(method, constants),
        )
        async_call = _call(method, constants, "Async")
        result = spell(method.result.annotation(is_async=True), scope)
        if method.result.kind == "pages":
            # The pages are requested when they are awaited, or iterated over.
            scope.name("first_page")
            return sync_method, replace(
                sync_method, result=result, doc=async_doc, call=async_call
            )
        return sync_method, replace(
            sync_method,
            keyword=trusted("async def"),
            result=result,
            doc=async_doc,
            waiting=trusted("await "),
            call=async_call,
        )


def _call(method: Method, constants: tuple[Code, ...], prefix: str = "") -> CallView:
    """Return the call of a method; `prefix` is that of the class of its result."""
    signature, kind = method.signature, method.result.kind
    transports = {
        "value": "self._call",
        "stream": f"{prefix}Stream.open",
        "pages": "AsyncPages" if prefix else "first_page",
    }
    client = () if kind == "value" else (trusted("self._client"),)
    return CallView(
        trusted(transports[kind]),
        (*client, *constants),
        tuple(
            LocationView(trusted(location), _values(signature.with_role(location)))
            for location in _LOCATIONS
            if signature.with_role(location)
        ),
        _values(signature.with_role("property")),
        signature.one("additional_properties") is not None,
        signature.one("body") is not None,
        signature.one("content_type") is not None,
    )


def _values(arguments: Iterable[Argument]) -> tuple[ValueView, ...]:
    return tuple(ValueView(literal(a.wire_name), identifier(a.name)) for a in arguments)
