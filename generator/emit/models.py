"""Views of the emitted models."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

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
from generator.diagnostics.processing import processing
from generator.emit.imports import by_kind, export_order, import_lines, natural
from generator.emit.model_modules import Module, recursive_aliases
from generator.ir import Doc, LiteralType, TypeId
from generator.names import Names, snake
from generator.surface import (
    AliasDeclaration,
    Attribute,
    EnumClass,
    Generic,
    Imports,
    ModelClass,
    Name,
    Package,
    Scope,
    constraints,
    spell,
)

__all__ = ["ModuleView", "PackageView", "module_view", "package_view"]

_NOTHING = trusted("")
_MAX_EXPORTS = 120
"""Maximum number of names that an ``__init__.py`` lists itself."""


@dataclass(frozen=True, slots=True)
class FieldView:
    """One attribute of a model."""

    name: Code
    annotation: Code
    default: Code | None
    doc: Code | None


@dataclass(frozen=True, slots=True)
class MemberView:
    """One member of an enum."""

    name: Code
    value: Code


@dataclass(frozen=True, slots=True)
class DeclarationView:
    """A class, or an alias where `value` is set."""

    name: Code
    doc: Code | None
    value: Code | None = None
    quoted_name: Code = _NOTHING
    recursive: bool = False
    bases: Code = _NOTHING
    fields: tuple[FieldView, ...] = ()
    members: tuple[MemberView, ...] = ()
    """The members of an enum."""
    extra: Code | None = None
    """The annotation of further properties, where the document gives their type."""


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
class FormerView:
    """A deprecated name of an earlier version."""

    name: Code
    quoted_name: Code
    quoted_current: Code
    """The name that replaces it."""


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
    main_module: Code
    """The module that most names come from."""
    others: tuple[ExportView, ...]
    """The names that come from other modules."""
    former: tuple[FormerView, ...]
    former_imports: tuple[ImportView, ...]

    @property
    def is_long(self) -> bool:
        """Whether the names are in a module of their own."""
        return len(self.exports) > _MAX_EXPORTS


def package_view(modules: Iterable[Module], names: Names) -> PackageView:
    """Return what ``models/__init__.py`` exports, by name."""
    modules = sorted(modules, key=lambda module: natural(module.name))
    found = [
        ExportView(
            identifier(names.types[key]),
            identifier(module.name),
            literal(names.types[key]),
            literal(f".{module.name}"),
        )
        for module in modules
        for key in module.keys
    ]
    former = names.former_type_names()
    found.sort(key=lambda export: export_order(export.name))
    counts = Counter(export.quoted_module for export in found)
    main = max(counts, key=counts.__getitem__, default=trusted(""))
    return PackageView(
        tuple(found),
        tuple(_import(m, (names.types[key] for key in m.keys)) for m in modules),
        main,
        tuple(export for export in found if export.quoted_module != main),
        tuple(
            FormerView(
                identifier(name),
                literal(name),
                literal(names.types[names.former_types[name]]),
            )
            for name in sorted(names.former_types, key=export_order)
        ),
        tuple(
            _import(module, own)
            for module in modules
            if (own := [n for key in module.keys for n in former.get(key, ())])
        ),
    )


def _import(module: Module, names: Iterable[str]) -> ImportView:
    exported = sorted(names, key=by_kind)
    return ImportView(identifier(module.name), join(", ", map(identifier, exported)))


def module_view(
    module: Module, package: Package, modules: Mapping[TypeId, str]
) -> ModuleView:
    """Return a module of models; `modules` gives the module of each declaration."""
    names = package.names
    scope = Scope(names.types, Imports())
    recursive = recursive_aliases(package.api, module)
    views = [_declaration(key, package, scope, recursive) for key in module.keys]
    views += _former(module, names, scope)
    local: dict[str, set[str]] = {}
    for key in scope.imports.types:
        if modules[key] != module.name:
            local.setdefault(f".{modules[key]}", set()).add(names.types[key])
    return ModuleView(
        module.name,
        docstring([module.title]),
        import_lines(scope.imports.names, core=".._core", local=local),
        tuple(views),
    )


def _former(module: Module, names: Names, scope: Scope) -> list[DeclarationView]:
    """Return the names of earlier versions, as aliases of the present ones."""
    former = names.former_type_names()
    found = []
    for key in module.keys:
        for name in former.get(key, ()):
            scope.name("TypeAlias")
            current = names.types[key]
            found.append(
                DeclarationView(
                    identifier(name),
                    docstring([f"Deprecated: use {current} instead."]),
                    value=identifier(current),
                )
            )
    return found


def _declaration(
    key: TypeId, package: Package, scope: Scope, recursive: Container[TypeId]
) -> DeclarationView:
    with processing(key):
        declared = package.declaration(key)
        if isinstance(declared, ModelClass):
            return _model(declared, scope)
        if isinstance(declared, EnumClass):
            return _enum(declared, scope)
        return _alias(declared, key in recursive, scope)


def _alias(
    declared: AliasDeclaration, recursive: bool, scope: Scope
) -> DeclarationView:
    scope.name("TypeAliasType" if recursive else "TypeAlias")
    value = spell(declared.value, scope)
    return DeclarationView(
        identifier(declared.name),
        _doc(_without_name(declared.alias.doc, declared.name), 0, _names(declared)),
        value=literal(str(value)) if recursive else value,
        quoted_name=literal(declared.name),
        recursive=recursive,
    )


def _names(declared: AliasDeclaration) -> list[str]:
    """Return a list of the members of an enum that have names of their own."""
    type_ = declared.alias.type
    if not isinstance(type_, LiteralType) or not type_.names:
        return []
    named = list(zip(map(str, type_.values), type_.names, strict=True))
    if all(snake(value) == snake(name) for value, name in named):
        return []
    return [f"- {value}: {name}" for value, name in named]


def _enum(declared: EnumClass, scope: Scope) -> DeclarationView:
    return DeclarationView(
        identifier(declared.name),
        _doc(_without_name(declared.alias.doc, declared.name), 4),
        bases=scope.name("IntegerEnum"),
        members=tuple(
            MemberView(identifier(name), literal(value))
            for name, value in declared.members
        ),
    )


def _model(declared: ModelClass, scope: Scope) -> DeclarationView:
    scope = replace(scope, shadowed=declared.shadowed)
    extra = declared.extra
    if extra is not None:
        scope.name("TYPE_CHECKING")
        extra = Generic(Name("dict"), (Name("str"), extra))
    return DeclarationView(
        identifier(declared.name),
        _class_doc(declared),
        bases=_bases(declared, scope),
        fields=tuple(_field(each, scope) for each in declared.attributes),
        extra=None if extra is None else spell(extra, scope),
    )


def _bases(declared: ModelClass, scope: Scope) -> Code:
    found = [scope.name("InputModel" if declared.has_input_rules else "Model")]
    if declared.is_closed:
        found.append(trusted('extra="forbid"'))
    if declared.read_only:
        found.append(Code(f"read_only={tuple_of(map(literal, declared.read_only))}"))
    if declared.received_as:
        found.append(Code(f"received_as={literal(declared.received_as)}"))
    return join(", ", found)


def _class_doc(declared: ModelClass) -> Code | None:
    """Return the class docstring; one that only repeats the name is left out unless
    the class would be empty.
    """
    doc = _doc(_without_name(declared.model.doc, declared.name), 4)
    return doc or (None if declared.attributes else docstring([f"{declared.name}."]))


def _without_name(doc: Doc, name: str) -> Doc:
    """Leave out a title or description that only repeats the name."""
    known = snake(name)
    if known not in (snake(doc.title), snake(doc.description)):
        return doc
    title = "" if snake(doc.title) == known else doc.title
    description = "" if snake(doc.description) == known else doc.description
    return replace(doc, title=title, description=description)


def _field(attribute: Attribute, scope: Scope) -> FieldView:
    field = attribute.field
    annotation = spell(attribute.annotation, scope)
    arguments = [
        Code(f"{key}={literal(value)}") for key, value in constraints(field.type)
    ]
    if attribute.name != field.name:
        wire_name = literal(field.name)
        arguments.append(Code(f"validation_alias={wire_name}"))
        arguments.append(Code(f"serialization_alias={wire_name}"))
    default = attribute.default
    if arguments:
        if default is not None:
            arguments.insert(0, Code(f"default={default}"))
        default = Code(f"{scope.name('Field')}({join(', ', arguments)})")
    doc = _doc(_without_name(field.doc, field.name), 4)
    return FieldView(identifier(attribute.name), annotation, default, doc)


def _doc(doc: Doc, indent: int, more: Sequence[str] = ()) -> Code | None:
    lines = paragraphs(doc.description or doc.title, 88 - indent)
    if more:
        listed = paragraphs("\n".join(more), 88 - indent)
        lines += [*([""] if lines else ["Members:", ""]), *listed]
    if doc.deprecated:
        lines += [*([""] if lines else []), "Deprecated."]
    if doc.default not in (None, "null", '""', "[]", "{}"):
        lines += [*([""] if lines else []), *paragraphs(f"Default: {doc.default}.")]
    return docstring(lines, indent) if lines else None
