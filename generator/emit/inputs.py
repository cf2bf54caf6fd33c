"""Views of the emitted typed dicts."""

from __future__ import annotations

import keyword
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass

from generator.code import Code, docstring, identifier, join, literal, trusted
from generator.diagnostics.processing import processing
from generator.emit.imports import import_lines, natural
from generator.emit.model_modules import Module, recursive_aliases
from generator.ir import Alias, Declaration, TypeId
from generator.names import dict_name, dict_named_after, dict_owner
from generator.surface import (
    SHADOWABLE,
    DictClass,
    DictKey,
    Imports,
    Package,
    Scope,
    spell,
)

__all__ = ["InputsView", "input_modules", "inputs_view", "moved_dicts"]

_NOTHING = trusted("")


@dataclass(frozen=True, slots=True)
class KeyView:
    """One key of a typed dict."""

    name: Code
    annotation: Code


@dataclass(frozen=True, slots=True)
class DictView:
    """A typed dict, or an alias where `value` is set."""

    name: Code
    bases: Code = _NOTHING
    keys: tuple[KeyView, ...] = ()
    base: Code = _NOTHING
    """The base class with the keys that are no names of attributes; "" without them."""
    pairs: Code = _NOTHING
    """These keys with their values."""
    value: Code | None = None
    recursive: bool = False


@dataclass(frozen=True, slots=True)
class InputsView:
    """A module of typed dicts."""

    doc: Code
    imports: tuple[Code, ...]
    declarations: tuple[DictView, ...]


def input_modules(package: Package, modules: Iterable[Module]) -> tuple[Module, ...]:
    """Return the modules of typed dicts: those of the models, without what is never
    sent.
    """
    found = []
    for module in modules:
        keys = [key for key in module.keys if key in package.dicts]
        if keys:
            recursive = recursive_aliases(package.api, module)
            keys.sort(key=lambda key: _order(package.api.types[key], recursive))
            found.append(Module(module.name, module.title, tuple(keys)))
    return tuple(sorted(found, key=lambda module: natural(module.name)))


def moved_dicts(
    package: Package, modules: Mapping[TypeId, str]
) -> list[Mapping[str, Code]]:
    """Return the name of each declaration whose typed dict is not in the module of the
    same name as its model, and that module: the dict is that of its request model.
    """
    names = package.names.types
    return [
        {"name": literal(names[owner]), "module": literal(f".{modules[key]}")}
        for key in sorted(package.dicts)
        for owner in [dict_owner(names, key)]
        if modules[owner] != modules[key]
    ]


def _order(declared: Declaration, recursive: Container[TypeId]) -> int:
    """Return the place of a declaration: typed dicts refer to others by text, an alias is
    evaluated. A recursive one is text, and pyright does not find it after its members.
    """
    if not isinstance(declared, Alias):
        return 1
    return 0 if declared.id in recursive else 2


def inputs_view(
    module: Module, package: Package, modules: Mapping[TypeId, str]
) -> InputsView:
    """Return a module of typed dicts; `modules` gives the module of each declaration."""
    names = package.names
    imports = Imports()
    recursive = recursive_aliases(package.api, module)
    former = names.former_type_names()
    views = []
    for key in module.keys:
        with processing(key):
            views.append(
                _declaration(key, package, imports, is_recursive=key in recursive)
            )
        value = identifier(dict_name(names.types, key))
        for name in former.get(dict_owner(names.types, key), ()):
            views.append(DictView(identifier(dict_named_after(name)), value=value))
    if any(view.value is not None and not view.recursive for view in views):
        imports.names.add("TypeAlias")
    local: dict[str, set[str]] = {"..": {"models"}} if imports.types else {}
    for key in imports.dicts:
        if modules[key] != module.name:
            members = local.setdefault(f".{modules[key]}", set())
            members.add(package.dicts[key].name)
    return InputsView(
        docstring([module.title.replace("Models of", "Typed dicts of")]),
        import_lines(imports.names, core=".._core", local=local),
        tuple(views),
    )


def _declaration(
    key: TypeId, package: Package, imports: Imports, *, is_recursive: bool
) -> DictView:
    declared = package.dicts[key]
    scope = Scope(package.names.types, Imports(), "models.", dict_qualifier="")
    if isinstance(declared, DictClass):
        view = _class(declared, scope)
    else:
        alias = package.api.types[key]
        assert isinstance(alias, Alias)
        value = spell(declared.value, scope)
        view = DictView(
            identifier(declared.name),
            value=literal(str(value)) if is_recursive else value,
            recursive=is_recursive,
        )
        scope.name("TypeAliasType" if is_recursive else "TypeAlias")
    imports.names |= scope.imports.names
    imports.types |= scope.imports.types
    imports.dicts |= scope.imports.dicts
    return view


def _class(declared: DictClass, scope: Scope) -> DictView:
    is_total = any(key.required for key in declared.keys)
    annotations = [_annotation(key, is_total, scope) for key in declared.keys]
    imported = scope.imports
    used = {
        *SHADOWABLE,
        *imported.names,
        *(dict_name(scope.names, key) for key in imported.dicts),
        "models",
    }
    keys: list[KeyView] = []
    pairs: list[Code] = []
    for key, annotation in zip(declared.keys, annotations, strict=True):
        if _is_attribute(key.name, used):
            keys.append(KeyView(identifier(key.name), annotation))
        else:
            pairs.append(Code(f"{literal(key.name)}: {literal(str(annotation))}"))
    base = f"_{declared.name}" if pairs else scope.name("TypedDict")
    scope.name("TypedDict")
    bases = f"{base}, total=False" if declared.keys and not is_total else base
    return DictView(
        identifier(declared.name),
        trusted(bases),
        tuple(keys),
        identifier(base) if pairs else _NOTHING,
        Code(f"{{{join(', ', pairs)}}}{bases.removeprefix(base)}"),
    )


def _annotation(key: DictKey, is_total: bool, scope: Scope) -> Code:
    annotation = spell(key.annotation, scope)
    if key.required or not is_total:
        return annotation
    return Code(f"{scope.name('NotRequired')}[{annotation}]")


def _is_attribute(name: str, used: set[str]) -> bool:
    """Return whether a class can declare the key. A name that annotations use would mean
    the key, one that begins with two underscores would get that of the class.
    """
    return (
        name.isidentifier()
        and name.isascii()
        and not keyword.iskeyword(name)
        and not name.startswith("__")
        and name not in used
    )
