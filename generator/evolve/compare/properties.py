"""Compare models property by property."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping

from generator.evolve.change import Level
from generator.evolve.compare.diff import ChangeSite, Diff, property_pointer
from generator.evolve.compare.package_version import PackageVersion
from generator.ir import AnyType, Doc, Field, Model, NullableType, Type, schema_id

__all__ = [
    "compare_annotations",
    "compare_defaults",
    "compare_fields",
    "compare_models",
]

Symbols = tuple[Mapping[str, str], Mapping[str, str]]
"""The symbols of the old and of the new properties, by their names in the document:
attributes or arguments.
"""

TypePair = tuple[Type, Type, ChangeSite, bool]
"""An old and a new type, their site, and whether both versions may omit the value."""


def compare_models(
    diff: Diff, old: Model, new: Model, site: ChangeSite
) -> Iterator[TypePair]:
    """Record how the properties of a model changed; give the types to compare next."""
    if site.direction == "request" and new.closed != old.closed:
        diff.add(f"request-extra-{'forbidden' if new.closed else 'allowed'}", site)
    if old.extra is not None and new.extra is not None:
        yield old.extra, new.extra, site.inner(f"{site.symbol}[str]"), False
    symbols = diff.old.properties(old), diff.new.properties(new)
    yield from compare_fields(diff, old, new, site, symbols)


def compare_fields(
    diff: Diff, old: Model, new: Model, site: ChangeSite, symbols: Symbols
) -> Iterator[TypePair]:
    """Record properties that were added, removed or changed; give the types to compare
    next.
    """
    before = {field.name: field for field in old.fields}
    after = {field.name: field for field in new.fields}
    former_names = _former_json_names(symbols)

    def site_of(symbol: str, old_name: str, new_name: str) -> ChangeSite:
        places = property_pointer(old.id, old_name), property_pointer(new.id, new_name)
        return site.inner(symbol, *places)

    for name, field in before.items():
        if name not in after and name not in former_names.values():
            _add_removed(diff, field, new, site_of(symbols[0][name], name, name))
    for name, field in after.items():
        former = former_names.get(name, name)
        here = site_of(symbols[1][name], former, name)
        if former not in before:
            _add_added(diff, field, old, here)
            continue
        known = before[former]
        if former != name:
            is_sent = site.direction == "request"
            is_needed = field.required or new.closed
            is_needed = is_needed if is_sent else _is_never_none(diff, known)
            what = "property" if is_needed else "optional-property"
            diff.add(f"{site.direction}-{what}-wire-name-changed", here, former, name)
        if _last_name(symbols[0][former]) != _last_name(here.symbol):
            diff.add("property-renamed", here, symbols[0][former], here.symbol)
        _compare_presence(diff, known, field, here)
        if site.direction == "response":
            _compare_write_only(diff, known, field, here)
        compare_annotations(diff, known.doc, field.doc, here, "property")
        compare_defaults(diff, known.doc, field.doc, here, site.direction)
        optional = not (known.required or field.required)
        yield known.type, _comparable_type(known, field, site), here, optional


def _comparable_type(old: Field, new: Field, site: ChangeSite) -> Type:
    """Return the new type of a property; without null if it has just become optional in
    a response, since a missing property is read as None and already reported.
    """
    became_optional = site.direction == "response" and old.required and not new.required
    if became_optional and isinstance(new.type, NullableType):
        return new.type if isinstance(old.type, NullableType) else new.type.inner
    return new.type


def _is_never_none(diff: Diff, field: Field) -> bool:
    """Return whether code reads a property without a check for None: it is required, and
    not null.
    """
    resolved = diff.old.resolve(field.type)
    return field.required and not isinstance(resolved, NullableType | AnyType)


def _former_json_names(symbols: Symbols) -> dict[str, str]:
    """Return the old JSON name, by the new one, of each property whose JSON name changed
    while its Python name did not.
    """
    old, new = symbols
    removed = {_last_name(old[name]): name for name in old.keys() - new.keys()}
    added = {name: _last_name(new[name]) for name in new.keys() - old.keys()}
    return {name: removed[last] for name, last in added.items() if last in removed}


def _last_name(symbol: str) -> str:
    """Return the name of an attribute or a keyword argument without its owner."""
    return re.split(r"[.(]", symbol)[-1]


def _is_read_only(version: PackageVersion, model: Model, name: str) -> bool:
    """Look a property up in the model as it is received, which has the read-only ones."""
    received = version.api.types.get(schema_id(model.id))
    return isinstance(received, Model) and any(
        field.read_only for field in received.fields if field.name == name
    )


def _add_removed(diff: Diff, field: Field, new: Model, site: ChangeSite) -> None:
    if site.direction == "response":
        what = "property" if _is_never_none(diff, field) else "optional-property"
        diff.add(f"response-{what}-removed", site)
    elif _is_read_only(diff.new, new, field.name):
        diff.add("request-property-became-read-only", site)
    else:
        diff.add(f"request-property-{'refused' if new.closed else 'removed'}", site)


def _add_added(diff: Diff, field: Field, old: Model, site: ChangeSite) -> None:
    if site.direction == "response":
        diff.add("response-property-added", site)
    elif not field.required:
        was_read_only = _is_read_only(diff.old, old, field.name)
        rule = "became-writable" if was_read_only else "optional-added"
        diff.add(f"request-property-{rule}", site)
    elif diff.new.has_default(field):
        diff.add("request-property-constant-added", site)
    elif field.doc.default is not None:
        diff.add("request-property-defaulted-added", site, new=field.doc.default)
    else:
        diff.add("request-property-required-added", site)


def _compare_presence(diff: Diff, old: Field, new: Field, site: ChangeSite) -> None:
    if site.direction == "request" and diff.new.has_default(new):
        if not old.required:
            diff.add("request-property-always-sent", site)
        return
    if site.direction == "request" and new.required and diff.old.has_default(old):
        diff.add("request-property-not-constant", site)
    if old.required == new.required or old.write_only != new.write_only:
        return
    if new.required:
        level: Level = "break" if new.doc.default is None else "warn"
        diff.add(f"{site.direction}-property-became-required", site, wire=level)
    elif site.direction == "response" and not _is_never_none(diff, old):
        diff.add("response-nullable-became-optional", site)
    else:
        diff.add(f"{site.direction}-property-became-optional", site)


def _compare_write_only(diff: Diff, old: Field, new: Field, site: ChangeSite) -> None:
    """Record that a property is write-only now, or no longer. It is missing from
    responses while it is, which an optional property may be anyway.
    """
    if old.write_only != new.write_only:
        is_needed = not new.write_only or _is_never_none(diff, old)
        what = "property" if is_needed else "optional-property"
        state = "write-only" if new.write_only else "readable"
        diff.add(f"response-{what}-became-{state}", site)


def compare_annotations(
    diff: Diff, old: Doc, new: Doc, site: ChangeSite, what: str
) -> None:
    """Record changes of ``deprecated`` and of the texts, by the rules ``{what}-…``."""
    if old.deprecated != new.deprecated:
        diff.add(f"{what}-{'deprecated' if new.deprecated else 'reinstated'}", site)
    if (old.title, old.description) != (new.title, new.description):
        diff.add(f"{what}-described", site)


def compare_defaults(
    diff: Diff, old: Doc, new: Doc, site: ChangeSite, what: str, wire: Level = "ok"
) -> None:
    """Record another default, by the rule ``{what}-default-changed``."""
    if not _same_default(old, new):
        values = old.default or "", new.default or ""
        diff.add(f"{what}-default-changed", site, *values, wire=wire)


def _same_default(old: Doc, new: Doc) -> bool:
    """Return whether two defaults are equal as JSON; the order of members is ignored."""
    if old.default == new.default:
        return True
    if old.default is None or new.default is None:
        return False
    try:
        before, after = json.loads(old.default), json.loads(new.default)
    except ValueError:  # a number with more digits than Python converts
        return False
    return json.dumps(before, sort_keys=True) == json.dumps(after, sort_keys=True)
