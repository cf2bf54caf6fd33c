"""A request without anybody to say what it should carry: read back, and judged.

What a text on the wire stands for, only the schema says: every reading that its types
allow is tried, and one that is valid is enough.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import unquote

from .description import Description
from .direction_schema import reference
from .document import Media, Operation, Parameter, delimiter_of, split_items
from .payload import parts_of
from .schema_variants import Flat, Undrawable
from .wire_format import Pairs, Sent, template_of, text_equals

__all__ = ["Receiver"]

Readings = list[Any]


class Receiver:
    """Judges requests by the document alone.

    Args:
        described: The document.
    """

    def __init__(self, described: Description) -> None:
        self._document = described.document
        self._view = described.requests
        self._flattener = described.calls.flattener

    def problems(self, operation: Operation, sent: Sent) -> Iterator[str]:
        """Give what is wrong with a request, each as ``pointer: what``."""
        query = Pairs.of(sent.query)
        cookies = Pairs.of(sent.header("cookie") or "", ";", plus=False)
        yield from self._credentials(operation, sent, query, cookies)
        yield from self._path(operation, sent)
        yield from self._pairs(operation.among("query"), query)
        for parameter in operation.among("header"):
            text = sent.header(parameter.name)
            readings = None if text is None else self._header(parameter, text)
            yield from self._judged(parameter, readings)
        yield from self._pairs(operation.among("cookie"), cookies)
        if not operation.among("querystring"):
            for name in query.names():
                yield f"/query/{name}: not in the document"
        yield from self._body(operation, sent)

    # Parameters

    def _judged(self, parameter: Parameter, found: Readings | None) -> Iterator[str]:
        pointer = f"/{parameter.location}/{parameter.name}"
        if found is None:
            if parameter.required and not self._is_nothing(_schema(parameter)):
                yield f"{pointer}: missing"
        elif parameter.schema:
            yield from self._best(reference(parameter.schema), found, pointer)

    def _is_nothing(self, schema: Any) -> bool:
        """Whether a valid value may leave no trace: an empty array, say."""
        return any(
            f["type"] in ("array", "object", "null") for f in self._flats(schema)
        )

    def _best(self, schema: Any, readings: Readings, pointer: str) -> Iterator[str]:
        """The problems of the reading that has the fewest."""
        found = [self._view.problems(schema, value) for value in readings]
        for problem in min(found, key=len) if found else ():
            yield f"{pointer}{problem}".replace("/:", ":", 1)

    def _flats(self, schema: Any) -> list[Flat]:
        try:
            return self._flattener.alternatives(schema)
        except Undrawable:
            return []

    def _texts(self, schema: Any, text: str) -> Readings:
        """What a text may stand for."""
        found: Readings = []
        for flat in self._flats(schema):
            found += _by_type(flat, text)
        return [*found, text]

    def _text(self, schema: Any, text: str) -> Any:
        """What a text stands for: the first reading that is valid."""
        readings = self._texts(schema, text)
        valid = (v for v in readings if not self._view.problems(schema, v))
        return next(valid, readings[-1])

    def _array(self, schema: Any, texts: list[str]) -> Readings:
        items = [f.get("items", True) for f in self._flats(schema) if _is(f, "array")]
        return [[self._text(each, text) for text in texts] for each in items]

    def _object(self, schema: Any, pairs: dict[str, str]) -> Readings:
        return [
            {
                name: self._text(_member(flat, name), text)
                for name, text in pairs.items()
            }
            for flat in self._flats(schema)
            if _is(flat, "object")
        ]

    def _path(self, operation: Operation, sent: Sent) -> Iterator[str]:
        names, pattern = template_of(operation.path)
        found = re.search(f"{pattern}$", sent.path)
        places = zip(names, found.groups(), strict=True) if found else ()
        # Where one name ends and the next begins, no request says.
        values = {names[0]: text for names, text in places if len(names) == 1}
        shared = {name for each in names if len(each) > 1 for name in each}
        for parameter in operation.among("path"):
            text = values.get(parameter.name)
            readings = self._in_path(parameter, text) if text else None
            if parameter.name not in shared:
                yield from self._judged(parameter, readings)

    def _in_path(self, parameter: Parameter, text: str) -> Readings:
        schema = _schema(parameter)
        separator = "."
        match parameter.style:
            case "label":
                text = text.removeprefix(".")
            case "matrix":
                text = text.removeprefix(f";{parameter.name}=").removeprefix(";")
                separator = ";"
            case _:
                separator = ""
        if separator and parameter.explode:
            pieces = text.split(separator)
        else:
            pieces = split_items(parameter.style, text)
        parts = [unquote(piece.removeprefix(f"{parameter.name}=")) for piece in pieces]
        found = self._array(schema, parts)
        found += self._object(schema, _paired(parts, parameter.explode))
        return found + self._texts(schema, unquote(text))

    def _header(self, parameter: Parameter, text: str) -> Readings:
        if parameter.content is not None:
            return _json(text)
        schema = _schema(parameter)
        parts = [part.strip() for part in text.split(delimiter_of(parameter.style))]
        found = self._array(schema, parts)
        found += self._object(schema, _paired(parts, parameter.explode))
        return found + self._texts(schema, text)

    def _pairs(self, parameters: list[Parameter], pairs: Pairs) -> Iterator[str]:
        # Objects without a name of their own may take what is left.
        for parameter in sorted(parameters, key=self._is_spread):
            yield from self._judged(parameter, self._paired(parameter, pairs))

    def _is_spread(self, parameter: Parameter) -> bool:
        flats = self._flats(_schema(parameter))
        return parameter.explode and any(_is(flat, "object") for flat in flats)

    def _paired(self, parameter: Parameter, pairs: Pairs) -> Readings | None:
        schema, name = _schema(parameter), parameter.name
        if parameter.style == "deepObject":
            return self._deep(schema, name, pairs)
        raw = pairs.take(name)
        texts = [pairs.decoded(text) for text in raw]
        if not texts:
            return (
                self._spread(parameter, pairs) if self._is_spread(parameter) else None
            )
        if parameter.content is not None:
            return _json(texts[0])
        parts = texts
        if not parameter.explode:
            pieces = split_items(parameter.style, raw[0])
            parts = [pairs.decoded(piece) for piece in pieces]
        found = self._array(schema, parts)
        found += self._object(schema, _paired(parts, False))
        return found + self._texts(schema, texts[0])

    def _spread(self, parameter: Parameter, pairs: Pairs) -> Readings | None:
        schema = _schema(parameter)
        listed = {n for f in self._flats(schema) for n in f.get("properties", ())}
        is_open = any(_is(f, "object") and _is_open(f) for f in self._flats(schema))
        names = [name for name in pairs.names() if is_open or name in listed]
        found = {
            name: pairs.decoded(text[0])
            for name in dict.fromkeys(names)
            if (text := pairs.take(name))
        }
        return self._object(schema, found) if found else None

    def _deep(self, schema: Any, name: str, pairs: Pairs) -> Readings | None:
        prefix = f"{name}["
        inside = [n for n in dict.fromkeys(pairs.names()) if n.startswith(prefix)]
        if not inside:
            return None
        found: dict[str, str] = {}
        nested = False
        for full in inside:
            path = re.findall(r"\[([^\[\]]*)\]", full[len(name) :])
            texts = [pairs.decoded(text) for text in pairs.take(full)]
            nested |= len(path) > 1 or len(texts) > 1
            found[path[0] if path else ""] = texts[0]
        # How deeper values are written the specification does not say.
        return [] if nested else self._object(schema, found)

    # Credentials

    def _credentials(
        self, operation: Operation, sent: Sent, query: Pairs, cookies: Pairs
    ) -> Iterator[str]:
        """One alternative of the security requirements is there."""
        there: set[str] = set()
        for key, scheme in self._document.schemes.items():
            place, name = str(scheme.get("in")), str(scheme.get("name"))
            if scheme.get("type") != "apiKey":
                place, name = "header", "Authorization"
            if place == "header":
                found = sent.header(name) is not None
            else:
                found = bool({"query": query, "cookie": cookies}[place].take(name))
            if found or scheme.get("type") == "mutualTLS":
                there.add(key)
        wanted = operation.security or ()
        if wanted and not any(there.issuperset(each) for each in wanted):
            names = " or ".join(" and ".join(each) for each in wanted)
            yield f"/security: {names} expected"

    # The body

    def _body(self, operation: Operation, sent: Sent) -> Iterator[str]:
        given = (sent.header("content-type") or "").partition(";")[0].strip().lower()
        if not operation.bodies or not sent.content:
            if operation.body_required and operation.bodies and not given:
                yield "/body: missing"
            elif sent.content:
                yield "/body: none is in the document"
            return
        media = _media_for(operation, given)
        if media is None:
            names = ", ".join(media.name for media in operation.bodies)
            yield f"/header/content-type: {names} expected, not {given or 'none'}"
            return
        if media.schema:
            yield from self._content(media, sent)

    def _content(self, media: Media, sent: Sent) -> Iterator[str]:
        schema = reference(media.schema)
        match media.kind:
            case "json":
                try:
                    value = json.loads(sent.content)
                except ValueError:
                    yield f"/body: not JSON: {sent.content[:200]!r}"
                    return
                yield from self._best(schema, [value], "/body")
            case "form":
                pairs = Pairs.of(sent.content.decode("ascii", "replace"))
                yield from self._required(schema, set(pairs.names()))
            case "multipart":
                yield from self._required(schema, set(parts_of(sent)))
            case _:
                return

    def _required(self, schema: Any, names: set[str]) -> Iterator[str]:
        """Of forms, the names: how values are written has too many ways."""
        names |= {name.partition("[")[0] for name in names}
        missing: list[list[str]] = [
            [
                name
                for name in flat.get("required", ())
                if name not in names and not self._is_nothing(_member(flat, name))
            ]
            for flat in self._flats(schema)
        ]
        for name in min(missing, key=len) if missing else ():
            yield f"/body/{name}: missing"


def _schema(parameter: Parameter) -> Any:
    return reference(parameter.schema) if parameter.schema else True


def _is(flat: Flat, kind: str) -> bool:
    return bool(flat["type"] == kind)


def _is_open(flat: Flat) -> bool:
    return flat.get("additionalProperties") is not False


def _member(flat: Flat, name: str) -> Any:
    listed = flat.get("properties", {})
    return listed[name] if name in listed else flat.get("additionalProperties", True)


def _paired(parts: list[str], explode: bool) -> dict[str, str]:
    """Names and values: ``a=1,b=2``, or in turn ``a,1,b,2``."""
    if explode:
        return {name: value for name, _, value in (p.partition("=") for p in parts)}
    return dict(zip(parts[::2], parts[1::2], strict=False))


def _json(text: str) -> Readings:
    try:
        return [json.loads(text)]
    except ValueError:
        return [text]


_READ: dict[str, Callable[[str], Any]] = {"integer": int, "number": float}


def _by_type(flat: Flat, text: str) -> Readings:
    match flat["type"]:
        case "enum":
            return [member for member in flat["enum"] if text_equals(member, text)]
        case "boolean":
            return [text == "true"] if text in ("true", "false") else []
        case "null":
            return [None] if text in ("", "null") else []
        case "array" | "object":
            return [value for value in _json(text) if value != text]
        case "integer" | "number":
            try:
                return [_READ[flat["type"]](text)]
            except ValueError:
                return []
        case _:
            return []


def _media_for(operation: Operation, given: str) -> Media | None:
    for media in operation.bodies:
        group = media.essence.removesuffix("*")
        if media.essence in (given, "*/*") or (
            group != media.essence and group in given
        ):
            return media
    return None
