"""Views of the emitted models."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
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
from generator.emit.modules import by_kind, export_order, import_lines, natural
from generator.emit.plan import Module
from generator.emit.python import Imports, Openness, Printer, constraints
from generator.ir import (
    Alias,
    AnyType,
    Api,
    Doc,
    Field,
    LiteralType,
    Model,
    NullableType,
    NullType,
    TypeId,
    Usage,
)
from generator.ir.visit import references
from generator.names import Names, snake

__all__ = ["ModuleView", "PackageView", "module_view", "package_view"]

_OPENNESS: Mapping[Usage, Openness] = {
    "request": "closed",
    "response": "marked",
    "both": "marked",
}


_NOTHING = trusted("")
_BASE = trusted("Model")


@dataclass(frozen=True, slots=True)
class FieldView:
    """One attribute of a model."""

    name: Code
    annotation: Code
    default: Code | None
    doc: Code | None


@dataclass(frozen=True, slots=True)
class DeclarationView:
    """A model class, or an alias where `value` is set."""

    name: Code
    doc: Code | None
    value: Code | None = None
    quoted_name: Code = _NOTHING
    recursive: bool = False
    bases: Code = _BASE
    fields: tuple[FieldView, ...] = ()
    extra: Code | None = None
    """The type of further properties, where the document tells it."""


@dataclass(frozen=True, slots=True)
class ModuleView:
    """A module of models."""

    name: str
    doc: Code
    imports: tuple[Code, ...]
    declarations: tuple[DeclarationView, ...]


@dataclass(frozen=True, slots=True)
class ExportView:
    """A name of the lazy package and the module that it comes from."""

    name: Code
    module: Code
    quoted_name: Code
    quoted_module: Code


@dataclass(frozen=True, slots=True)
class ImportView:
    """A module of models and what comes from it."""

    module: Code
    names: Code


@dataclass(frozen=True, slots=True)
class PackageView:
    """The lazy package of all models."""

    exports: tuple[ExportView, ...]
    imports: tuple[ImportView, ...]


def package_view(modules: Iterable[Module], names: Names) -> PackageView:
    """Return what ``models/__init__.py`` exports, by name."""
    modules = sorted(modules, key=lambda module: natural(module.name))
    found = [
        ExportView(
            identifier(name),
            identifier(module.name),
            literal(name),
            literal(f".{module.name}"),
        )
        for module in modules
        for key in module.keys
        for name in _spoken(key, names)
    ]
    return PackageView(
        tuple(sorted(found, key=lambda export: export_order(export.name))),
        tuple(_import(module, names) for module in modules),
    )


def _import(module: Module, names: Names) -> ImportView:
    spoken = (name for key in module.keys for name in _spoken(key, names))
    exported = sorted(spoken, key=by_kind)
    return ImportView(identifier(module.name), join(", ", map(identifier, exported)))


def module_view(
    module: Module, api: Api, names: Names, homes: Mapping[TypeId, str]
) -> ModuleView:
    """Return a module of models; `homes` tells the module of each declaration."""
    imports = Imports()
    views = []
    for key in module.keys:
        printer = Printer(api, names, imports, _OPENNESS[api.usage[key]])
        views.append(_declaration(api.types[key], printer, module))
    views += _former(module, names, imports)
    local: dict[str, set[str]] = {}
    for key in imports.types:
        if homes[key] != module.name:
            local.setdefault(f".{homes[key]}", set()).add(names.types[key])
    return ModuleView(
        module.name,
        docstring([_headline(module, names)]),
        import_lines(imports.names, core=".._core", local=local),
        tuple(views),
    )


def _former(module: Module, names: Names, imports: Imports) -> list[DeclarationView]:
    """Return the names of an earlier version, as aliases of what is called otherwise."""
    found = []
    for key in module.keys:
        if key in names.former_types:
            imports.names.add("TypeAlias")
            now = names.types[key]
            found.append(
                DeclarationView(
                    identifier(names.former_types[key]),
                    docstring([f"Deprecated: {now} is its name now."]),
                    value=identifier(now),
                )
            )
    return found


def _spoken(key: TypeId, names: Names) -> list[str]:
    former = names.former_types.get(key)
    return [names.types[key], *([former] if former else [])]


def _headline(module: Module, names: Names) -> str:
    main = names.types[module.keys[0]]
    for key in module.keys:
        if key.count("/") <= module.keys[0].count("/"):
            main = names.types[key]
            break
    return f"{main}." if len(module.keys) == 1 else f"{main} and what belongs to it."


def _declaration(
    declared: Model | Alias, printer: Printer, module: Module
) -> DeclarationView:
    name = printer.names.types[declared.id]
    if isinstance(declared, Model):
        return _model(declared, name, printer)
    recursive = _is_recursive(declared, printer.api, module)
    printer.imports.names.add("TypeAliasType" if recursive else "TypeAlias")
    closed = Printer(
        printer.api, printer.names, printer.imports, _alias_openness(declared, printer)
    )
    value = closed.print(declared.type, outer=False)
    return DeclarationView(
        identifier(name),
        _doc(_news(declared.doc, name), 0),
        value=literal(str(value)) if recursive else value,
        quoted_name=literal(name),
        recursive=recursive,
    )


def _alias_openness(alias: Alias, printer: Printer) -> Openness:
    """An enum's own alias lists its members only; who uses it says whether it is open."""
    return "closed" if isinstance(alias.type, LiteralType) else printer.openness


