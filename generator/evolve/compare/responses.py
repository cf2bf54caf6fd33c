"""Compare responses: what a call returns, and which errors it raises."""

from __future__ import annotations

from generator.evolve.change import LEVELS, Level, worst_level
from generator.evolve.compare.diff import ChangeSite, Diff, paired
from generator.evolve.compare.types import compare_types, trial_level
from generator.ir import Content, Header, NullType, Operation, RefType, Response, Type
from generator.ir.media_types import is_json
from generator.surface import Method, response_contents

__all__ = ["compare_errors", "compare_results"]


def compare_results(
    diff: Diff, old: Operation, new: Operation, site: ChangeSite
) -> None:
    """Record how the successful responses, and the type of the result, changed."""
    before = {r.status: r for r in old.responses if r.is_result}
    after = {r.status: r for r in new.responses if r.is_result}
    if before and after:
        _compare_result_types(diff, old, new, site)
    _compare_statuses(diff, list(before), list(after), site)
    for status, response in before.items():
        if status in after:
            here, found = _site(site, status), after[status]
            if response.description != found.description:
                diff.add("response-described", here)
            contents = response_contents(old, response), response_contents(new, found)
            _compare_contents(diff, *contents, here)
            _compare_headers(diff, response.headers, found.headers, here)


def _compare_statuses(
    diff: Diff, old: list[str], new: list[str], site: ChangeSite
) -> None:
    removed = [status for status in old if not _covers(new, status)]
    added = [status for status in new if not _covers(old, status)]
    if removed == old and added == new and old and new:
        here = _site(site, old[0], new[0])
        diff.add("success-status-replaced", here, ", ".join(old), ", ".join(new))
        return
    for status in removed if new else ():
        diff.add("success-status-removed", _site(site, status), old=status)
    for status in added if old else ():
        diff.add("success-status-added", _site(site, status), new=status)


def _covers(statuses: list[str], status: str) -> bool:
    """Return whether a status is among others, or in a range or default among them."""
    return not {status, f"{status[0]}XX", "default"}.isdisjoint(statuses)


def _site(site: ChangeSite, old: str, new: str = "") -> ChangeSite:
    """Return the site of a response; its status is the same unless `new` is given."""
    pointers = f"{site.old}/responses/{old}", f"{site.new}/responses/{new or old}"
    return site.inner(site.symbol, *pointers)


Results = dict[tuple[str, str], Type]
"""What a method can return, by status and media type."""


def _results(method: Method) -> Results:
    found: Results = {}
    for response in method.responses:
        if response.is_result:
            contents = response_contents(method.operation, response)
            found |= {
                (response.status, c.media_type): c.unwrapped or c.type for c in contents
            }
            if not contents and method.result.kind != "stream":
                found[response.status, ""] = NullType()
    return found


def _compare_result_types(
    diff: Diff, old: Operation, new: Operation, site: ChangeSite
) -> None:
    """Compare what the methods of an operation return: one returns the whole result,
    and one a stream, if it has both.
    """
    before, after = (
        {method.result.kind == "stream": method for method in methods}
        for methods in (diff.old.methods[old.pointer], diff.new.methods[new.pointer])
    )
    for is_stream in (False, True):
        if is_stream in before and is_stream in after:
            _compare_results(diff, before[is_stream], after[is_stream], site)
    if (False in before) != (False in after):
        first = next(iter(before.values())), next(iter(after.values()))
        diff.add("result-changed", site, *_annotations(diff, *first), wire="warn")


def _compare_results(diff: Diff, old: Method, new: Method, site: ChangeSite) -> None:
    known, found = _results(old), _results(new)
    before, after = (list(dict.fromkeys(each.values())) for each in (known, found))
    annotations = _annotations(diff, old, new)
    if old.result.kind == "value" and old.operation.unwrap != new.operation.unwrap:
        if annotations[0] != annotations[1]:
            diff.add("result-changed", site, *annotations, wire="warn")
        else:
            members = old.operation.unwrap, new.operation.unwrap
            diff.add("result-member-changed", site, *map(str, members))
        return
    if before == after:
        return
    here = _single_response_site(site, known, found)
    if after == [NullType()]:
        diff.add("result-removed", here, annotations[0])
    elif before == [NullType()]:
        diff.add("result-added", here, new=annotations[1])
    elif len(before) == len(after) == 1:
        compare_types(diff, before[0], after[0], here)
    elif any(found[key] not in before for key in found.keys() - known.keys()):
        level = _level(diff, known, found, here)
        diff.add("result-changed", here, *annotations, wire=level)
    elif any(known[key] not in after for key in known.keys() - found.keys()):
        diff.add("result-narrowed", here, *annotations)


