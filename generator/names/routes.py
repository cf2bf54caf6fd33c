"""The steps of paths: what they lead through, without prefixes and versions."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import takewhile
from urllib.parse import unquote

from generator.names.words import snake

__all__ = ["ITEM", "Route", "Routes", "is_version"]

ITEM = "{}"
"""A step that a parameter selects."""

_VERSION = re.compile(
    r"v\d+([._-]\d+)*(([._-]?(alpha|beta|rc|p|preview))\d*)?"
    r"|\d{4}-\d{2}(-\d{2})?([._-]?(alpha|beta|preview))?|\d+(\.\d+)*",
    re.IGNORECASE,
)
_PREFIXES = frozenset({"api", "apis", "rest"})
_MAX_STEPS = 20
"""How many steps count at the begin and at the end of a longer path."""
_OPTIONAL_QUERY = re.compile(r"\{[?&][^{}]*\}")
_FORMAT = re.compile(r"\.(json|xml|yaml|yml)$", re.IGNORECASE)
_DOTTED = re.compile(r"[A-Za-z]\w*(\.[A-Za-z]\w*)+")
_PROCEDURE = re.compile(r"^(/\w+)*/[A-Za-z]\w*(\.[A-Za-z]\w*)+$")


@dataclass(frozen=True, slots=True)
class Route:
    """What a path leads through."""

    steps: tuple[str, ...]
    """Words in snake case, and `ITEM` for parameters."""
    version: str = ""
    """The version in the path, in snake case."""
    flags: tuple[str, ...] = ()
    """What the path fixes of the query to true: ``beta`` for ``?beta=true``."""

    is_procedure: bool = False
    """Whether it is a name with dots, as most paths are: ``/chat.postMessage``."""

    @property
    def words(self) -> tuple[str, ...]:
        """The steps that are no parameters."""
        return tuple(step for step in self.steps if step != ITEM)


class Routes:
    """The routes of all paths of a document, and what follows each step."""

    def __init__(self, paths: Collection[str]) -> None:
        """Read all paths; their order does not matter."""
        raw = {path: tuple(_segments(path)) for path in sorted(set(paths))}
        prefix = _prefix_before_version(raw.values())
        routes = {
            path: _route(path, steps[len(prefix) * (steps[: len(prefix)] == prefix) :])
            for path, steps in raw.items()
        }
        self._routes = _without_shared_prefix(routes)
        dotted = [path for path in routes if _PROCEDURE.match(_FORMAT.sub("", path))]
        if len(dotted) * 2 > len(routes):
            self._routes |= {
                p: replace(self._routes[p], is_procedure=True) for p in dotted
            }

    def __getitem__(self, path: str) -> Route:
        return self._routes[path]

    @cached_property
    def children(self) -> Mapping[tuple[str, ...], frozenset[str]]:
        """The steps that follow each sequence of steps."""
        found: dict[tuple[str, ...], set[str]] = {}
        for route in self._routes.values():
            for end, step in enumerate(route.steps):
                found.setdefault(route.steps[:end], set()).add(step)
        return {steps: frozenset(each) for steps, each in found.items()}


def _segments(path: str) -> Iterator[str]:
    """Yield the parts of a path: texts, `ITEM`, and at last what a fragment says."""
    path, _, fragment = _OPTIONAL_QUERY.sub("", path).partition("#")
    for segment in map(unquote, path.partition("?")[0].split("/")):
        text, brace, rest = segment.partition("{")
        text = _FORMAT.sub("", text)
        name, parenthesis, _ = text.partition("(")
        parts = name.split(":")
        if _DOTTED.fullmatch(name):
            parts = name.split(".")
        yield from (part for part in parts if part != "-" and snake(part))
        if brace:
            yield ITEM
            _, colon, action = rest.rpartition("}")[2].partition(":")
            if colon and snake(action):
                yield action
        elif parenthesis and text.partition("(")[2].strip(")"):
            yield ITEM
    if snake(fragment):
        yield fragment


def _flags(path: str) -> Iterator[str]:
    for pair in path.partition("#")[0].partition("?")[2].split("&"):
        name, _, value = pair.partition("=")
        if "{" not in pair and snake(name) and value in ("true", ""):
            yield snake(name)


def is_version(text: str) -> bool:
    return _VERSION.fullmatch(text) is not None


def _prefix_before_version(paths: Collection[tuple[str, ...]]) -> tuple[str, ...]:
    """Return the segments before the version that most paths share, if no other path
    has others there.
    """
    found = Counter(map(_before_version, paths))
    without = found.pop((), 0)
    [(prefix, count)] = found.items() if len(found) == 1 else [((), 0)]
    rest = {path[len(prefix) :] for path in paths if path[: len(prefix)] == prefix}
    is_shared = count > 4 * without and rest.isdisjoint({*paths})
    return prefix if is_shared else ()


def _before_version(path: tuple[str, ...]) -> tuple[str, ...]:
    """Return the segments before the version of a path that goes on with a word."""
    end = next((n for n, text in enumerate(path) if is_version(text)), 0)
    is_prefix = ITEM not in path[:end] and path[end + 1 : end + 2] not in ((), (ITEM,))
    return path[:end] if is_prefix else ()


def _route(path: str, segments: tuple[str, ...]) -> Route:
    """Return a route without versions, and without `_PREFIXES` at its begin."""
    versions = [text for text in segments if is_version(text)]
    steps = [
        text if text == ITEM else snake(text)
        for text in segments
        if not is_version(text)
    ]
    while steps and steps[0] in _PREFIXES and {*steps[1:]} - {ITEM}:
        del steps[0]
    if len(steps) > 2 * _MAX_STEPS:
        steps = steps[:_MAX_STEPS] + steps[-_MAX_STEPS:]
    version = snake(versions[-1]) if versions else ""
    return Route(tuple(steps), version, tuple(_flags(path)))


def _without_shared_prefix(routes: Mapping[str, Route]) -> dict[str, Route]:
    """Remove the words that all routes begin with, if each one goes on with a word, and
    not all with the same one: those are no prefix, but the only resource.
    """
    all_steps = [route.steps for route in routes.values()]
    shared = takewhile(
        lambda each: len({*each}) == 1 and each[0] != ITEM,
        zip(*all_steps, strict=False),
    )
    length = len(list(shared))
    following = {steps[length : length + 1] for steps in all_steps}
    if len(following) < 2 or following & {(), (ITEM,)}:
        return dict(routes)
    return {
        p: replace(route, steps=route.steps[length:]) for p, route in routes.items()
    }
