"""What the old client makes of values of another type.

It reads leniently: a value that is not of its type is kept as it is, with a warning. Code
for a scalar gets a degraded value then; code that reads the attributes of a model, or
iterates over a list, fails for a value of another kind.
"""

from __future__ import annotations

from generator import ir
from generator.evolve.change import LEVELS, Level, worst_level
from generator.evolve.compare.package_version import PackageVersion

__all__ = ["reading_level", "sending_level"]

_Container = ir.ArrayType | ir.MapType | ir.RefType | ir.TupleType


def reading_level(
    old: PackageVersion, new: PackageVersion, known: ir.Type, found: ir.Type
) -> Level:
    """Return the wire level of a received value that has the type `found` and not
    `known`. Models of the same kind are not compared.
    """
    readable = _variants(old, known)
    if readable == [ir.NullType()]:
        return "ok"  # Code ignores a result that is always None.
    if isinstance(old.resolve(known), ir.NullableType):
        readable.append(ir.NullType())
    levels: list[Level] = []
    for variant in _variants(new, found):
        each = [_level(old, new, reader, variant) for reader in readable]
        best = min(each, key=LEVELS.index)
        # Code for a union asks which of the variants an object is.
        is_union = sum(isinstance(each, _Container) for each in readable) > 1
        is_union = is_union and isinstance(variant, ir.RefType | ir.MapType)
        levels.append("warn" if is_union and best == "break" else best)
    return worst_level(levels)


def sending_level(
    old: PackageVersion, new: PackageVersion, known: ir.Type, found: ir.Type
) -> Level:
    """Return the wire level of a sent value of the type `known`, where the server wants
    one of `found`: an object may still be one.
    """
    match known, found:
        case ir.RefType(key), ir.MapType(values=ir.AnyType()):
            return "warn" if isinstance(old.api.types.get(key), ir.Model) else "break"
        case ir.MapType(), ir.RefType(key):
            model = new.api.types.get(key)
            if isinstance(model, ir.Model) and not model.closed:
                needs = any(field.required for field in model.fields)
                return "break" if needs else "ok"
    return "break"


def _variants(version: PackageVersion, type_: ir.Type) -> list[ir.Type]:
    resolved = version.resolve(type_)
    if isinstance(resolved, ir.NullableType):
        return _variants(version, resolved.inner)
    if isinstance(resolved, ir.UnionType):
        return [v for each in resolved.variants for v in _variants(version, each)]
    return [resolved]


def _level(
    old: PackageVersion, new: PackageVersion, known: ir.Type, found: ir.Type
) -> Level:
    """Return the level of one type that is read as another one."""
    match known, found:
        case (ir.AnyType(), _) | (ir.NumberType(), ir.IntegerType()):
            return "ok"
        case _, ir.AnyType():
            return "warn"
        case ir.NullType(), ir.NullType():
            return "ok"
        case (_, ir.NullType()) | (ir.NullType(), _):
            return "break"
        case ir.StringType(format="plain"), ir.StringType():
            return "ok"
        case (ir.StringType(format="plain"), ir.LiteralType(values=values)) | (
            ir.LiteralType(values=values),
            ir.StringType(),
        ):
            return "ok" if all(isinstance(each, str) for each in values) else "warn"
        case ir.RefType(key), ir.MapType():
            model = old.api.types.get(key)
            return "break" if _needs_properties(model) else "warn"
        case ir.MapType(values=values), ir.RefType(key):
            model = new.api.types.get(key)
            fields = model.fields if isinstance(model, ir.Model) else ()
            return worst_level(reading_level(old, new, values, f.type) for f in fields)
        case (ir.ArrayType(), ir.TupleType()) | (ir.TupleType(), ir.ArrayType()):
            return "warn"
    if type(known) is type(found):
        return "warn" if isinstance(known, ir.StringType) and known != found else "ok"
    return "break" if isinstance(known, _Container) else "warn"


def _needs_properties(model: ir.Declaration | None) -> bool:
    """Return whether objects of a model have a property that is never None."""
    return isinstance(model, ir.Model) and any(
        each.required and not isinstance(each.type, ir.NullableType | ir.AnyType)
        for each in model.fields
    )
