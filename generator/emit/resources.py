"""Views of the resources: operation constants and their methods."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import assert_never

from generator.code import (
    Code,
    docstring,
    identifier,
    join,
    literal,
    paragraphs,
    trusted,
)
from generator.emit.definition import definition
from generator.emit.docstrings import method_doc
from generator.emit.forms import Form, forms
from generator.emit.modules import export_order, import_lines
from generator.emit.overloads import distinct
from generator.emit.pages import paged_item, paging_definition
from generator.emit.python import Imports, Openness, Printer
from generator.emit.results import Way, result_type, ways
from generator.emit.signature import Argument, Signature, signatures
from generator.ir import Api, Operation
from generator.names import Names, Need, allocate, resource_key

__all__ = ["FlavourView", "MethodView", "ResourceView", "resource_views"]

_BUILTINS = frozenset({"list", "dict", "str", "int", "float", "bool", "bytes", "tuple"})


@dataclass(frozen=True, slots=True)
class FlavourView:
    """What differs between the synchronous and the asynchronous form of a method."""

    keyword: Code
    result: Code
    call: Code


@dataclass(frozen=True, slots=True)
class MethodView:
    """A method, in its synchronous and asynchronous form."""

    operation: Operation
    way: Way
    name: Code
    definition: Code
    paging: Code | None
    """The constant that says how its pages follow each other."""
    signature: Signature
    overloads: tuple[Signature, ...]
    sync: FlavourView
    async_: FlavourView
    doc: Code
    deprecated: Code | None
    forms: tuple[Form, ...]


@dataclass(frozen=True, slots=True)
class ResourceView:
    """A module of operations that belong together."""

    key: str
    module: str
    attribute: Code
    type_name: Code
    doc: Code
    class_doc: Code
    headline: Code
    imports: tuple[Code, ...]
    exported: Code
    methods: tuple[MethodView, ...]
    former: tuple[MethodView, ...]
    """The same methods under names of an earlier version, which are deprecated."""


def resource_views(api: Api, names: Names) -> tuple[ResourceView, ...]:
    """Return the resources of an API, by attribute; methods as documented."""
    groups: dict[str, list[Operation]] = {}
    for operation in api.operations:
        groups.setdefault(resource_key(operation), []).append(operation)
    views = [_resource(key, ops, api, names) for key, ops in groups.items()]
    return tuple(sorted(views, key=lambda view: view.attribute))


def _resource(
    key: str, operations: list[Operation], api: Api, names: Names
) -> ResourceView:
    resource = names.resources[key]
    imports = Imports()
    imports.names |= {
        "AsyncResource",
        "Operation",
        "RequestOptions",
        "Resource",
    }
    spoken = {names.methods[op.pointer] for op in operations}
    shadowed = _BUILTINS & spoken
    constants = _constants(operations, names)
    methods = tuple(
        _method(_Making(op, way, api, names, imports, shadowed, constants))
        for op in operations
        for way in ways(op)
    )
    former = tuple(_former(m, names) for m in methods if _has_former(m, names))
    if any(method.overloads for method in methods):
        imports.names.add("overload")
    if any(method.deprecated for method in (*methods, *former)):
        imports.names.add("deprecated")
    local = {"..": ["models"]} if imports.types else {}
    lines = paragraphs(_description(key, api)) or [f"{key.strip()[:70].rstrip('.')}."]
    return ResourceView(
        key,
        resource.attribute,
        identifier(resource.attribute),
        identifier(resource.type_name),
        docstring(_clean(lines)),
        docstring(_clean(lines), 4),
        docstring(_clean(lines)[:1]),
        import_lines(imports.names, core=".._core", local=local),
        join(
            ", ",
            map(
                literal,
                sorted(
                    (f"{p}{resource.type_name}" for p in ("", "Async")),
                    key=export_order,
                ),
            ),
        ),
        methods,
        former,
    )


def _has_former(method: MethodView, names: Names) -> bool:
    pointer = method.operation.pointer
    own = str(method.name) == names.methods[pointer]
    return own and pointer in names.former_methods


def _former(method: MethodView, names: Names) -> MethodView:
    return replace(
        method,
        name=identifier(names.former_methods[method.operation.pointer]),
        overloads=method.overloads,
        deprecated=literal(f"{method.name} is its name now"),
    )


def _clean(lines: Iterable[str]) -> list[str]:
    return [line for text in lines for line in paragraphs(text)] or ["Operations."]


def _description(key: str, api: Api) -> str:
    return next((tag.description for tag in api.tags if tag.name == key), "")


def _constants(operations: Iterable[Operation], names: Names) -> Mapping[str, str]:
    """Return the names of the constants: by the name of a method that of its
    operation, by that and " paging" that of its pages.
    """
    needs = []
    for operation in operations:
        for way in ways(operation):
            name = _name(operation, way, names)
            constant = f"_{name.strip('_').upper()}"
            needs.append(Need(name, (constant,)))
            if way == "pages":
                needs.append(Need(f"{name} paging", (f"{constant}_PAGING",), 1))
    return allocate(needs)


def _name(operation: Operation, way: Way, names: Names) -> str:
    if way == "stream" and operation.pointer in names.streams:
        return names.streams[operation.pointer]
    return names.methods[operation.pointer]


@dataclass(frozen=True, slots=True)
class _Making:
    """What a method is made of."""

    operation: Operation
    way: Way
    api: Api
    names: Names
    imports: Imports
    shadowed: frozenset[str]
    constants: Mapping[str, str]

    @property
    def name(self) -> str:
        """The name of the method."""
        return _name(self.operation, self.way, self.names)

    def printer(self, openness: Openness, shadowed: bool = True) -> Printer:
        """Return what prints types inside the class, or outside where nothing shadows."""
        return Printer(
            self.api,
            self.names,
            self.imports,
            openness,
            "models.",
            constrained=False,
            shadowed=self.shadowed if shadowed else frozenset(),
        )


def _method(making: _Making) -> MethodView:
    operation, way = making.operation, making.way
    attribute = making.names.resources[resource_key(operation)].attribute
    found = forms(making.api, operation)
    signature, overloads = signatures(
        making.api, making.names, operation, found, making.printer("closed")
    )
    overloads = distinct(overloads, making.api)
    constant = identifier(making.constants[making.name])
    outside = making.printer("open", shadowed=False)
    paging = _paging(making, outside)
    arguments = [constant, *_arguments(signature)]
    if paging is not None:
        arguments.insert(1, identifier(making.constants[f"{making.name} paging"]))
    sync, async_ = _flavours(making, join(", ", arguments))
    return MethodView(
        operation,
        way,
        identifier(making.name),
        definition(operation, way, f"{attribute}.{making.name}", constant, outside),
        paging,
        signature,
        overloads if len(overloads) > 1 else (),
        sync,
        async_,
        method_doc(operation, way, signature),
        (
            literal(f"{operation.method} {operation.path} is deprecated")
            if operation.deprecated
            else None
        ),
        found,
    )


def _flavours(making: _Making, arguments: Code) -> tuple[FlavourView, FlavourView]:
    printer = making.printer("open")
    value = result_type(making.operation, making.way, printer)
    names = making.imports.names
    match making.way:
        case "call":
            results = value, value
            call = Code(f"self._call({arguments})")
        case "stream":
            names |= {"Stream", "AsyncStream"}
            results = Code(f"Stream[{value}]"), Code(f"AsyncStream[{value}]")
            call = Code(f"self._stream({arguments})")
        case "pages":
            names |= {"Pages", "AsyncPages"}
            pair = f"{paged_item(making.operation, printer)}, {value}"
            results = Code(f"Pages[{pair}]"), Code(f"AsyncPages[{pair}]")
            call = Code(f"self._paginate({arguments})")
            # Nothing is sent before the first page is asked for.
            plain = trusted("def")
            return FlavourView(plain, results[0], call), FlavourView(
                plain, results[1], call
            )
        case _:
            assert_never(making.way)
    return (
        FlavourView(trusted("def"), results[0], call),
        FlavourView(trusted("async def"), results[1], Code(f"await {call}")),
    )


def _paging(making: _Making, printer: Printer) -> Code | None:
    if making.way != "pages":
        return None
    constant = identifier(making.constants[f"{making.name} paging"])
    return paging_definition(making.operation, constant, printer)


def _arguments(signature: Signature) -> list[Code]:
    """Return the arguments of the one call that a method makes, after its constant."""
    parts = []
    arguments = (*signature.positional, *signature.keywords)
    for location in ("path", "query", "header", "cookie", "querystring"):
        inner = _mapping(a for a in arguments if a.location == location)
        if inner:
            parts.append(Code(f"{location}={{{inner}}}"))
    parts += _body_argument(signature)
    if signature.content_type is not None:
        parts.append(trusted("content_type=content_type"))
    parts.append(trusted("options=options"))
    return parts


def _mapping(arguments: Iterable[Argument]) -> Code:
    return join(", ", (Code(f"{literal(a.wire)}: {a.name}") for a in arguments))


def _body_argument(signature: Signature) -> list[Code]:
    inner = _mapping(signature.body)
    if signature.extra is not None:
        rest = trusted("**(additional_properties or {})")
        inner = join(", ", [inner, rest] if inner else [rest])
    if not inner:
        return [] if signature.whole_body is None else [trusted("body=body")]
    if signature.whole_body is None:
        return [Code(f"body={{{inner}}}")]
    return [Code(f"body={{{inner}}} if body is None else body")]
