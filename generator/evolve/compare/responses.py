"""Responses compared: what a call returns, and how it may fail."""

from __future__ import annotations

from generator.evolve.change import Side
from generator.evolve.compare.comparison import Spot, Walk, base
from generator.evolve.compare.types import compare_types
from generator.evolve.spell import spelled
from generator.ir import (
    Content,
    Header,
    NullType,
    Operation,
    RefType,
    Response,
    Type,
    UnionType,
)

__all__ = ["compare_errors", "compare_results"]


def compare_results(walk: Walk, old: Operation, new: Operation, at: Spot) -> None:
    """Record how what a call returns changed."""
    before = {r.status: r for r in old.responses if r.is_result}
    after = {r.status: r for r in new.responses if r.is_result}
    _result_types(walk, before, after, at)
    _statuses(walk, list(before), list(after), at)
    for status, response in before.items():
        if status in after:
            _response(walk, response, after[status], _at(at, status))


def _statuses(walk: Walk, old: list[str], new: list[str], at: Spot) -> None:
    gone = [status for status in old if not _covers(new, status)]
    come = [status for status in new if not _covers(old, status)]
    if gone == old and come == new and old and new:
        places = f"{at.old}/responses/{old[0]}", f"{at.new}/responses/{new[0]}"
        here = at.inner(at.symbol, *places)
        walk.add("success-status-replaced", here, ", ".join(old), ", ".join(new))
        return
    for status in gone if new else ():
        walk.add("success-status-removed", _at(at, status), old=status)
    for status in come if old else ():
        walk.add("success-status-added", _at(at, status), new=status)


def _covers(statuses: list[str], status: str) -> bool:
    """Tell whether what a status stands for is known: a range covers its codes."""
    return not {status, f"{status[0]}XX", "default"}.isdisjoint(statuses)


def _at(at: Spot, status: str) -> Spot:
    place = f"/responses/{status}"
    return at.inner(at.symbol, at.old + place, at.new + place)


Places = dict[tuple[str, str], Content]
"""What a call returns, by status and media type; a response without content has none."""

_NOTHING = Content("", NullType())


def _carried(responses: dict[str, Response], *, streams: bool) -> Places:
    return {
        (status, content.media_type): content
        for status, response in responses.items()
        for content in response.contents or (_NOTHING,)
        if content.is_stream is streams
    }


def _result_types(
    walk: Walk, old: dict[str, Response], new: dict[str, Response], at: Spot
) -> None:
    """Statuses and media types that came or went may change what a call returns; one
    that may be a stream as well has a method of its own for that.
    """
    plain = _carried(old, streams=False), _carried(new, streams=False)
    streams = _carried(old, streams=True), _carried(new, streams=True)
    for before, after in (plain, streams):
        if before and after:
            _result_type(walk, before, after, at)
    if bool(plain[0]) != bool(plain[1]) and (plain[0] or streams[0]):
        texts = _spelled(plain[0] or streams[0], walk.old), _spelled(
            plain[1] or streams[1], walk.new
        )
        if plain[1] or streams[1]:
            walk.add("result-changed", at, *texts)


def _result_type(walk: Walk, old: Places, new: Places, at: Spot) -> None:
    before, after = _types(old), _types(new)
    texts = _spelled(old, walk.old), _spelled(new, walk.new)
    here = _narrowed(at, old, new)
    if before == after:
        return
    if after == [NullType()]:
        walk.add("result-removed", here, texts[0])
    elif before == [NullType()]:
        walk.add("result-added", here, new=texts[1])
    elif len(before) == len(after) == 1:
        compare_types(walk, before[0], after[0], here, "response")
    elif any(
        content.type not in before for key, content in new.items() if key not in old
    ):
        walk.add("result-changed", here, *texts)
    elif any(
        content.type not in after for key, content in old.items() if key not in new
    ):
        walk.add("result-narrowed", here, *texts)


