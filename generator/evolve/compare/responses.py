"""Compare responses: what a call returns, and which errors it raises."""

from __future__ import annotations

from generator.evolve.change import NamedApi
from generator.evolve.compare.diff import ChangeSite, Diff
from generator.evolve.compare.symbols import spell
from generator.evolve.compare.types import compare_types
from generator.ir import (
    Content,
    Header,
    NullType,
    Operation,
    RefType,
    Response,
    Type,
    UnionType,
    schema_id,
)

__all__ = ["compare_errors", "compare_results"]


def compare_results(
    diff: Diff, old: Operation, new: Operation, site: ChangeSite
) -> None:
    """Record how the successful responses, and the type of the result, changed."""
    before = {r.status: r for r in old.responses if r.is_result}
    after = {r.status: r for r in new.responses if r.is_result}
    _compare_result_types(diff, before, after, site)
    _compare_statuses(diff, list(before), list(after), site)
    for status, response in before.items():
        if status in after:
            _compare_response(diff, response, after[status], _site(site, status))


def _compare_statuses(
    diff: Diff, old: list[str], new: list[str], site: ChangeSite
) -> None:
    removed = [status for status in old if not _covers(new, status)]
    added = [status for status in new if not _covers(old, status)]
    if removed == old and added == new and old and new:
        pointers = f"{site.old}/responses/{old[0]}", f"{site.new}/responses/{new[0]}"
        here = site.inner(site.symbol, *pointers)
        diff.add("success-status-replaced", here, ", ".join(old), ", ".join(new))
        return
    for status in removed if new else ():
        diff.add("success-status-removed", _site(site, status), old=status)
    for status in added if old else ():
        diff.add("success-status-added", _site(site, status), new=status)


def _covers(statuses: list[str], status: str) -> bool:
    """Tell whether a status is among others, or in a range or default among them."""
    return not {status, f"{status[0]}XX", "default"}.isdisjoint(statuses)


def _site(site: ChangeSite, status: str) -> ChangeSite:
    pointer = f"/responses/{status}"
    return site.inner(site.symbol, site.old + pointer, site.new + pointer)


Results = dict[tuple[str, str], Content]
"""What a call can return, by status and media type; an empty response has one, too."""

_EMPTY = Content("", NullType())


def _results(responses: dict[str, Response], *, streams: bool) -> Results:
    return {
        (status, content.media_type): content
        for status, response in responses.items()
        for content in response.contents or (_EMPTY,)
        if content.is_stream is streams
    }


def _compare_result_types(
    diff: Diff, old: dict[str, Response], new: dict[str, Response], site: ChangeSite
) -> None:
    """Compare the results that come at once, and those that are streams: an operation
    with both has two methods.
    """
    whole = _results(old, streams=False), _results(new, streams=False)
    streams = _results(old, streams=True), _results(new, streams=True)
    for before, after in (whole, streams):
        if before and after:
            _compare_results(diff, before, after, site)
    if bool(whole[0]) != bool(whole[1]):
        before, after = whole[0] or streams[0], whole[1] or streams[1]
        if before and after:
            types = _spelled(before, diff.old), _spelled(after, diff.new)
            diff.add("result-changed", site, *types)


def _compare_results(diff: Diff, old: Results, new: Results, site: ChangeSite) -> None:
    before, after = _types(old), _types(new)
    if before == after:
        return
    texts = _spelled(old, diff.old), _spelled(new, diff.new)
    here = _single_response_site(site, old, new)
    if after == [NullType()]:
        diff.add("result-removed", here, texts[0])
    elif before == [NullType()]:
        diff.add("result-added", here, new=texts[1])
    elif len(before) == len(after) == 1:
        compare_types(diff, before[0], after[0], here, "response")
    elif any(new[key].type not in before for key in new.keys() - old.keys()):
        diff.add("result-changed", here, *texts)
    elif any(old[key].type not in after for key in old.keys() - new.keys()):
        diff.add("result-narrowed", here, *texts)


def _types(results: Results) -> list[Type]:
    return list(dict.fromkeys(content.type for content in results.values()))


