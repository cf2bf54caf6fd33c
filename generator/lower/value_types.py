"""The types of values that JSON pointers refer to."""

from __future__ import annotations

from generator import ir
from generator.document.pointer import split
from generator.ir.visit import Types, alternatives, resolve

__all__ = ["ValueTypes"]


class ValueTypes:
    """Finds the types of values inside of the values of declared types."""

    def __init__(self, types: Types) -> None:
        self._types = types

    def at(self, type_: ir.Type, pointer: str) -> ir.Type | None:
        """Return the type of the value at a pointer; None where there cannot be one.

        In an array, ``-1`` is the last element.
        """
        current: ir.Type | None = type_
        for name in split("#" + pointer):
            current = None if current is None else self._member(current, name)
        return current

    def inside(self, type_: ir.Type, names: list[str]) -> ir.Type | None:
        """Return the type of the value at a path, or null where it may be missing; None
        where there cannot be one.
        """
        if not names:
            return type_
        found: list[ir.Type] = []
        may_be_missing = False
        for each in alternatives(type_, self._types):
            member = _member(each, names[0])
            inner = None if member is None else self.inside(member, names[1:])
            may_be_missing |= inner is None or not _has(each, names[0])
            found += [] if inner is None else [inner]
        if not found:
            return None
        kept = tuple(dict.fromkeys(found))
        joined = kept[0] if len(kept) == 1 else ir.UnionType(kept)
        every = alternatives(joined, self._types)
        is_null = any(isinstance(each, ir.NullType) for each in every)
        return ir.NullableType(joined) if may_be_missing and not is_null else joined

    def not_null(self, type_: ir.Type) -> list[ir.Type | ir.Model]:
        """Return the alternatives of a type that are not null."""
        every = alternatives(type_, self._types)
        return [each for each in every if not isinstance(each, ir.NullType)]

    def is_array(self, type_: ir.Type) -> bool:
        """Return whether the values are arrays, or null."""
        found = self.not_null(type_)
        return bool(found) and all(isinstance(each, ir.ArrayType) for each in found)

    def model(self, type_: ir.Type) -> ir.TypeId | None:
        """Return the model that a type stands for, if it is one."""
        found = resolve(type_, self._types)
        return found.id if isinstance(found, ir.Model) else None

    def may_be_boolean(self, type_: ir.Type, pointer: str) -> bool:
        """Return whether the value at a pointer may be true or false."""
        found = self.at(type_, pointer)
        return found is not None and any(
            isinstance(each, ir.BooleanType | ir.AnyType)
            or (
                isinstance(each, ir.LiteralType)
                and any(isinstance(value, bool) for value in each.values)
            )
            for each in alternatives(found, self._types)
        )

    def _member(self, type_: ir.Type, name: str) -> ir.Type | None:
        found = (_member(each, name) for each in alternatives(type_, self._types))
        return next((each for each in found if each is not None), None)


def _has(type_: ir.Type | ir.Model, name: str) -> bool:
    """Return whether a value certainly has a member."""
    fields = type_.fields if isinstance(type_, ir.Model) else ()
    return any(field.name == name and field.required for field in fields)


def _member(type_: ir.Type | ir.Model, name: str) -> ir.Type | None:
    match type_:
        case ir.Model(fields=fields, extra=extra):
            known = {field.name: field.type for field in fields}
            return known.get(name, extra)
        case ir.MapType(values=values):
            return values
        case ir.AnyType():
            return ir.AnyType()
        case ir.ArrayType(items=items) if name.isdecimal() or name == "-1":
            return items
        case ir.TupleType() if name.isdecimal() or name == "-1":
            return ir.AnyType()
        case _:
            return None