def _level(diff: Diff, old: Results, new: Results, site: ChangeSite) -> Level:
    """Return the wire level of results that are read as the old type that fits best. Of
    a response that has them, the old client accepts only the old media types.
    """
    accepted = {media_type for _, media_type in old}
    levels: list[Level] = []
    for status in {status for status, _ in new}:
        own = {key[1]: type_ for key, type_ in new.items() if key[0] == status}
        read = [own[each] for each in own if each in accepted] or list(own.values())
        for found in read:
            each = (trial_level(diff, known, found, site) for known in old.values())
            levels.append(min(each, key=LEVELS.index))
    return worst_level(levels)


def _annotations(diff: Diff, old: Method, new: Method) -> tuple[str, str]:
    before, after = old.result.annotation(), new.result.annotation()
    return diff.old.spell(before), diff.new.spell(after)


def _single_response_site(site: ChangeSite, old: Results, new: Results) -> ChangeSite:
    """Return the site of the response, if each version has a single one."""
    statuses = {status for status, _ in old}, {status for status, _ in new}
    if max(map(len, statuses)) > 1:
        return site
    (before,), (after,) = statuses
    return _site(site, before, after)


def _compare_contents(
    diff: Diff, old: tuple[Content, ...], new: tuple[Content, ...], site: ChangeSite
) -> None:
    before, after = ({c.media_type: c.type for c in each} for each in (old, new))
    removed = [each for each in before if each not in after]
    added = [each for each in after if each not in before]
    if before and after and len(removed) == len(added) == 1:
        level: Level = "ok" if is_json(removed[0]) and is_json(added[0]) else "warn"
        names = removed[0], added[0]
        diff.add("response-media-type-replaced", site, *names, wire=level)
    elif before and after:
        diff.add_members("response-media-type", site, removed, added)
    for media_type, type_ in before.items():
        if media_type in after:
            compare_types(diff, type_, after[media_type], site)


def _compare_headers(
    diff: Diff, old: tuple[Header, ...], new: tuple[Header, ...], site: ChangeSite
) -> None:
    before = {header.name.lower(): header for header in old}
    after = {header.name.lower(): header for header in new}
    for _, header, found in paired(before, after):
        if header is None or found is None:
            names = header.name if header else "", found.name if found else ""
            state = "added" if header is None else "removed"
            diff.add(f"response-header-{state}", site, *names)
        elif header.required != found.required:
            state = "required" if found.required else "optional"
            diff.add(f"response-header-became-{state}", site, new=found.name)
        elif header.type != found.type:
            diff.add("response-header-type-changed", site, new=found.name)


def compare_errors(
    diff: Diff, old: Operation, new: Operation, site: ChangeSite
) -> None:
    """Record how the error responses changed."""
    before = {r.status: r for r in old.responses if not r.is_result}
    after = {r.status: r for r in new.responses if not r.is_result}
    for status, response, found in paired(before, after):
        here = _site(site, status)
        if found is None:
            diff.add("error-removed", here, old=status)
        elif response is None:
            diff.add("error-added", here, new=status)
        else:
            _compare_error(diff, response, found, here)


def _compare_error(diff: Diff, old: Response, new: Response, site: ChangeSite) -> None:
    if old.description != new.description:
        diff.add("response-described", site)
    before, after = ({c.media_type: c.type for c in r.contents} for r in (old, new))
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
    match old, new:
        case RefType(before), RefType(after) if diff.is_same(before, after):
            compare_types(diff, old, new, site)
        case _ if old != new:
            diff.add("error-body-changed", site, new=status)
