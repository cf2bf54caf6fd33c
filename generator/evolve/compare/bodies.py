"""Compare request bodies, and the arguments that they are passed as."""

from __future__ import annotations

from collections.abc import Iterator

from generator.evolve.compare.diff import ChangeSite, Diff, match
from generator.evolve.compare.package_version import PackageVersion
from generator.evolve.compare.properties import compare_fields
from generator.evolve.compare.types import compare_types
from generator.ir import Body, Content, Model, Operation, schema_id

__all__ = ["compare_bodies"]


def compare_bodies(
    diff: Diff, old: Operation, new: Operation, site: ChangeSite
) -> None:
    """Record how the body of an operation changed."""
    before, after = old.body, new.body
    if before is None and after is not None:
        here = site.inner(f"{diff.new.method(new)}()", site.old, after.pointer)
        diff.add(f"body-{'required' if after.required else 'optional'}-added", here)
    elif before is not None and after is None:
        here = site.inner(f"{diff.old.method(old)}()", before.pointer, site.new)
        diff.add("body-removed", here)
    elif before is not None and after is not None:
        here = site.inner(site.symbol, before.pointer, after.pointer)
        _compare_body(diff, (old, before), (new, after), here)


def _compare_body(
    diff: Diff,
    old: tuple[Operation, Body],
    new: tuple[Operation, Body],
    site: ChangeSite,
) -> None:
    before, after = old[1], new[1]
    if before.description != after.description:
        diff.add("body-described", site)
    if before.required != after.required:
        _add_required_changed(diff, new, site)
    _compare_media_types(diff, before.contents, after.contents, site)
    for known, found in _content_pairs(before.contents, after.contents):
        if known.encoding != found.encoding:
            diff.add("request-encoding-changed", site)
        _compare_content(diff, (old[0], known), (new[0], found), site)


def _add_required_changed(
    diff: Diff, new: tuple[Operation, Body], site: ChangeSite
) -> None:
    operation, body = new
    models = diff.new.argument_models(operation, body.contents[0])
    if not body.required:
        diff.add("body-became-optional", site)
    elif not models:
        diff.add("body-became-required", site)
    elif any(field.required for model in models for field in model.fields):
        diff.add("body-required-anyway", site)
    else:
        diff.add("body-must-be-sent", site)


def _content_pairs(
    old: tuple[Content, ...], new: tuple[Content, ...]
) -> Iterator[tuple[Content, Content]]:
    """Give the contents of one media type; the first ones if they have none in common."""
    after = {content.media_type: content for content in new}
    found = [(c, after[c.media_type]) for c in old if c.media_type in after]
    yield from found or zip(old[:1], new[:1], strict=False)


def _compare_media_types(
    diff: Diff, old: tuple[Content, ...], new: tuple[Content, ...], site: ChangeSite
) -> None:
    before, after = [c.media_type for c in old], [c.media_type for c in new]
    if len(before) == 1 and before[0] not in after:
        diff.add("request-media-type-replaced", site, before[0], after[0])
        if len(after) > 1:
            diff.add_members("request-media-type", site, (), after)
        return
    diff.add_members("request-media-type", site, before, after)
    if before[0] != after[0] and before[0] in after:
        diff.add("request-media-type-default-changed", site, before[0], after[0])


def _compare_content(
    diff: Diff,
    old: tuple[Operation, Content],
    new: tuple[Operation, Content],
    site: ChangeSite,
) -> None:
    before, after = diff.old.argument_models(*old), diff.new.argument_models(*new)
    types = old[1].type, new[1].type
    if before and after:
        for known, found in _match_models(diff, before, after, site):
            _compare_arguments(diff, (old[0], known), (new[0], found), site)
    elif before or after:
        forms = ("arguments", "`body`") if before else ("`body`", "arguments")
        diff.add("body-arguments-changed", site, *forms)
        compare_types(diff, *types, site)
    else:
        here = site.inner(f"{diff.new.method(new[0])}(body=)")
        compare_types(diff, *types, here)


def _match_models(
    diff: Diff, old: list[Model], new: list[Model], site: ChangeSite
) -> list[tuple[Model, Model]]:
    """Match the variants of two bodies: by key, renamed ones, and a single one with a
    single one.
    """
    is_single = len(old) == len(new) == 1
    pairs, removed, added = match(
        old,
        new,
        lambda before, after: schema_id(before.id) == schema_id(after.id),
        lambda before, after: diff.is_same(before.id, after.id) or is_single,
    )
    for model in removed:
        diff.add("request-variant-removed", site, old=diff.old.model(model.id))
    for model in added:
        diff.add("request-variant-added", site, new=diff.new.model(model.id))
    return pairs


def _compare_arguments(
    diff: Diff,
    old: tuple[Operation, Model],
    new: tuple[Operation, Model],
    site: ChangeSite,
) -> None:
    """Compare two models whose properties are the arguments of a method."""
    before, after = old[1], new[1]
    diff.compared.add((before.id, after.id))
    # Callers could send additional properties only if there was an argument for them.
    if after.closed and before.extra is not None:
        diff.add("request-extra-forbidden", site)
    elif before.closed and not after.closed:
        diff.add("request-extra-allowed", site)
    elif before.extra is not None and after.extra is None:
        symbol = f"{diff.new.method(new[0])}(additional_properties=)"
        diff.add("request-extra-removed", site.inner(symbol))
    symbols = _symbols(diff.old, *old), _symbols(diff.new, *new)
    for types in compare_fields(diff, before, after, site, symbols):
        compare_types(diff, *types)


def _symbols(
    version: PackageVersion, operation: Operation, model: Model
) -> dict[str, str]:
    arguments = version.arguments(operation)
    return {field.name: arguments["property", field.name] for field in model.fields}
