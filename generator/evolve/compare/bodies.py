"""Compare request bodies, and the arguments that they are passed as."""

from __future__ import annotations

from collections.abc import Iterator

from generator.evolve.compare.diff import ChangeSite, Diff, match
from generator.evolve.compare.package_version import PackageVersion
from generator.evolve.compare.properties import compare_fields
from generator.evolve.compare.types import compare_types
from generator.ir import Body, Content, Field, Model, Operation, schema_id

__all__ = ["compare_bodies"]

Operations = tuple[Operation, Operation]
"""The old and the new operation that a body belongs to."""


def compare_bodies(
    diff: Diff, old: Operation, new: Operation, site: ChangeSite
) -> None:
    """Record how the body of an operation changed."""
    before, after = old.body, new.body
    pointers = before.pointer if before else "", after.pointer if after else ""
    here = site.inner(site.symbol, *pointers)
    if before is not None and after is not None:
        _compare_body(diff, (old, new), before, after, here)
    elif after is not None:
        diff.add(f"body-{'required' if after.required else 'optional'}-added", here)
    elif before is not None:
        diff.add("body-removed", here.inner(f"{diff.old.method(old)}()"))


def _compare_body(
    diff: Diff, operations: Operations, old: Body, new: Body, site: ChangeSite
) -> None:
    if old.description != new.description:
        diff.add("body-described", site)
    if old.required != new.required:
        _add_required_changed(diff, operations[1], new, site)
    _compare_media_types(diff, old.contents, new.contents, site)
    for before, after in _content_pairs(old.contents, new.contents):
        if before.encoding != after.encoding:
            diff.add("request-encoding-changed", site)
        _compare_content(diff, operations, before, after, site)


def _add_required_changed(
    diff: Diff, operation: Operation, body: Body, site: ChangeSite
) -> None:
    models = diff.new.argument_models(operation, body.contents[0])

    def _needs_argument(field: Field) -> bool:
        return field.required and not diff.new.has_default(field)

    if not body.required:
        diff.add("body-became-optional", site)
    elif not models:
        diff.add("body-became-required", site)
    elif all(any(map(_needs_argument, model.fields)) for model in models):
        diff.add("body-required-anyway", site)
    else:
        diff.add("body-must-be-sent", site)


def _content_pairs(
    old: tuple[Content, ...], new: tuple[Content, ...]
) -> Iterator[tuple[Content, Content]]:
    """Yield the contents of one media type; the first ones if they have none in common."""
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
    diff: Diff, operations: Operations, old: Content, new: Content, site: ChangeSite
) -> None:
    before = diff.old.argument_models(operations[0], old)
    after = diff.new.argument_models(operations[1], new)
    if before and after:
        for models in _match_models(diff, before, after, site):
            _compare_arguments(diff, operations, *models, site)
    elif before or after:
        forms = ("arguments", "`body`") if before else ("`body`", "arguments")
        diff.add("body-arguments-changed", site, *forms)
        compare_types(diff, old.type, new.type, site)
    else:
        here = site.inner(f"{diff.new.method(operations[1])}(body=)")
        bodies = [each.body for each in operations]
        optional = not any(body is None or body.required for body in bodies)
        compare_types(diff, old.type, new.type, here, optional)


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
        lambda before, after: before.fields == after.fields,
    )
    for model in removed:
        diff.add("request-variant-removed", site, old=diff.old.model(model.id))
    for model in added:
        diff.add("request-variant-added", site, new=diff.new.model(model.id))
    return pairs


def _compare_arguments(
    diff: Diff, operations: Operations, old: Model, new: Model, site: ChangeSite
) -> None:
    """Compare two models whose properties are the arguments of a method."""
    diff.compared.add((old.id, new.id))
    # Callers could send additional properties only if there was an argument for them.
    if new.closed and old.extra is not None:
        diff.add("request-extra-forbidden", site)
    elif old.closed and not new.closed:
        diff.add("request-extra-allowed", site)
    elif old.extra is not None and new.extra is None:
        symbol = f"{diff.new.method(operations[1])}(additional_properties=)"
        diff.add("request-extra-removed", site.inner(symbol))
    before = _symbols(diff.old, operations[0], old)
    after = _symbols(diff.new, operations[1], new)
    for types in compare_fields(diff, old, new, site, (before, after)):
        compare_types(diff, *types)


def _symbols(
    version: PackageVersion, operation: Operation, model: Model
) -> dict[str, str]:
    arguments = version.arguments(operation)
    return {field.name: arguments["property", field.name] for field in model.fields}
