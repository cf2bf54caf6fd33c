"""Match the parameters of an operation and compare each pair."""

from __future__ import annotations

from generator.evolve.compare.diff import ChangeSite, Diff
from generator.evolve.compare.package_version import PackageVersion
from generator.evolve.compare.properties import compare_annotations, compare_defaults
from generator.evolve.compare.types import compare_types
from generator.ir import (
    ArrayType,
    BooleanType,
    IntegerType,
    NumberType,
    Operation,
    Parameter,
    StringType,
)
from generator.ir.visit import follow_aliases
from generator.names import argument_key

__all__ = ["compare_parameters"]

Key = tuple[str, str]
"""Location and name."""
Unmatched = dict[Key, Parameter]


def compare_parameters(
    diff: Diff, old: Operation, new: Operation, site: ChangeSite
) -> None:
    """Record how the parameters of an operation changed.

    They are matched by location and name, then by name or argument, then by their
    position in the path.
    """
    before: Unmatched = {(p.location, p.name): p for p in old.parameters}
    after: Unmatched = {(p.location, p.name): p for p in new.parameters}
    both = [key for key in before if key in after]
    pairs = [(before.pop(key), after.pop(key)) for key in both]
    pairs += _match_moved((diff.old, old), (diff.new, new), before, after)
    pairs += _match_by_position(old, new, before, after)
    for parameter in before.values():
        diff.add("parameter-removed", _site(diff.old, old, parameter, site))
    for parameter in after.values():
        _add_added(diff, parameter, _site(diff.new, new, parameter, site))
    order = [p.name for p in old.parameters]
    for known, found in sorted(pairs, key=lambda pair: order.index(pair[0].name)):
        symbols = _symbol(diff.old, old, known), _symbol(diff.new, new, found)
        here = site.inner(symbols[1], known.pointer, found.pointer)
        if symbols[0].rpartition("(")[2] != symbols[1].rpartition("(")[2]:
            diff.add("parameter-renamed", here, *symbols)
        _compare_parameter(diff, known, found, here)
    _compare_order(diff, old, new, site)


def _match_moved(
    old: tuple[PackageVersion, Operation],
    new: tuple[PackageVersion, Operation],
    before: Unmatched,
    after: Unmatched,
) -> list[tuple[Parameter, Parameter]]:
    """Take out the pairs with the same name or the same argument, but different
    locations or names.
    """
    arguments = {_argument(*new, key): key for key in after}
    pairs = []
    for key in list(before):
        names = [k for k in after if k[1].casefold() == key[1].casefold()]
        found = names[0] if names else arguments.get(_argument(*old, key))
        if found in after:
            pairs.append((before.pop(key), after.pop(found)))
    return pairs


def _argument(version: PackageVersion, operation: Operation, key: Key) -> str:
    return version.names.arguments[operation.pointer][argument_key(*key)]


def _match_by_position(
    old: Operation, new: Operation, before: Unmatched, after: Unmatched
) -> list[tuple[Parameter, Parameter]]:
    """Take out the pairs of path parameters in the same segment of the path."""
    removed = _by_segment(old, before)
    return [
        (before.pop(removed[index]), after.pop(key))
        for index, key in _by_segment(new, after).items()
        if index in removed
    ]


def _by_segment(operation: Operation, among: Unmatched) -> dict[int, Key]:
    segments = operation.path.split("/")
    return {
        index: ("path", segment[1:-1])
        for index, segment in enumerate(segments)
        if segment[:1] == "{" and ("path", segment[1:-1]) in among
    }


def _symbol(version: PackageVersion, operation: Operation, parameter: Parameter) -> str:
    return version.argument(operation, parameter.location, parameter.name)


def _site(
    version: PackageVersion,
    operation: Operation,
    parameter: Parameter,
    site: ChangeSite,
) -> ChangeSite:
    symbol = _symbol(version, operation, parameter)
    return site.inner(symbol, parameter.pointer, parameter.pointer)


def _add_added(diff: Diff, parameter: Parameter, site: ChangeSite) -> None:
    if not parameter.required:
        diff.add("parameter-optional-added", site)
    elif parameter.doc.default is not None:
        diff.add("parameter-defaulted-added", site, new=parameter.doc.default)
    else:
        diff.add("parameter-required-added", site)


def _compare_parameter(
    diff: Diff, old: Parameter, new: Parameter, site: ChangeSite
) -> None:
    if old.location != new.location:
        is_positional = "path" in (old.location, new.location)
        rule = "parameter-moved-position" if is_positional else "parameter-moved"
        diff.add(rule, site, old.location, new.location)
    elif _wire_name(old) != _wire_name(new):
        diff.add("parameter-wire-name-changed", site, old.name, new.name)
    elif old.content_type != new.content_type:
        media_types = old.content_type or "text", new.content_type or "text"
        diff.add("parameter-content-changed", site, *media_types)
    elif old.style != new.style:
        diff.add("parameter-style-changed", site, old.style, new.style)
    elif old.explode != new.explode:
        values = str(old.explode).lower(), str(new.explode).lower()
        diff.add("parameter-explode-changed", site, *values)
    elif old.allow_reserved != new.allow_reserved:
        diff.add("parameter-reserved-changed", site)
    if old.required != new.required:
        state = "required" if new.required else "optional"
        diff.add(f"parameter-became-{state}", site)
    compare_annotations(diff, old.doc, new.doc, site, "parameter")
    compare_defaults(diff, old.doc, new.doc, site, "parameter")
    type_rule = _same_wire_form_rule(diff, old, new)
    if type_rule is not None:
        diff.add_type_change(type_rule, site, old.type, new.type)
    else:
        compare_types(diff, old.type, new.type, site)


def _same_wire_form_rule(diff: Diff, old: Parameter, new: Parameter) -> str | None:
    """Return the rule for a new type whose values look the same on the wire, if it is
    one: scalars sent as text, or a list of which one item is sent like the scalar.
    """
    before, after = follow_aliases(old.type, diff.old.api.types), follow_aliases(
        new.type, diff.new.api.types
    )
    if old.content_type or new.content_type:
        return None
    scalar = IntegerType | NumberType | BooleanType
    if isinstance(before, scalar) and after == StringType():
        return "parameter-became-text"
    is_repeated = new.style == "form" and new.explode and new.location == "query"
    if is_repeated and isinstance(after, ArrayType) and (after.min_items or 0) < 2:
        has_same_items = follow_aliases(after.items, diff.new.api.types) == before
        is_scalar = isinstance(before, scalar | StringType)
        return "parameter-became-list" if has_same_items and is_scalar else None
    return None


def _wire_name(parameter: Parameter) -> str:
    """Return the name that is sent: none in a path; header names are case-insensitive."""
    if parameter.location == "path":
        return ""
    return parameter.name.lower() if parameter.location == "header" else parameter.name


def _compare_order(
    diff: Diff, old: Operation, new: Operation, site: ChangeSite
) -> None:
    """Record positional arguments in another order, if none was added or removed."""
    before, after = _path_order(old), _path_order(new)
    if sorted(before) == sorted(after) and before != after:
        diff.add("parameter-order-changed", site, ", ".join(before), ", ".join(after))


def _path_order(operation: Operation) -> list[str]:
    names = [p.name for p in operation.parameters if p.location == "path"]
    return sorted(names, key=lambda name: operation.path.find(f"{{{name}}}"))
