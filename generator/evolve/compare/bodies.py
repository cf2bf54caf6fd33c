"""Compare request bodies, and the arguments that they are passed as."""

from __future__ import annotations

from collections.abc import Iterator

from generator.evolve.compare.diff import ChangeSite, Diff
from generator.evolve.compare.package_version import PackageVersion
from generator.evolve.compare.properties import compare_fields
from generator.evolve.compare.types import compare_types
from generator.ir import (
    Body,
    Content,
    Model,
    Operation,
    schema_id,
)

__all__ = ["compare_bodies"]

Models = list[Model]


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
    if not before and not after:
        here = site.inner(f"{diff.new.method(new[0])}(body=)")
        compare_types(diff, *types, here)
        return
    if not before or not after:
        forms = ("arguments", "`body`") if before else ("`body`", "arguments")
        diff.add("body-arguments-changed", site, *forms)
        compare_types(diff, *types, site)
        return
    for known, found in _match_models(diff, before, after, site):
        _compare_arguments(diff, (old[0], known), (new[0], found), site)


def _match_models(
    diff: Diff, old: Models, new: Models, site: ChangeSite
) -> list[tuple[Model, Model]]:
    """Match the variants of two bodies: by key, renamed ones, and a single one with a
    single one.
    """
    after = {schema_id(model.id): model for model in new}
    pairs = [
        (model, after[schema_id(model.id)])
        for model in old
        if schema_id(model.id) in after
    ]
    matched = {id(model) for pair in pairs for model in pair}
    removed = [model for model in old if id(model) not in matched]
    added = [model for model in new if id(model) not in matched]
    for model in list(removed):
        for other in added:
            if diff.match_renamed(model.id, other.id) or len(old) == len(new) == 1:
                pairs.append((model, other))
                removed.remove(model)
                added.remove(other)
                break
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

    def symbol_of(version: PackageVersion, model: Model, name: str) -> str:
        operation = old[0] if model is old[1] else new[0]
        return version.argument(operation, "body", name)

    before, after = old[1], new[1]
    diff.mark_as_arguments(before.id, after.id)
    # Callers could send additional properties only if there was an argument for them.
    if after.closed and before.extra is not None:
        diff.add("request-extra-forbidden", site)
    elif before.closed and not after.closed:
        diff.add("request-extra-allowed", site)
    elif before.extra is not None and after.extra is None:
        symbol = f"{diff.new.method(new[0])}(additional_properties=)"
        diff.add("request-extra-removed", site.inner(symbol))
    for known, found, here, optional in compare_fields(
        diff, before, after, site, symbol_of
    ):
        compare_types(diff, known, found, here, optional=optional)
