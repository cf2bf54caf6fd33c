"""The names that an inline schema could have, from short to long."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, combinations, takewhile

from generator.names.distinct import Candidate
from generator.names.generic import begins_generic, is_usable, name_of_title
from generator.names.places import ERROR_RESPONSE, Place
from generator.names.reserved import TYPES
from generator.names.words import pascal_words, singular

__all__ = ["candidates", "joined", "whole_name"]

MAX_LENGTH = 45
"""A longer name is used only if no shorter one distinguishes."""
_MAX_OWNERS = 6
"""How many segments before the last one are left out in every combination."""


_MAX_SEGMENTS = 12
"""How many segments before the last one a name is shortened by; there can be hundreds
where schemas refine each other."""


def candidates(places: Sequence[Place], kind: str) -> Iterator[Candidate]:
    """Yield the names of a schema, best first, from its places: its title, names that
    the places have in common, then those of the first place, and in the end its whole
    place with `kind`, a word for the kind of type.
    """
    title = name_of_title(places[0][-1].title)
    if title:
        yield title, False
    if len(places) > 1:
        yield from ((name, False) for name in _common_names(places))
    yield from _place_names(places[0])
    yield _safe("".join(segment.text for segment in places[0])), True
    yield whole_name(places[0]) + kind, True


def whole_name(place: Place) -> str:
    """Return the name made of all segments of a place."""
    return _safe(joined([segment.text for segment in place]))


def joined(texts: Iterable[str]) -> str:
    """Return the texts as one name; where one begins with the last words of the others,
    these are not repeated: ``Pet`` and ``PetKind`` give ``PetKind``.
    """
    found: tuple[str, ...] = ()
    for text in texts:
        words = pascal_words(text)
        size = next((n for n in (3, 2, 1) if _overlaps(found, words, n)), 0)
        found = (*found[: len(found) - size], *words)
    return "".join(found)


def _overlaps(before: Sequence[str], after: Sequence[str], size: int) -> bool:
    """Return whether the last words of one name are the first ones of another one, as
    they are or in the plural.
    """
    if len(before) < size or len(after) < size:
        return False
    ends, starts = before[-size:], after[:size]
    return ends[:-1] == starts[:-1] and starts[-1] in (ends[-1], singular(ends[-1]))


def _place_names(place: Place) -> Iterator[Candidate]:
    """Yield the usable names of a place: the longer the later, those over the limit
    after all others, and in the end the whole place, however it reads.
    """
    whole = whole_name(place)
    seen: set[str] = set()
    long: list[str] = []
    for name in chain(_suffixes(place), _shortened(place), _selections(place)):
        if name in seen or not is_usable(name):
            continue
        seen.add(name)
        if len(name) > MAX_LENGTH:
            long.append(name)
        else:
            yield name, name == whole
    for name in sorted(long, key=lambda name: (len(name), name)):
        yield name, name == whole
    if whole not in seen:
        yield whole, True


def _suffixes(place: Place) -> Iterator[str]:
    """Yield the last segment alone, then with more and more segments before it, then
    the last ones with the first one, which says what they belong to. Its alternatives
    do not stand alone.
    """
    first, last = place[0], place[-1]
    owners = [segment.text for segment in place[:-1]]
    nearest = max(0, len(owners) - _MAX_SEGMENTS)
    for end in (last.text, *last.alternatives):
        texts = [*owners, end]
        for start in range(len(owners), nearest, -1):
            segment = place[start]
            title = name_of_title(segment.title) if start < len(owners) else ""
            if not segment.is_dependent and (start < len(owners) or end == last.text):
                yield joined(texts[start:])
            elif title:
                yield joined([title, *texts[start + 1 :]])
        if [segment.is_dependent for segment in place[1:3]] == [True, False]:
            yield joined([first.text, *texts[2:]])
        yield joined(texts)
        for start in range(len(owners), max(1, nearest), -1):
            if not place[start].is_dependent:
                yield joined([first.text, *texts[start:]])


def _shortened(place: Place) -> Iterator[str]:
    """Yield names with the shorter texts of the first segment, the longest one first."""
    for first in place[0].shorter if len(place) > 1 else ():
        for start in range(max(1, len(place) - _MAX_SEGMENTS), len(place)):
            if start == 1 or not place[start].is_dependent:
                texts = [segment.text for segment in place[start:]]
                yield joined([first, *texts])


def _selections(place: Place) -> Iterator[str]:
    """Yield names with any of the owners left out, those of fewer segments first."""
    end = len(place) - 1
    owners = range(max(0, end - _MAX_OWNERS), end)
    for size in range(1, len(owners)):
        for chosen in combinations(reversed(owners), size):
            kept = (*reversed(chosen), end)
            if all(not place[i].is_dependent or i - 1 in kept for i in kept):
                yield joined([place[index].text for index in kept])


def _common_names(places: Sequence[Place]) -> Iterator[str]:
    """Yield the usable names that several places have in common."""
    first, *others = (dict.fromkeys(_suffixes(place)) for place in places)
    for name in first:
        if is_usable(name) and all(name in each for each in others):
            yield name
    if all(ERROR_RESPONSE in place[-1].alternatives for place in places):
        yield ERROR_RESPONSE
    endings = [reversed(pascal_words(whole_name(place))) for place in places]
    same = takewhile(lambda words: len({*words}) == 1, zip(*endings, strict=False))
    name = "".join(reversed([words[0] for words in same]))
    if is_usable(name) and not begins_generic(name):
        yield name
    ends = Counter(place[-1].text for place in places if not place[-1].is_dependent)
    for name, count in sorted(ends.items(), key=lambda each: (-each[1], each[0])):
        if count > 1 and is_usable(name):
            yield name


def _safe(name: str) -> str:
    if not name:
        return "Schema"
    if name in TYPES:
        return f"{name}Model"
    return f"Model{name}" if name[0].isdigit() else name