def _spelled(results: Results, named: NamedApi) -> str:
    text = spell(UnionType(tuple(_types(results))), named)
    return f"Stream[{text}]" if any(c.is_stream for c in results.values()) else text


def _single_response_site(site: ChangeSite, old: Results, new: Results) -> ChangeSite:
    """Return the site of the response, if each version has a single one."""
    statuses = {status for status, _ in old}, {status for status, _ in new}
    if max(map(len, statuses)) > 1:
        return site
    (before,), (after,) = statuses
    pointers = f"{site.old}/responses/{before}", f"{site.new}/responses/{after}"
    return site.inner(site.symbol, *pointers)


def _compare_response(
    diff: Diff, old: Response, new: Response, site: ChangeSite
) -> None:
    if old.description != new.description:
        diff.add("response-described", site)
    _compare_media_types(diff, old.contents, new.contents, site)
    after = {content.media_type: content for content in new.contents}
    for content in old.contents:
        found = after.get(content.media_type)
        if found is not None:
            compare_types(diff, content.type, found.type, site, "response")
    _compare_headers(diff, old.headers, new.headers, site)


def _compare_media_types(
    diff: Diff, old: tuple[Content, ...], new: tuple[Content, ...], site: ChangeSite
) -> None:
    before, after = [c.media_type for c in old], [c.media_type for c in new]
    if not before or not after:
        return
    removed = [each for each in before if each not in after]
    added = [each for each in after if each not in before]
    if len(removed) == len(added) == 1:
        diff.add("response-media-type-replaced", site, removed[0], added[0])
    else:
        diff.add_members("response-media-type", site, removed, added)


def _compare_headers(
    diff: Diff, old: tuple[Header, ...], new: tuple[Header, ...], site: ChangeSite
) -> None:
    before = {header.name.lower(): header for header in old}
    after = {header.name.lower(): header for header in new}
    for name, header in before.items():
        found = after.get(name)
        if found is None:
            diff.add("response-header-removed", site, old=header.name)
        elif header.required != found.required:
            state = "required" if found.required else "optional"
            diff.add(f"response-header-became-{state}", site, new=found.name)
        elif header.type != found.type:
            diff.add("response-header-type-changed", site, new=found.name)
    for name, header in after.items():
        if name not in before:
            diff.add("response-header-added", site, new=header.name)


def compare_errors(
    diff: Diff, old: Operation, new: Operation, site: ChangeSite
) -> None:
    """Record how the error responses changed."""
    before = {r.status: r for r in old.responses if not r.is_result}
    after = {r.status: r for r in new.responses if not r.is_result}
    for status, response in before.items():
        found = after.get(status)
        if found is None:
            diff.add("error-removed", _site(site, status), old=status)
        else:
            _compare_error(diff, response, found, _site(site, status))
    for status in after:
        if status not in before:
            diff.add("error-added", _site(site, status), new=status)


def _compare_error(diff: Diff, old: Response, new: Response, site: ChangeSite) -> None:
    if old.description != new.description:
        diff.add("response-described", site)
    before = {c.media_type: c.type for c in old.contents}
    after = {c.media_type: c.type for c in new.contents}
    if before.keys() != after.keys():
        diff.add("error-body-changed", site, new=new.status)
    for media_type, type_ in before.items():
        if media_type in after:
            _compare_error_body(diff, type_, after[media_type], site, new.status)
    _compare_headers(diff, old.headers, new.headers, site)


def _compare_error_body(
    diff: Diff, old: Type, new: Type, site: ChangeSite, status: str
) -> None:
    """Compare the bodies of an error if they are the same model. Any other difference is
    one change: the type of an error's body is not part of its Python type.
    """
    if (
        isinstance(old, RefType)
        and isinstance(new, RefType)
        and (
            schema_id(old.id) == schema_id(new.id) or diff.match_renamed(old.id, new.id)
        )
    ):
        compare_types(diff, old, new, site, "response")
    elif old != new:
        diff.add("error-body-changed", site, new=status)
