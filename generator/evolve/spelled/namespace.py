"""The names of two packages, as a program written against the old one uses them when it
is checked against the new one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from generator.evolve.compare.diff import counterpart
from generator.evolve.spelled.types import (
    AliasName,
    Class,
    Names,
    SpelledType,
    spelled_type,
)
from generator.ir import TypeId, request_id, schema_id
from generator.names import dict_name
from generator.surface import (
    AliasDeclaration,
    Declaration,
    DictAlias,
    EnumClass,
    Expression,
    Name,
    Package,
)

__all__ = ["Namespace"]


class Namespace:
    """The names of two packages in one program.

    A name means what it means in the new package. One that the new package lacks stands
    for the declaration that replaced it, because its loss is a change of its own; else
    for what it stood for in the old package.

    Args:
        old: The old package.
        new: The new package.
        renamed: The new key of each declaration of the old package whose key changed.
    """

    def __init__(
        self, old: Package, new: Package, renamed: Mapping[TypeId, TypeId]
    ) -> None:
        self._old = old
        self._new = new
        self._renamed = renamed
        self._by_name = {
            **new.names.former_types,
            **{name: key for key, name in new.names.types.items()},
        }
        self._former_pages = {
            Name(f"paged.{prefix}{name}"): Name(f"paged.{prefix}{new.names.types[key]}")
            for name, key in new.names.former_types.items()
            if key in new.names.page_models
            for prefix in ("", "Async")
        }
        self._declarations: tuple[dict[TypeId, Declaration], ...] = ({}, {})
        self._old_names = Names(self._old_declared, self._old_dict)
        self._new_names = Names(self._new_declared, self._new_dict)
        self.aliases: dict[str, SpelledType] = {}
        """What the aliases stand for that were asked for."""
        self.bases: dict[str, SpelledType] = {}
        """The base class of each class that has one of which values may be wanted."""

    def old(self, expression: Expression) -> SpelledType:
        """Return a type of the old package."""
        if isinstance(expression, Name):
            expression = self._former_pages.get(expression, expression)
        return spelled_type(expression, self._old_names)

    def new(self, expression: Expression) -> SpelledType:
        """Return a type of the new package."""
        return spelled_type(expression, self._new_names)

    def old_declaration(self, key: TypeId) -> Declaration:
        """Return what a key of the old package is declared as."""
        return _declaration(self._old, key, self._declarations[0])

    def new_declaration(self, key: TypeId) -> Declaration:
        """Return what a key of the new package is declared as."""
        return _declaration(self._new, key, self._declarations[1])

    def successor(self, key: TypeId) -> TypeId | None:
        """Return the key of what the old name of a declaration means in the new package,
        or of what replaced it; None if there is nothing.
        """
        named = self._by_name.get(self._old.names.types[key])
        if named is not None:
            return named
        return counterpart(key, self._new.api, self._renamed)

    def _old_declared(self, key: TypeId) -> SpelledType:
        successor = self.successor(key)
        if successor is not None:
            return self._new_declared(successor)
        declared = self.old_declaration(key)
        name = f"models.{declared.name}"
        if not isinstance(declared, AliasDeclaration):
            return Class(name)
        return self._alias(name, declared.value, self.old)

    def _new_declared(self, key: TypeId) -> SpelledType:
        declared = self.new_declaration(key)
        name = f"models.{declared.name}"
        if isinstance(declared, EnumClass):
            self.bases[name] = Class("int")
        if not isinstance(declared, AliasDeclaration):
            return Class(name)
        return self._alias(name, declared.value, self.new)

    def _old_dict(self, key: TypeId) -> SpelledType:
        successor = self.successor(key)
        if successor is not None and _dict_key(self._new, successor):
            return self._new_dict(successor)
        declared = self._old.dicts.get(key)
        name = f"inputs.{dict_name(self._old.names.types, key)}"
        if isinstance(declared, DictAlias):
            return self._alias(name, declared.value, self.old)
        return Class(name)

    def _new_dict(self, key: TypeId) -> SpelledType:
        found = _dict_key(self._new, key)
        declared = self._new.dicts[found] if found else None
        name = f"inputs.{dict_name(self._new.names.types, key)}"
        if isinstance(declared, DictAlias):
            return self._alias(name, declared.value, self.new)
        return Class(name)

    def _alias(
        self, name: str, value: Expression, spelled: Callable[[Expression], SpelledType]
    ) -> AliasName:
        """Return an alias, and note what it stands for."""
        if name not in self.aliases:
            self.aliases[name] = AliasName(name)  # for an alias that contains itself
            self.aliases[name] = spelled(value)
        return AliasName(name)


def _dict_key(package: Package, key: TypeId) -> TypeId | None:
    twins = key, request_id(schema_id(key)), schema_id(key)
    return next((each for each in twins if each in package.dicts), None)


def _declaration(
    package: Package, key: TypeId, known: dict[TypeId, Declaration]
) -> Declaration:
    if key not in known:
        known[key] = package.declaration(key)
    return known[key]
