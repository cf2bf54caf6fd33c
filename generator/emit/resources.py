"""Views of the resources: operation constants and their methods."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from generator.emit.code import (
    Code,
    docstring,
    identifier,
    join,
    literal,
    paragraphs,
    trusted,
)
from generator.emit.definition import definition
from generator.emit.errors import error_class
from generator.emit.forms import Form, forms
from generator.emit.modules import export_order, import_lines
from generator.emit.overloads import distinct
from generator.emit.python import Imports, Printer
from generator.emit.results import result_type
from generator.emit.signature import Argument, Signature, signatures
from generator.ir import (
    Api,
    Operation,
)
from generator.names import Names, resource_key

__all__ = ["MethodView", "ResourceView", "resource_views"]

_BUILTINS = frozenset({"list", "dict", "str", "int", "float", "bool", "bytes", "tuple"})


@dataclass(frozen=True, slots=True)
class MethodView:
    """A method, in its synchronous and asynchronous form."""

    operation: Operation
    name: Code
    constant: Code
    definition: Code
    signature: Signature
    overloads: tuple[Signature, ...]
    result: Code
    doc: Code
    call: Code
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
    shadowed = _BUILTINS & {names.methods[op.pointer] for op in operations}
    methods = tuple(_method(op, api, names, imports, shadowed) for op in operations)
    if any(method.overloads for method in methods):
        imports.names.add("overload")
    if any(method.deprecated for method in methods):
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
    )


def _clean(lines: Iterable[str]) -> list[str]:
    return [line for text in lines for line in paragraphs(text)] or ["Operations."]


def _description(key: str, api: Api) -> str:
    return next((tag.description for tag in api.tags if tag.name == key), "")


def _method(
    operation: Operation,
    api: Api,
    names: Names,
    imports: Imports,
    shadowed: frozenset[str],
) -> MethodView:
    name = names.methods[operation.pointer]
    resource = names.resources[resource_key(operation)]
    arguments = Printer(
        api, names, imports, "closed", "models.", constrained=False, shadowed=shadowed
    )
    results = Printer(
        api, names, imports, "open", "models.", constrained=False, shadowed=shadowed
    )
    found = forms(api, operation)
    signature, overloads = signatures(api, names, operation, found, arguments)
    overloads = distinct(overloads, api)
    overloads = overloads if len(overloads) > 1 else ()
    constant = identifier(f"_{name.strip('_').upper()}")
    plain = Printer(api, names, imports, "open", "models.", constrained=False)
    return MethodView(
        operation,
        identifier(name),
        constant,
        definition(operation, f"{resource.attribute}.{name}", constant, plain),
        signature,
        overloads,
        result_type(operation, results),
        _doc(operation, signature),
        _call(constant, signature),
        (
            literal(f"{operation.method} {operation.path} is deprecated")
            if operation.deprecated
            else None
        ),
        found,
    )


def _call(constant: Code, signature: Signature) -> Code:
    """Return the one call that a method makes, without ``self.``."""
    parts = [constant]
    arguments = (*signature.positional, *signature.keywords)
    for location in ("path", "query", "header", "cookie", "querystring"):
        inner = _mapping(a for a in arguments if a.location == location)
        if inner:
            parts.append(Code(f"{location}={{{inner}}}"))
    parts += _body_argument(signature)
    if signature.content_type is not None:
        parts.append(trusted("content_type=content_type"))
    parts.append(trusted("options=options"))
    return Code(f"_call({join(', ', parts)})")


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


def _doc(operation: Operation, signature: Signature) -> Code:
    """Return the docstring: the operation's own text, arguments, errors, the place."""
    width = 80
    lines = paragraphs(operation.summary, width)
    told = paragraphs(operation.description, width)
    if told and _same_text(told) != _same_text(lines):
        lines += [*([""] if lines else []), *told]
    lines = lines or [f"Call {operation.method} {_inline(operation.path)}."]
    lines += _arguments_doc(signature)
    lines += _errors_doc(operation)
    lines += ["", f"{operation.method} {_inline(operation.path)}"]
    return docstring(lines, 8)


def _same_text(lines: Iterable[str]) -> str:
    return " ".join(lines).rstrip(". ").casefold()


def _inline(text: str) -> str:
    return " ".join(paragraphs(text, 10_000))


def _arguments_doc(signature: Signature) -> list[str]:
    told = [
        (argument.name, paragraphs(argument.description.split("\n\n")[0], 10_000))
        for argument in (*signature.positional, *signature.keywords)
    ]
    lines: list[str] = []
    for name, description in told:
        if description:
            text = f"{name}: {' '.join(line.strip() for line in description)}"
            first, *rest = paragraphs(text, 74) or [name]
            lines += [f"    {first}", *(f"        {line}" for line in rest)]
    return ["", "Args:", *lines] if lines else []


def _errors_doc(operation: Operation) -> list[str]:
    found: dict[str, str] = {}
    for response in operation.responses:
        name = error_class(response.status)
        if name is not None:
            told = " ".join(paragraphs(response.description.split("\n\n")[0], 10_000))
            found.setdefault(name, told)
    lines = []
    for name, told in found.items():
        first, *rest = paragraphs(f"{name}: {told}" if told else name, 74)
        lines += [f"    {first}", *(f"        {line}" for line in rest)]
    return ["", "Raises:", *lines] if lines else []


def methods_by_key(views: Iterable[ResourceView]) -> Mapping[str, MethodView]:
    """Return the methods by the pointer of their operation."""
    return {m.operation.pointer: m for view in views for m in view.methods}
