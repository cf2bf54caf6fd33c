"""Reading what was sent: values out of a path, a query, headers, cookies and bodies.

Reading is by the document's styles (OpenAPI 3.2, 4.12) and by the shape of the value
that should be there: whether ``a,b`` is a text or an array no request says by itself.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, unquote_plus

from .document import Operation, Parameter, delimiter_of, split_items
from .equality import differences, same_text
from .kinds import is_array, is_object

__all__ = [
    "Pairs",
    "Sent",
    "header_differences",
    "one_text",
    "path_differences",
    "styled_differences",
    "template_of",
    "text_differences",
    "text_equals",
    "value_differences",
]

Quoted = tuple[str, str]


@dataclass
class Sent:
    """A request as it went over the wire."""

    method: str
    path: str
    query: str
    headers: list[Quoted]
    content: bytes
    origin: str = ""
    """Scheme, host and port."""

    def header(self, name: str) -> str | None:
        """The value of a header; None where there is none."""
        values = [value for key, value in self.headers if key.lower() == name.lower()]
        return ", ".join(values) if values else None


@dataclass
class Pairs:
    """The ``name=value`` pairs of a query, a form or cookies, each used once."""

    left: list[Quoted]
    plus: bool = True

    @classmethod
    def of(cls, text: str, separator: str = "&", plus: bool = True) -> Pairs:
        parts = [part.partition("=") for part in text.split(separator) if part]
        return cls([(name.strip(), value) for name, _, value in parts], plus)

    def decoded(self, text: str) -> str:
        """A name or value without its percent-encoding."""
        return unquote_plus(text) if self.plus else unquote(text)

    def take(self, name: str) -> list[str]:
        """Remove and return the values, still encoded, that go with a name."""
        found = [value for key, value in self.left if self.decoded(key) == name]
        self.left = [pair for pair in self.left if self.decoded(pair[0]) != name]
        return found

    def take_one(self, name: str, value: Any) -> list[str]:
        """Like `take`, but only the first that is the value, if any is.

        Objects written with a pair for each property may share names.
        """
        for index, (key, text) in enumerate(self.left):
            if self.decoded(key) == name and text_equals(value, self.decoded(text)):
                del self.left[index]
                return [text]
        return self.take(name)

    def names(self) -> list[str]:
        """The decoded names that nothing has taken."""
        return [self.decoded(name) for name, _ in self.left]


def text_equals(value: Any, text: str) -> bool:
    """Whether a text is how a primitive value is written."""
    if isinstance(value, bool) or value is None:
        return text == json.dumps(value) or (value is None and text == "")
    if isinstance(value, int | float):
        try:
            return float(text) == float(value)
        except ValueError:
            return False
    if isinstance(value, str):
        return same_text(value, text)
    try:
        return not list(differences(value, json.loads(text)))
    except ValueError:
        return False


def value_differences(
    parameter: Parameter, value: Any, pairs: Pairs, pointer: str
) -> Iterator[str]:
    """Give how a query or cookie parameter differs from the value it should have."""
    name = parameter.name
    if parameter.content is not None:
        yield from one_text(value, pairs.take(name), pairs, pointer)
        return
    yield from styled_differences(
        name, value, pairs, parameter.style, parameter.explode, pointer
    )


def styled_differences(
    name: str, value: Any, pairs: Pairs, style: str, explode: bool, pointer: str
) -> Iterator[str]:
    if style == "deepObject" and isinstance(value, dict | list):
        yield from _deep(name, value, pairs, pointer)
    elif is_object(value) and explode:
        for key, item in value.items():
            if item is not None:
                found = pairs.take_one(key, item)
                yield from one_text(item, found, pairs, f"{pointer}/{key}")
    elif is_array(value) and explode:
        texts = [pairs.decoded(text) for text in pairs.take(name)]
        yield from text_differences(value, texts, pointer)
    elif isinstance(value, dict | list):
        found = pairs.take(name)
        if len(found) != 1:
            if value or found:
                yield f"{pointer}: {name} is there {len(found)} times, not once"
            return
        parts = split_items(style, found[0])
        yield from text_differences(_members(value), map(pairs.decoded, parts), pointer)
    else:
        yield from one_text(value, pairs.take(name), pairs, pointer)


def _deep(name: str, value: Any, pairs: Pairs, pointer: str) -> Iterator[str]:
    if is_object(value):
        for key, item in value.items():
            yield from _deep(f"{name}[{key}]", item, pairs, f"{pointer}/{key}")
    elif is_array(value):
        # Arrays in a deepObject: the specification does not say; all usual ways do.
        plain = pairs.take(name) or pairs.take(f"{name}[]")
        if not plain:
            for index, item in enumerate(value):
                at = f"{pointer}/{index}"
                yield from _deep(f"{name}[{index}]", item, pairs, at)
        else:
            yield from text_differences(value, map(pairs.decoded, plain), pointer)
    elif value is not None:
        yield from one_text(value, pairs.take(name), pairs, pointer)


def one_text(value: Any, found: list[str], pairs: Pairs, pointer: str) -> Iterator[str]:
    texts = [pairs.decoded(text) for text in found]
    if len(texts) != 1 or not text_equals(value, texts[0]):
        yield f"{pointer}: {value!r} expected once, not {texts}"


def text_differences(
    values: Collection[Any], texts: Iterable[str], pointer: str
) -> Iterator[str]:
    written = [value for value in values if value is not None]
    found = list(texts)
    if len(written) < len(values):
        found = [text for text in found if text not in ("", "null")]
    if len(written) != len(found) or not all(
        text_equals(*pair) for pair in zip(written, found, strict=False)
    ):
        yield f"{pointer}: {written!r} expected, not {found!r}"


def _members(value: Any) -> list[Any]:
    """Names and values in turn, or the items."""
    if is_object(value):
        return [each for pair in value.items() if pair[1] is not None for each in pair]
    return list(value)


def header_differences(
    parameter: Parameter, value: Any, text: str, pointer: str
) -> Iterator[str]:
    """Give how a header differs from a value; it is not encoded."""
    delimiter = delimiter_of(parameter.style)
    if parameter.content is None and is_object(value) and parameter.explode:
        flat = [f"{k}={_spelt(v)}" for k, v in value.items() if v is not None]
        yield from text_differences(flat, text.split(delimiter), pointer)
    elif parameter.content is None and isinstance(value, dict | list):
        yield from text_differences(_members(value), text.split(delimiter), pointer)
    elif not text_equals(value, text):
        yield f"{pointer}: {value!r} expected, not {text!r}"


def _spelt(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)


# The path


def path_differences(
    operation: Operation, path: str, values: Mapping[str, Any]
) -> Iterator[str]:
    """Give how a path differs from the template with the values in it."""
    holes, pattern = template_of(operation.path)
    found = re.fullmatch(pattern, path)
    if found is None:
        yield f"/path: {path} does not match {operation.path}"
        return
    for names, text in zip(holes, found.groups(), strict=True):
        name = names[0]
        if len(names) > 1:
            joined = "".join(_spelt(values.get(each)) for each in names)
            if unquote(text) != joined:
                yield f"/path/{name}: {joined!r} expected, not {unquote(text)!r}"
            continue
        parameter = next((p for p in operation.among("path") if p.name == name), None)
        if parameter is None or name not in values:
            yield f"/path/{name}: it has no value in the document"
        else:
            yield from _in_path(parameter, values[name], text)


def template_of(path: str) -> tuple[list[list[str]], str]:
    """Return the names in a path template, and a pattern with a group for each place;
    names without anything between them share one.
    """
    template = re.split(r"[?#]", path)[0]
    pieces = re.split(r"((?:\{[^{}]*\})+)", template)
    pattern = "".join(
        "([^/?#]*)" if index % 2 else _literal(piece)
        for index, piece in enumerate(pieces)
    )
    return [re.findall(r"\{([^{}]*)\}", hole) for hole in pieces[1::2]], pattern


def _literal(piece: str) -> str:
    """A pattern for literal text, percent-encoded or not."""
    return "".join(
        (
            c
            if re.fullmatch(r"[A-Za-z0-9/_~-]", c)
            else f"(?:{re.escape(c)}|{_triplets(c)})"
        )
        for c in piece
    )


def _triplets(character: str) -> str:
    return "".join(f"%(?i:{byte:02x})" for byte in character.encode())


def _in_path(parameter: Parameter, value: Any, text: str) -> Iterator[str]:
    pointer, name = f"/path/{parameter.name}", parameter.name
    if parameter.content is not None:
        if not text_equals(value, unquote(text)):
            yield f"{pointer}: {value!r} expected, not {unquote(text)!r}"
        return
    if parameter.style == "label":
        if not text.startswith("."):
            yield f"{pointer}: style label begins with a dot"
        text = text[1:]
    elif parameter.style == "matrix":
        if not text.startswith(";"):
            yield f"{pointer}: style matrix begins with a semicolon"
            return
        pairs = Pairs.of(text[1:], ";", plus=False)
        yield from styled_differences(
            name, value, pairs, "form", parameter.explode, pointer
        )
        if pairs.left:
            yield f"{pointer}: {pairs.names()} not expected"
        return
    if is_object(value) or is_array(value):
        is_dotted = parameter.style == "label" and parameter.explode
        parts = text.split(".") if is_dotted else split_items(parameter.style, text)
        if is_object(value) and parameter.explode:
            texts = {k: v for k, _, v in (part.partition("=") for part in parts)}
            decoded = {unquote(k): unquote(v) for k, v in texts.items()}
            members = [v for v in value.values() if v is not None]
            found = [decoded.get(k, "") for k, v in value.items() if v is not None]
            yield from text_differences(members, found, pointer)
        else:
            yield from text_differences(_members(value), map(unquote, parts), pointer)
    elif not text_equals(value, unquote(text)):
        yield f"{pointer}: {value!r} expected, not {unquote(text)!r}"