def _types(places: Places) -> list[Type]:
    return list(dict.fromkeys(content.type for content in places.values()))


def _spelled(places: Places, side: Side) -> str:
    text = spelled(UnionType(tuple(_types(places))), side)
    return f"Stream[{text}]" if any(c.is_stream for c in places.values()) else text


def _narrowed(at: Spot, old: Places, new: Places) -> Spot:
    """Return the spot of the only response on both sides, where there is only one."""
    statuses = {status for status, _ in old}, {status for status, _ in new}
    if max(map(len, statuses)) > 1:
        return at
    (first,), (second,) = statuses
    return at.inner(
        at.symbol, f"{at.old}/responses/{first}", f"{at.new}/responses/{second}"
    )


def _response(walk: Walk, old: Response, new: Response, at: Spot) -> None:
    if old.description != new.description:
        walk.add("response-described", at)
    _media_types(walk, old.contents, new.contents, at)
    after = {content.media_type: content for content in new.contents}
    for content in old.contents:
        found = after.get(content.media_type)
        if found is not None:
            compare_types(walk, content.type, found.type, at, "response")
    _headers(walk, old.headers, new.headers, at)


def _media_types(
    walk: Walk, old: tuple[Content, ...], new: tuple[Content, ...], at: Spot
) -> None:
    before, after = [c.media_type for c in old], [c.media_type for c in new]
    gone = [each for each in before if each not in after]
    come = [each for each in after if each not in before]
    if before and after and len(gone) == len(come) == 1:
        walk.add("response-media-type-replaced", at, gone[0], come[0])
        return
    for media_type in gone if after else ():
        walk.add("response-media-type-removed", at, old=media_type)
    for media_type in come if before else ():
        walk.add("response-media-type-added", at, new=media_type)


def _headers(
    walk: Walk, old: tuple[Header, ...], new: tuple[Header, ...], at: Spot
) -> None:
    before = {header.name.lower(): header for header in old}
    after = {header.name.lower(): header for header in new}
    for name, header in before.items():
        found = after.get(name)
        if found is None:
            walk.add("response-header-removed", at, old=header.name)
        elif header.required != found.required:
            turn = "required" if found.required else "optional"
            walk.add(f"response-header-became-{turn}", at, new=found.name)
        elif header.type != found.type:
            walk.add("response-header-type-changed", at, new=found.name)
    for name, header in after.items():
        if name not in before:
            walk.add("response-header-added", at, new=header.name)


def compare_errors(walk: Walk, old: Operation, new: Operation, at: Spot) -> None:
    """Record how a call may fail."""
    before = {r.status: r for r in old.responses if not r.is_result}
    after = {r.status: r for r in new.responses if not r.is_result}
    for status, response in before.items():
        found = after.get(status)
        if found is None:
            walk.add("error-removed", _at(at, status), old=status)
        else:
            _error(walk, response, found, _at(at, status))
    for status in after:
        if status not in before:
            walk.add("error-added", _at(at, status), new=status)


def _error(walk: Walk, old: Response, new: Response, at: Spot) -> None:
    if old.description != new.description:
        walk.add("response-described", at)
    before = {c.media_type: c.type for c in old.contents}
    after = {c.media_type: c.type for c in new.contents}
    if before.keys() != after.keys():
        walk.add("error-body-changed", at, new=new.status)
    for media_type, type_ in before.items():
        if media_type in after:
            _error_body(walk, type_, after[media_type], at, new.status)
    _headers(walk, old.headers, new.headers, at)


def _error_body(walk: Walk, old: Type, new: Type, at: Spot, status: str) -> None:
    """Compare the bodies of an error: code finds out by itself which model one is."""
    if (
        isinstance(old, RefType)
        and isinstance(new, RefType)
        and (base(old.id) == base(new.id) or walk.rename(old.id, new.id))
    ):
        compare_types(walk, old, new, at, "response")
    elif old != new:
        walk.add("error-body-changed", at, new=status)