def _is_recursive(alias: Alias, api: Api, module: Module) -> bool:
    """Tell whether an alias leads back to itself through aliases of its module."""
    inside = {key for key in module.keys if isinstance(api.types[key], Alias)}
    waiting, seen = [alias.id], set[TypeId]()
    while waiting:
        for target in references(api.types[waiting.pop()]):
            if target == alias.id:
                return True
            if target in inside and target not in seen:
                seen.add(target)
                waiting.append(target)
    return False


def _model(model: Model, name: str, printer: Printer) -> DeclarationView:
    printer.imports.names.add("Model")
    # What only comes back is never closed: a server may add properties.
    closed = model.closed and printer.api.usage[model.id] != "response"
    fields = tuple(_field(field, model, printer) for field in model.fields)
    return DeclarationView(
        identifier(name),
        _class_doc(model, name),
        bases=trusted('Model, extra="forbid"' if closed else "Model"),
        fields=fields,
        extra=_extra(model, printer),
    )


def _class_doc(model: Model, name: str) -> Code | None:
    """Return what the document says of a class; its name alone is no news."""
    told = _doc(_news(model.doc, name), 4)
    return told or (None if model.fields else docstring([f"{name}."]))


def _news(doc: Doc, name: str) -> Doc:
    """Leave out what is only the name in other letters."""
    known = snake(name)
    title = "" if snake(doc.title) == known else doc.title
    description = "" if snake(doc.description) == known else doc.description
    return replace(doc, title=title, description=description)


def _extra(model: Model, printer: Printer) -> Code | None:
    if model.extra is None or isinstance(model.extra, AnyType):
        return None
    printer.imports.names.add("TYPE_CHECKING")
    return printer.print(model.extra, outer=False)


def _field(field: Field, model: Model, printer: Printer) -> FieldView:
    name = printer.names.fields[model.id][field.name]
    annotation = printer.print(field.type)
    arguments = [Code(f"{key}={value}") for key, value in constraints(field.type)]
    if not field.required:
        annotation = _optional(field, annotation, printer)
        arguments.insert(0, trusted("default=None"))
    if name != field.name:
        wire = literal(field.name)
        arguments.append(Code(f"validation_alias={wire}"))
        arguments.append(Code(f"serialization_alias={wire}"))
    default: Code | None = None
    if arguments == ["default=None"]:
        default = trusted("None")
    elif arguments:
        printer.imports.names.add("Field")
        default = Code(f"Field({join(', ', arguments)})")
    doc = _doc(_news(field.doc, field.name), 4)
    return FieldView(identifier(name), annotation, default, doc)


def _optional(field: Field, annotation: Code, printer: Printer) -> Code:
    """None means absent; only where null is allowed is it a value of its own."""
    if isinstance(field.type, NullableType):
        printer.imports.names.add("Nullable")
        return Code(f"Nullable[{printer.print(field.type.inner)}]")
    if isinstance(field.type, AnyType | NullType):
        printer.imports.names.add("Nullable")
        return Code(f"Nullable[{annotation}]")
    return Code(f"{annotation} | None")


def _doc(doc: Doc, indent: int) -> Code | None:
    lines = paragraphs(doc.description or doc.title, 88 - indent)
    if doc.deprecated:
        lines += [*([""] if lines else []), "Deprecated."]
    if doc.default not in (None, "null", '""', "[]", "{}"):
        lines += [*([""] if lines else []), *paragraphs(f"Default: {doc.default}.")]
    return docstring(lines, indent) if lines else None
