"""Match the parameters of an operation and compare each pair."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from generator.evolve.change import Level
from generator.evolve.compare.diff import ChangeSite, Diff, match
from generator.evolve.compare.package_version import PackageVersion
from generator.evolve.compare.properties import compare_annotations, compare_defaults
from generator.evolve.compare.types import compare_types
from generator.ir import (
    ArrayType,
    BooleanType,
    IntegerType,
    LiteralType,
    NumberType,
    Operation,
    Parameter,
    StringType,
)
from generator.ir.media_types import is_json

__all__ = ["compare_parameters"]


class _Argument(NamedTuple):
    parameter: Parameter
    symbol: str
    keyword: str
    segment: int
    """The index of the segment of the path that it is; -1 for none."""


def compare_parameters(
    diff: Diff, old: Operation, new: Operation, site: ChangeSite
) -> None:
    """Record how the parameters of an operation changed.

    They are matched by their position in the path, else by location and name, then by
    name, then by argument.
    """
    pairs, removed, added = match(
        _arguments(diff.old, old),
        _arguments(diff.new, new),
        lambda a, b: a.segment == b.segment != -1 and a.keyword == b.keyword,
        lambda a, b: _key(a.parameter) == _key(b.parameter),
        lambda a, b: a.parameter.name.casefold() == b.parameter.name.casefold(),
        lambda a, b: a.keyword == b.keyword,
        lambda a, b: a.segment == b.segment != -1,
    )
    for parameter, symbol, *_ in removed:
        here = site.inner(symbol, parameter.pointer, parameter.pointer)
        diff.add("parameter-removed", here)
    for parameter, symbol, *_ in added:
        here = site.inner(symbol, parameter.pointer, parameter.pointer)
        _add_added(diff, parameter, here)
    order = [p.name for p in old.parameters]
    for before, after in sorted(pairs, key=lambda p: order.index(p[0].parameter.name)):
        known, found = before.parameter, after.parameter
        here = site.inner(after.symbol, known.pointer, found.pointer)
        if before.keyword != after.keyword:
            diff.add("parameter-renamed", here, before.symbol, after.symbol)
        _compare_parameter(diff, known, found, here)
    _compare_order(diff, old, new, site)


def _key(parameter: Parameter) -> tuple[str, str]:
    return parameter.location, parameter.name


def _arguments(version: PackageVersion, operation: Operation) -> Iterator[_Argument]:
    symbols, segments = version.arguments(operation), operation.path.split("/")
    for each in operation.parameters:
        symbol, segment = symbols[_key(each)], f"{{{each.name}}}"
        is_segment = each.location == "path" and segment in segments
        index = segments.index(segment) if is_segment else -1
        yield _Argument(each, symbol, symbol.rpartition("(")[2], index)


def _add_added(diff: Diff, parameter: Parameter, site: ChangeSite) -> None:
    if not parameter.needs_argument:
        diff.add("parameter-optional-added", site)
    elif diff.new.has_default(parameter):
        diff.add("parameter-constant-added", site)
    elif parameter.doc.default is not None:
        diff.add("parameter-defaulted-added", site, new=parameter.doc.default)
    else:
        diff.add("parameter-required-added", site)


def _compare_parameter(
    diff: Diff, old: Parameter, new: Parameter, site: ChangeSite
) -> None:
    # The server ignores a value in the old place, unless it needs one in the new place.
    is_needed = new.required and new.doc.default is None
    needed = "" if is_needed else "optional-"
    level: Level
    if old.location != new.location:
        is_positional = "path" in (old.location, new.location)
        state = "moved-position" if is_positional else f"{needed}moved"
        diff.add(f"parameter-{state}", site, old.location, new.location)
    elif _wire_name(old) != _wire_name(new):
        rule = f"parameter-{needed}wire-name-changed"
        diff.add(rule, site, old.name, new.name)
    elif old.content_type != new.content_type:
        media_types = old.content_type or "text", new.content_type or "text"
        level = (
            "ok" if _is_number(diff.old, old) and _is_number(diff.new, new) else "break"
        )
        diff.add("parameter-content-changed", site, *media_types, wire=level)
    elif old.style != new.style:
        diff.add("parameter-style-changed", site, old.style, new.style)
    elif old.explode != new.explode:
        values = str(old.explode).lower(), str(new.explode).lower()
        level = "break" if _shows_explode(diff, old) else "ok"
        diff.add("parameter-explode-changed", site, *values, wire=level)
    elif old.allow_reserved != new.allow_reserved:
        diff.add("parameter-reserved-changed", site)
    if old.needs_argument != new.needs_argument:
        state = "became-required" if new.needs_argument else "became-optional"
        state = "always-sent" if diff.new.has_default(new) else state
        level = "break" if new.doc.default is None else "warn"
        diff.add(f"parameter-{state}", site, wire=level)
    elif diff.old.has_default(old) and not diff.new.has_default(new):
        diff.add("parameter-not-constant", site)
    compare_annotations(diff, old.doc, new.doc, site, "parameter")
    # The server uses no default for what is always sent.
    level = "ok" if old.required and new.required else "warn"
    compare_defaults(diff, old.doc, new.doc, site, "parameter", level)
    type_rule = _same_wire_form_rule(diff, old, new)
    if type_rule is not None:
        diff.add_type_change(type_rule, site, old.type, new.type)
    else:
        compare_types(diff, old.type, new.type, site)


def _is_number(version: PackageVersion, parameter: Parameter) -> bool:
    """Return whether a value has the same text in JSON and outside of it."""
    media_type = parameter.content_type
    is_plain = not media_type or is_json(media_type)
    numbers = IntegerType | NumberType | BooleanType
    return is_plain and isinstance(version.resolve(parameter.type), numbers)


def _shows_explode(diff: Diff, parameter: Parameter) -> bool:
    """Return whether the text of a value depends on ``explode``: for an object, and for
    an array, except in the style ``simple``.
    """
    match diff.old.resolve(parameter.type):
        case IntegerType() | NumberType() | BooleanType() | StringType():
            return False
        case LiteralType():
            return False
        case ArrayType():
            return parameter.style != "simple"
        case _:
            return True


def _same_wire_form_rule(diff: Diff, old: Parameter, new: Parameter) -> str | None:
    """Return the rule for a new type whose values look the same on the wire, if it is
    one: scalars sent as text, or a list of which one item is sent like the scalar.
    """
    before, after = diff.old.resolve(old.type), diff.new.resolve(new.type)
    if old.content_type or new.content_type:
        return None
    scalar = IntegerType | NumberType | BooleanType
    if isinstance(before, scalar) and after == StringType():
        return "parameter-became-text"
    # A header does not escape the commas of a text.
    has_delimiters = new.location == "header" and isinstance(before, StringType)
    is_repeated = new.style in ("form", "simple") and not has_delimiters
    if is_repeated and isinstance(after, ArrayType) and (after.min_items or 0) < 2:
        has_same_items = diff.new.resolve(after.items) == before
        is_scalar = isinstance(before, scalar | StringType)
        return "parameter-became-list" if has_same_items and is_scalar else None
    return None


def _wire_name(parameter: Parameter) -> str:
    """Return the name that is sent: in a path only that of the style ``matrix``; header
    names are case-insensitive.
    """
    if parameter.location == "path" and parameter.style != "matrix":
        return ""
    return parameter.place[1]


def _compare_order(
    diff: Diff, old: Operation, new: Operation, site: ChangeSite
) -> None:
    """Record positional arguments in another order, if none was added or removed."""
    signatures = diff.old.signature(old), diff.new.signature(new)
    before, after = ([a.name for a in each.positional] for each in signatures)
    if sorted(before) == sorted(after):
        rule = "parameter-order-changed"
        diff.add_difference(rule, site, ", ".join(before), ", ".join(after))
