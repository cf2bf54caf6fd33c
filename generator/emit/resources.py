"""Views of the resources: operation constants and their methods."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from generator.code import (
    Code,
    docstring,
    identifier,
    join,
    literal,
    trusted,
)
from generator.diagnostics.processing import processing
from generator.emit.calls import CallView, call_view, is_unwrapped
from generator.emit.docstrings import async_method_doc, method_doc
from generator.emit.imports import export_order, import_lines
from generator.emit.operations import (
    OperationView,
    PagingView,
    operation_view,
    paging_view,
)
from generator.emit.resource_attributes import (
    AttributeView,
    attribute_names,
    attribute_views,
    resource_doc,
    resource_imports,
)
from generator.names import METHODS, Need, allocate
from generator.surface import (
    FormerMethod,
    Imports,
    Method,
    Package,
    Resource,
    Result,
    ResultKind,
    Scope,
    spell,
    union,
)

__all__ = [
    "ResourceView",
    "resource_view",
]

_Constants: TypeAlias = Mapping[tuple[str, ResultKind], tuple[Code, ...]]
"""The names of the constants of methods, by `_key`."""


@dataclass(frozen=True, slots=True)
class ConstantView:
    """The constants of a method: its operation, and how its pages follow each other."""

    name: Code
    operation: OperationView
    paging_name: Code
    paging: PagingView | None


@dataclass(frozen=True, slots=True)
class OverloadView:
    """The signature of an overload."""

    arguments: tuple[Code, ...]
    result: Code


@dataclass(frozen=True, slots=True)
class MethodView:
    """A method in its synchronous or asynchronous form."""

    keyword: Code
    name: Code
    overloads: tuple[OverloadView, ...]
    arguments: tuple[Code, ...]
    result: Code
    doc: Code
    deprecation: Code | None
    imported: Code | None
    """The import of the constants of a method that has another resource now."""
    waiting: Code
    """``await`` where the call has to be awaited."""
    call: CallView


@dataclass(frozen=True, slots=True)
class ClassView:
    """The class of a resource, for one of the two clients."""

    name: Code
    base: Code
    doc: Code
    resources: tuple[AttributeView, ...]
    methods: tuple[MethodView, ...]


@dataclass(frozen=True, slots=True)
class ResourceView:
    """A module of operations that belong together."""

    doc: Code
    imports: tuple[Code, ...]
    resource_imports: tuple[Code, ...]
    """The imports of resources below this one, for annotations."""
    uses_private_names: bool
    """Whether it uses constants of other modules."""
    takes_dicts: bool
    """Whether a method takes a typed dict."""
    exported: Code
    constants: tuple[ConstantView, ...]
    classes: tuple[ClassView, ...]


def resource_view(path: str, resource: Resource, package: Package) -> ResourceView:
    """Return the module of a resource, reached from the client by `path`."""
    module = Scope(package.names.types, Imports(), "models.")
    inside = Scope(module.names, module.imports, "models.", resource.shadowed)
    owner = resource.class_name if resource.path else "Client"
    names = _constant_names(resource.methods)
    constants = tuple(
        _constant(".".join(method.path), method, names[_key(method)], package, module)
        for method in resource.methods
    )
    methods = [_methods(method, owner, names, inside) for method in resource.methods]
    methods += [
        _former_methods(each, resource, package, inside)
        for each in resource.former_methods
    ]
    # The attributes of the client are in its own module.
    inner = resource.resources if resource.path else ()
    attribute_names(inner, inside)
    lines = resource_doc(resource)
    classes = tuple(
        each
        for prefix in ("", "Async")
        for each in _classes(
            resource, prefix, [pair[prefix == "Async"] for pair in methods], inside
        )
    )
    names_of_classes = (str(each.name) for each in classes)
    exported = sorted(
        (name for name in names_of_classes if name[0] != "_"), key=export_order
    )
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
        resource_imports(inner, "."),
        any(pair[0].imported is not None for pair in methods),
        bool(module.imports.dicts),
        join(", ", map(literal, exported)),
        constants,
        classes,
    )


def _classes(
    resource: Resource, prefix: str, methods: Iterable[MethodView], scope: Scope
) -> Iterator[ClassView]:
    """Yield the class of a resource. The resources below it are in a base class if the
    name of one would hide a name that the methods use.
    """
    base = scope.name(f"{prefix}{'Resource' if resource.path else 'MethodsClient'}")
    attributes = attribute_views(resource.resources, prefix) if resource.path else ()
    lines = resource_doc(resource)
    hidden = METHODS & {each.attribute for each in resource.resources}
    if attributes and hidden:
        inner = identifier(f"_{prefix}{resource.class_name}Resources")
        yield ClassView(inner, base, docstring(lines, 4), attributes, ())
        base, attributes = inner, ()
    name = identifier(f"{prefix}{resource.class_name}")
    yield ClassView(name, base, docstring(lines, 4), attributes, tuple(methods))


def _former_methods(
    former: FormerMethod, resource: Resource, package: Package, scope: Scope
) -> tuple[MethodView, MethodView]:
    """Return a method under the path that it had in an earlier version."""
    home = package.resource(former.current[:-1])
    constants = _constant_names(home.methods)
    found = _methods(former.method, resource.class_name, constants, scope)
    doc = docstring([f"Deprecated. {former.method.deprecation}"], 8)
    imported = None
    if home.path != resource.path:
        used = _used_constants(former.method, constants)
        names = join(", ", sorted(set(used), key=str))
        imported = Code(f"from .{identifier(home.module)} import {names}")
    sync_method, async_method = (
        replace(each, doc=doc, imported=imported) for each in found
    )
    return sync_method, async_method


def _key(method: Method) -> tuple[str, ResultKind]:
    """Return what a method and its former name have in common."""
    return method.operation.pointer, method.result.kind


def _constant_names(methods: Iterable[Method]) -> _Constants:
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


def _used_constants(method: Method, constants: _Constants) -> tuple[Code, ...]:
    """Return the constants that a method refers to."""
    own = constants[_key(method)]
    if method.choice is None:
        return own
    return (*own, *constants[method.operation.pointer, "stream"])


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
    method: Method, class_name: str, constants: _Constants, scope: Scope
) -> tuple[MethodView, MethodView]:
    """Return a method in its synchronous and in its asynchronous form."""
    async_doc = async_method_doc(method, class_name)
    used = _used_constants(method, constants)
    with processing(method.operation.pointer):
        if method.overloads or method.choice:
            scope.name("overload")
        if method.deprecation:
            scope.name("deprecated")
        sync_method = MethodView(
            trusted("def"),
            identifier(method.name),
            _overloads(method, scope),
            method.definition.declarations(scope),
            _result(method.results, scope),
            method_doc(method),
            literal(method.deprecation) if method.deprecation else None,
            None,
            trusted(""),
            call_view(method, used),
        )
        async_call = call_view(method, used, "Async")
        if is_unwrapped(method):
            scope.name("acall_unwrapped")
            scope.name("call_unwrapped")
        result = _result(method.results, scope, is_async=True)
        if method.result.kind == "pages":
            # The pages are requested when they are awaited, or iterated over.
            scope.name("first_page")
            return sync_method, replace(
                sync_method, result=result, doc=async_doc, call=async_call
            )
        return sync_method, replace(
            sync_method,
            keyword=trusted("async def"),
            overloads=_overloads(method, scope, is_async=True),
            result=result,
            doc=async_doc,
            waiting=trusted("await "),
            call=async_call,
        )


def _overloads(
    method: Method, scope: Scope, *, is_async: bool = False
) -> tuple[OverloadView, ...]:
    return tuple(
        OverloadView(
            signature.declarations(scope), _result(results, scope, is_async=is_async)
        )
        for signature, results in method.all_overloads
    )


def _result(results: Iterable[Result], scope: Scope, *, is_async: bool = False) -> Code:
    return spell(union(each.annotation(is_async=is_async) for each in results), scope)
