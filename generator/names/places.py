"""The words of a place in the document, from the component or operation inwards."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import chain
from typing import TypeAlias

from generator.ir import Api, TypeId
from generator.ir.media_types import essence, is_form
from generator.names.variants import variant_names
from generator.names.words import pascal, pascal_words, singular

__all__ = ["ERROR_RESPONSE", "Place", "Places", "Segment"]

ERROR_RESPONSE = "ErrorResponse"
"""What the responses of several errors have in common."""


@dataclass(frozen=True, slots=True)
class Segment:
    """What one step into the document adds to a name."""

    text: str
    """Words in Pascal case."""
    alternatives: tuple[str, ...] = ()
    """Other texts, for where `text` does not distinguish."""
    is_dependent: bool = False
    """Whether it says nothing without the segment before it, like ``Request``."""
    shorter: tuple[str, ...] = ()
    """Shorter texts, for where `text` makes a name too long."""
    title: str = ""
    """The title of the schema."""


Place: TypeAlias = tuple[Segment, ...]

_NAMED = frozenset({"properties", "headers", "$defs", "definitions", "callbacks"})
_KEYED = _NAMED | {
    *("oneOf", "anyOf", "allOf", "prefixItems", "patternProperties", "responses"),
    *("content", "paths"),
}
"""Keywords whose members have a key of their own, the next token."""


class Places:
    """Returns the place of each pointer, from the places of the pointers above it."""

    def __init__(
        self, api: Api, titles: Mapping[TypeId, str], pointers: Iterable[str]
    ) -> None:
        """`titles` are those of the declarations, `pointers` all that will be asked."""
        self._titles = titles
        self._variants = variant_names(api, titles, pointers)
        self._known = {pointer: (place, "") for pointer, place in _roots(api)}
        """By pointer: the place, and the keyword whose key the next token is."""

    def of(self, pointer: str) -> Place:
        """Return the segments that lead to a pointer; there is at least one."""
        missing: list[str] = []
        above = pointer
        while above not in self._known and above not in ("", "#"):
            missing.append(above)
            above = above.rpartition("/")[0]
        place, keyword = self._known.get(above, ((), ""))
        for each in reversed(missing):
            place, keyword = self._step(place, keyword, each)
            self._known[each] = (place, keyword)
        return place or (Segment("Schema"),)

    def _step(self, place: Place, keyword: str, pointer: str) -> tuple[Place, str]:
        """Return the place at `pointer`, the last token of which follows `keyword`."""
        token = _unescape(pointer.rpartition("/")[2])
        if pointer.startswith("#/components/") and pointer.count("/") <= 3:
            return _component(pointer, token), ""
        if not keyword and token in _KEYED:
            return place, token
        place = self._keyed(place, keyword, token, pointer)
        title = self._titles.get(pointer, "")
        if title and place:
            place = (*place[:-1], replace(place[-1], title=title))
        return place, ""

    def _keyed(self, place: Place, keyword: str, token: str, pointer: str) -> Place:
        match keyword, token:
            case ("oneOf" | "anyOf"), _:
                text, is_dependent = self._variants.get(pointer, ("", False))
                segment = Segment(text, is_dependent=is_dependent)
                return (*place, segment) if text else place
            case "allOf", _:
                return place
            case "prefixItems", _:
                number = int(token) + 1 if token.isdigit() else ""
                return _changed(place, lambda text: [f"{text}Item{number}"])
            case "responses", _:
                return (*place, _response(token))
            case "content", _:
                return _content(place, token)
            case ("", "items"):
                return _changed(place, lambda text: _one_of(text, "Item"))
            case ("patternProperties", _) | ("", "additionalProperties"):
                return _changed(place, lambda text: _one_of(text, "Value"))
            case "", "requestBody":
                return (*place, Segment("Request", ("RequestBody",), True))
            case "", "discriminator":
                return _changed(place, lambda text: [f"Any{text}"])
            case "", _:
                return place
            case _:
                return (*place, Segment(pascal(token) or "Field"))


def _changed(place: Place, change: Callable[[str], list[str]]) -> Place:
    """Return the place with other texts for its last segment."""
    if not place:
        return place
    last = place[-1]
    text, *more = change(last.text)
    alternatives = (*more, *chain.from_iterable(map(change, last.alternatives)))
    return (*place[:-1], Segment(text, alternatives, last.is_dependent))


def _one_of(plural: str, suffix: str) -> list[str]:
    """Return the texts for one of several things."""
    one = singular(plural)
    return [f"{plural}{suffix}"] if one == plural else [one, f"{plural}{suffix}"]


def _component(pointer: str, token: str) -> Place:
    if pointer.count("/") < 3:
        return ()
    kind = pointer.split("/")[2]
    name = pascal(token) or "Schema"
    suffix = {"responses": "Response", "requestBodies": "Request"}.get(kind, "")
    alternatives = (f"{name}{suffix}",) if suffix else ()
    words = pascal_words(name)
    last_words = ["".join(words[start:]) for start in range(1, len(words) - 1)]
    shorter = (_without_repetition(name), *last_words)
    return (Segment(name, alternatives, shorter=shorter),)


def _response(status: str) -> Segment:
    full = f"{pascal(status.capitalize())}Response"
    if status.startswith("2"):
        return Segment("Response", (full, "ResponseBody"), True)
    is_error = status[:1] in ("4", "5")
    return Segment(full, (ERROR_RESPONSE,) if is_error else (), True)


def _content(place: Place, media_type: str) -> Place:
    """Return the place with the media type as an alternative, unless it is JSON."""
    if not place or essence(media_type) == "application/json":
        return place
    subtype = essence(media_type).rpartition("/")[2]
    kind = "Form" if is_form(media_type) else pascal(subtype)
    last = place[-1]
    more = (*last.alternatives, f"{last.text}{kind}")
    return (*place[:-1], replace(last, alternatives=more))


def _roots(api: Api) -> Iterator[tuple[str, Place]]:
    """Yield the places of operations, parameters and events."""
    for operation in api.operations:
        name = pascal(
            operation.operation_id or f"{operation.method.lower()} {operation.path}"
        )
        id_ = operation.operation_id or ""
        own = pascal(id_.rpartition("/")[2]) or name
        root = Segment(name, shorter=(_without_repetition(own),))
        yield operation.pointer, (root,)
        for parameter in operation.parameters:
            text = pascal(parameter.name) or "Parameter"
            located = f"{text}{pascal(parameter.location)}"
            last = Segment(text, (located, f"{text}Parameter"))
            if parameter.pointer.startswith("#/components/"):
                key = pascal(_unescape(parameter.pointer.rpartition("/")[2]))
                last = Segment(text, (key, f"{key}Parameter"))
                yield parameter.pointer, (last,)
            elif parameter.pointer.startswith(operation.pointer):
                yield parameter.pointer, (root, last)
            else:
                yield parameter.pointer, (*_path_segments(operation.path), last)
    for event in api.events:
        name = pascal(event.name) or "Api"
        yield f"{event.pointer}/requestBody", (Segment(f"{name}Event"),)


def _path_segments(path: str) -> Iterator[Segment]:
    for part in path.split("/"):
        if "{" not in part and pascal(part):
            yield Segment(pascal(singular(part)))


def _without_repetition(name: str) -> str:
    """Return a name without plurals before their singular: ``UsersUser`` is ``User``."""
    words = pascal_words(name)
    kept = [
        word
        for word, following in zip(words, (*words, "")[1:], strict=True)
        if singular(word) != following
    ]
    return "".join(kept)


def _unescape(token: str) -> str:
    return token.replace("~1", "/").replace("~0", "~")
