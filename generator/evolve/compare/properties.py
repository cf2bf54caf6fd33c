"""Compare models property by property."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator

from generator.evolve.compare.diff import (
    ChangeSite,
    Diff,
    property_pointer,
)
from generator.evolve.compare.package_version import PackageVersion
from generator.ir import Doc, Field, Model, NullableType, Type, schema_id

__all__ = [
    "compare_annotations",
    "compare_defaults",
    "compare_fields",
    "compare_models",
]

PropertySymbol = Callable[[PackageVersion, Model, str], str]
"""Gives the symbol of a property: an attribute or an argument."""

TypePair = tuple[Type, Type, ChangeSite, bool]
"""An old and a new type, their site, and whether both versions may omit the value."""


def compare_models(
    diff: Diff, old: Model, new: Model, site: ChangeSite
) -> Iterator[TypePair]:
    """Record how the properties of a model changed; give the types to compare next."""

    def symbol_of(version: PackageVersion, model: Model, name: str) -> str:
        return version.property(model.id, name)

    if site.direction == "request" and new.closed and not old.closed:
        diff.add("request-extra-forbidden", site)
    if site.direction == "request" and old.closed and not new.closed:
        diff.add("request-extra-allowed", site)
    if old.extra is not None and new.extra is not None:
        yield old.extra, new.extra, site.inner(f"{site.symbol}[str]"), False
    yield from compare_fields(diff, old, new, site, symbol_of)


def compare_fields(
    diff: Diff,
    old: Model,
    new: Model,
    site: ChangeSite,
    symbol_of: PropertySymbol,
) -> Iterator[TypePair]:
    """Record properties that were added, removed or changed; give the types to compare
    next.
    """
    before = {field.name: field for field in old.fields}
    after = {field.name: field for field in new.fields}

    def site_of(version: PackageVersion, model: Model, name: str) -> ChangeSite:
        return site.inner(
            symbol_of(version, model, name),
            property_pointer(old.id, name),
            property_pointer(new.id, name),
        )

    former_names = _former_json_names(diff, old, new, symbol_of)
    for name, field in before.items():
        if name not in after and name not in former_names.values():
            _add_removed(diff, field, new, site_of(diff.old, old, name))
    for name, field in after.items():
        here = site_of(diff.new, new, name)
        known = before.get(former_names.get(name, name))
        if known is None:
            _add_added(diff, field, old, here)
            continue
        if known.name != name:
            here = here.inner(here.symbol, property_pointer(old.id, known.name))
            is_needed = (
                field.required or new.closed
                if site.direction == "request"
                else known.required
            )
            what = "property" if is_needed else "optional-property"
            diff.add(
                f"{site.direction}-{what}-wire-name-changed", here, known.name, name
            )
        old_symbol = symbol_of(diff.old, old, known.name)
        if _last_name(old_symbol) != _last_name(here.symbol):
            diff.add("property-renamed", here, old_symbol, here.symbol)
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


def _former_json_names(
    diff: Diff, old: Model, new: Model, symbol_of: PropertySymbol
) -> dict[str, str]:
    """Return the old JSON name, by the new one, of each property whose JSON name changed
    while its Python name did not.
    """
    before, after = {f.name for f in old.fields}, {f.name for f in new.fields}
    removed = {_last_name(symbol_of(diff.old, old, n)): n for n in before - after}
    added = {n: _last_name(symbol_of(diff.new, new, n)) for n in after - before}
    return {n: removed[symbol] for n, symbol in added.items() if symbol in removed}


def _last_name(symbol: str) -> str:
    """Return the name of an attribute or a keyword argument without its owner."""
    return re.split(r"[.(]", symbol)[-1]


def _response_field(version: PackageVersion, model: Model, name: str) -> Field | None:
    """Return a property of the model as it is received, which has the read-only ones."""
    received = version.api.types.get(schema_id(model.id))
    if not isinstance(received, Model):
        return None
    return next((field for field in received.fields if field.name == name), None)


def _add_removed(diff: Diff, field: Field, new: Model, site: ChangeSite) -> None:
    if site.direction == "request":
        received = _response_field(diff.new, new, field.name)
        if received is not None and received.read_only:
            diff.add("request-property-became-read-only", site)
        else:
            diff.add(f"request-property-{'refused' if new.closed else 'removed'}", site)
    else:
        kind = "property" if field.required else "optional-property"
        diff.add(f"response-{kind}-removed", site)


def _add_added(diff: Diff, field: Field, old: Model, site: ChangeSite) -> None:
    if site.direction == "response":
        diff.add("response-property-added", site)
    elif not field.required:
        received = _response_field(diff.old, old, field.name)
        was_read_only = received is not None and received.read_only
        rule = "became-writable" if was_read_only else "optional-added"
        diff.add(f"request-property-{rule}", site)
    elif field.doc.default is not None:
        diff.add("request-property-defaulted-added", site, new=field.doc.default)
    else:
        diff.add("request-property-required-added", site)


def _compare_presence(diff: Diff, old: Field, new: Field, site: ChangeSite) -> None:
    if old.required == new.required or old.write_only != new.write_only:
        return
    if new.required:
        diff.add(f"{site.direction}-property-became-required", site)
    elif site.direction == "response" and isinstance(old.type, NullableType):
        diff.add("response-nullable-became-optional", site)
    else:
        diff.add(f"{site.direction}-property-became-optional", site)


def _compare_write_only(diff: Diff, old: Field, new: Field, site: ChangeSite) -> None:
    """Record that a property is write-only now, or no longer. It is missing from
    responses while it is, which an optional property may be anyway.
    """
    if old.write_only != new.write_only:
        what = "property" if old.required or not new.write_only else "optional-property"
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
    diff: Diff, old: Doc, new: Doc, site: ChangeSite, what: str
) -> None:
    """Record another default, by the rule ``{what}-default-changed``."""
    if not _same_default(old, new):
        diff.add(f"{what}-default-changed", site, old.default or "", new.default or "")


def _same_default(old: Doc, new: Doc) -> bool:
    """Tell whether two defaults are equal as JSON; the order of members is ignored."""
    if old.default == new.default:
        return True
    if old.default is None or new.default is None:
        return False
    try:
        before, after = json.loads(old.default), json.loads(new.default)
    except ValueError:  # a number with more digits than Python converts
        return False
    return json.dumps(before, sort_keys=True) == json.dumps(after, sort_keys=True)
