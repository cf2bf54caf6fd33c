"""Compares what a request contains with the values that it should contain.

Serialized values are read by the styles of the document (OpenAPI 3.2, 4.12) and by the
type of the expected value: a request alone does not show whether ``a,b`` is a string or
an array.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from email.parser import BytesParser
from email.policy import HTTP
from itertools import zip_longest
from typing import Any
from urllib.parse import quote, unquote, unquote_plus

from generator.contract.json_values import (
    as_object,
    differences,
    is_array,
    is_object,
    strings_equal,
)
from generator.contract.operation import (
    MediaType,
    Operation,
    Parameter,
    delimiter_of,
    split_items,
)
from generator.contract.sent_request import SentRequest

__all__ = [
    "Pairs",
    "body_differences",
    "compile_template",
    "header_differences",
    "multipart_parts",
    "parameter_differences",
    "path_differences",
    "text_equals",
]


@dataclass
class Pairs:
    """The ``name=value`` pairs of a query, a form or cookies that were not taken yet.

    Args:
        left: The encoded pairs.
        plus: Whether a plus sign stands for a space.
    """

    left: list[tuple[str, str]]
    plus: bool = True

    @classmethod
    def parse(cls, text: str, separator: str = "&", plus: bool = True) -> Pairs:
        """Return the pairs of an encoded text."""
        parts = [part.partition("=") for part in text.split(separator) if part]
        return cls([(name.strip(), value) for name, _, value in parts], plus)

    @classmethod
    def cookies(cls, request: SentRequest) -> Pairs:
        """Return the cookies of a request."""
        return cls.parse(request.header("cookie") or "", ";", plus=False)

    def decode(self, text: str) -> str:
        """Return a name or a value without percent-encoding."""
        return unquote_plus(text) if self.plus else unquote(text)

    def take(self, name: str) -> list[str]:
        """Remove the pairs with a name, and return their values, still encoded."""
        values = [value for key, value in self.left if self.decode(key) == name]
        self.left = [pair for pair in self.left if self.decode(pair[0]) != name]
        return values

    def take_decoded(self, name: str) -> list[str]:
        """Remove the pairs with a name, and return their decoded values."""
        return [self.decode(value) for value in self.take(name)]

    def take_equal(self, name: str, value: Any) -> list[str]:
        """Remove the first pair with a name and a value; if there is none, all pairs
        with that name. Return their decoded values.

        Objects with one pair per property may have the same property names.
        """
        for index, (key, text) in enumerate(self.left):
            if self.decode(key) == name and text_equals(value, self.decode(text)):
                del self.left[index]
                return [self.decode(text)]
        return self.take_decoded(name)

    def names(self) -> list[str]:
        """Return the decoded names of the pairs that are left."""
        return [self.decode(name) for name, _ in self.left]


def text_equals(value: Any, text: str) -> bool:
    """Return whether a decoded text is a serialization of a value."""
    if isinstance(value, bool) or value is None:
        return text == json.dumps(value) or (value is None and text == "")
    if isinstance(value, int | float):
        try:
            return float(text) == float(value)
        except ValueError:
            return False
    if isinstance(value, str):
        return strings_equal(value, text)
    try:
        return not list(differences(value, json.loads(text)))
    except ValueError:
        return False


def parameter_differences(
    parameter: Parameter, value: Any, pairs: Pairs, pointer: str
) -> Iterator[str]:
    """Yield how a query parameter or a cookie differs from its expected value."""
    name = parameter.name
    if parameter.content is not None:
        yield from _content_differences(
            parameter.content, value, pairs.take_decoded(name), pointer
        )
    else:
        yield from _styled_differences(
            name, value, pairs, parameter.style, parameter.explode, pointer
        )


def _content_differences(
    media_type: str, value: Any, texts: list[str], pointer: str
) -> Iterator[str]:
    """Yield how the texts of a parameter with ``content`` differ from its value."""
    if not media_type.partition(";")[0].strip().lower().endswith("json"):
        yield from _single_differences(value, texts, pointer)
        return
    try:
        found = [json.loads(text) for text in texts]
    except ValueError:
        yield f"{pointer}: expected JSON, got {texts}"
        return
    yield from differences([value], found, pointer)


def _styled_differences(
    name: str, value: Any, pairs: Pairs, style: str, explode: bool, pointer: str
) -> Iterator[str]:
    if style == "deepObject" and (is_object(value) or is_array(value)):
        yield from _deep_differences(name, value, pairs, pointer)
    elif is_object(value) and explode:
        for key, item in value.items():
            if item is not None:
                texts = pairs.take_equal(key, item)
                yield from _single_differences(item, texts, f"{pointer}/{key}")
    elif is_array(value) and explode:
        yield from _item_differences(value, pairs.take_decoded(name), pointer)
    elif is_object(value) or is_array(value):
        texts = pairs.take(name)
        if len(texts) == 1:
            items = map(pairs.decode, split_items(style, texts[0]))
            yield from _flat_differences(value, items, pointer)
        elif value or texts:
            yield f"{pointer}: expected {name} once, got it {len(texts)} times"
    else:
        yield from _single_differences(value, pairs.take_decoded(name), pointer)


def _deep_differences(
    name: str, value: Any, pairs: Pairs, pointer: str
) -> Iterator[str]:
    if is_object(value):
        for key, item in value.items():
            inner = f"{pointer}/{key}"
            yield from _deep_differences(f"{name}[{key}]", item, pairs, inner)
    elif is_array(value):
        # The specification does not define arrays in a deepObject: accept all the
        # usual serializations.
        texts = pairs.take_decoded(name) or pairs.take_decoded(f"{name}[]")
        if texts:
            yield from _item_differences(value, texts, pointer)
            return
        for index, item in enumerate(value):
            inner = f"{pointer}/{index}"
            yield from _deep_differences(f"{name}[{index}]", item, pairs, inner)
    elif value is not None:
        yield from _single_differences(value, pairs.take_decoded(name), pointer)


def _single_differences(value: Any, texts: list[str], pointer: str) -> Iterator[str]:
    if len(texts) != 1 or not text_equals(value, texts[0]):
        yield f"{pointer}: expected {value!r} once, got {texts}"


def _item_differences(
    values: Collection[Any], texts: Iterable[str], pointer: str
) -> Iterator[str]:
    expected = [value for value in values if value is not None]
    actual = list(texts)
    if len(expected) < len(values):
        actual = [text for text in actual if text not in ("", "null")]
    if len(expected) != len(actual) or not all(
        text_equals(*pair) for pair in zip(expected, actual, strict=False)
    ):
        yield f"{pointer}: expected {expected!r}, got {actual!r}"


def _flat_differences(
    value: dict[str, Any] | Sequence[Any], texts: Iterable[str], pointer: str
) -> Iterator[str]:
    """Yield how the items of an array, or the names and values of an object in turn,
    differ from what is sent. The members of an object have no order.
    """
    if is_array(value):
        yield from _item_differences(value, texts, pointer)
        return
    items = list(texts)
    pairs = sorted(zip_longest(items[::2], items[1::2], fillvalue=""))
    members = sorted((k, v) for k, v in as_object(value).items() if v is not None)
    expected = [each for pair in members for each in pair]
    yield from _item_differences(expected, [t for p in pairs for t in p], pointer)


def header_differences(
    parameter: Parameter, value: Any, text: str, pointer: str
) -> Iterator[str]:
    """Yield how a header, which is not encoded, differs from its expected value."""
    items = text.split(delimiter_of(parameter.style))
    if parameter.content is not None:
        yield from _content_differences(parameter.content, value, [text], pointer)
    elif is_object(value) and parameter.explode:
        members = [f"{k}={_to_text(v)}" for k, v in value.items() if v is not None]
        yield from _item_differences(sorted(members), sorted(items), pointer)
    elif is_object(value) or is_array(value):
        yield from _flat_differences(value, items, pointer)
    elif not text_equals(value, text):
        yield f"{pointer}: expected {value!r}, got {text!r}"


def _to_text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def path_differences(
    operation: Operation, path: str, values: Mapping[str, Any]
) -> Iterator[str]:
    """Yield how a path differs from the template of an operation with its values."""
    groups, pattern = compile_template(operation.path)
    match = re.fullmatch(pattern, path)
    if match is None:
        yield f"/path: expected {operation.path}, got {path}"
        return
    for names, text in zip(groups, match.groups(), strict=True):
        name = names[0]
        if len(names) > 1:
            joined = "".join(_to_text(values.get(each)) for each in names)
            if unquote(text) != joined:
                yield f"/path/{name}: expected {joined!r}, got {unquote(text)!r}"
            continue
        in_path = operation.parameters_in("path")
        parameter = next((each for each in in_path if each.name == name), None)
        if parameter is None or name not in values:
            yield f"/path/{name}: expected a parameter of the document, found none"
        else:
            yield from _path_value_differences(parameter, values[name], text)


def compile_template(path: str) -> tuple[list[list[str]], str]:
    """Return the names in a path template, and a pattern with a group for each.

    Names without a literal between them share a group.
    """
    pieces = re.split(r"((?:\{[^{}]*\})+)", re.split(r"[?#]", path)[0])
    pattern = "".join(
        "([^/?#]*)" if index % 2 else "".join(map(_literal_pattern, piece))
        for index, piece in enumerate(pieces)
    )
    return [re.findall(r"\{([^{}]*)\}", group) for group in pieces[1::2]], pattern


def _literal_pattern(character: str) -> str:
    """A pattern for a literal character, percent-encoded or not."""
    if re.fullmatch(r"[A-Za-z0-9/_~-]", character):
        return character
    encoded = "".join(f"%(?i:{byte:02x})" for byte in character.encode())
    return f"(?:{re.escape(character)}|{encoded})"


def _path_value_differences(
    parameter: Parameter, value: Any, text: str
) -> Iterator[str]:
    pointer = f"/path/{parameter.name}"
    if parameter.content is not None:
        texts = [unquote(text)]
        yield from _content_differences(parameter.content, value, texts, pointer)
        return
    if parameter.style == "label":
        if not text.startswith("."):
            yield f"{pointer}: expected a leading dot, got {text!r}"
        text = text[1:]
    elif parameter.style == "matrix":
        if not text.startswith(";"):
            yield f"{pointer}: expected a leading semicolon, got {text!r}"
            return
        pairs = Pairs.parse(text[1:], ";", plus=False)
        yield from _styled_differences(
            parameter.name, value, pairs, "form", parameter.explode, pointer
        )
        if pairs.left:
            yield f"{pointer}: expected nothing else, got {pairs.names()}"
        return
    if not (is_object(value) or is_array(value)):
        if not text_equals(value, unquote(text)):
            yield f"{pointer}: expected {value!r}, got {unquote(text)!r}"
        return
    is_dotted = parameter.style == "label" and parameter.explode
    parts = text.split(".") if is_dotted else split_items(parameter.style, text)
    if is_object(value) and parameter.explode:
        members = (part.partition("=") for part in parts)
        decoded = {unquote(key): unquote(item) for key, _, item in members}
        expected = [item for item in value.values() if item is not None]
        actual = [decoded.get(k, "") for k, item in value.items() if item is not None]
        yield from _item_differences(expected, actual, pointer)
    else:
        yield from _flat_differences(value, map(unquote, parts), pointer)


def body_differences(
    media_type: MediaType, value: Any, request: SentRequest
) -> Iterator[str]:
    """Yield how the body of a request differs from its expected value."""
    content = request.content
    match media_type.kind:
        case "json":
            try:
                actual = json.loads(content)
            except ValueError:
                yield f"/body: expected JSON, got {content[:200]!r}"
                return
            yield from differences(value, actual, "/body")
        case "form":
            yield from _form_differences(media_type, value, content)
        case "multipart":
            yield from _multipart_differences(media_type, value, request)
        case _:
            if content != str(value).encode():
                yield f"/body: expected {value!r}, got {content[:200]!r}"


def _form_differences(
    media_type: MediaType, value: dict[str, Any], content: bytes
) -> Iterator[str]:
    pairs = Pairs.parse(content.decode("ascii", "replace"))
    for name, item in value.items():
        pointer, serialization = f"/body/{name}", media_type.serialization(name)
        if item is None:
            pairs.take(name)  # the specification does not define null in forms
        elif serialization is not None:
            yield from _styled_differences(name, item, pairs, *serialization, pointer)
        elif is_object(item):
            yield from _single_differences(item, pairs.take_decoded(name), pointer)
        else:
            yield from _styled_differences(name, item, pairs, "form", True, pointer)
    if pairs.left:
        yield f"/body: expected no other fields, got {pairs.names()}"


def _multipart_differences(
    media_type: MediaType, value: dict[str, Any], request: SentRequest
) -> Iterator[str]:
    encodings = {name: media_type.transfer_encoding(name) for name in value}
    parts = multipart_parts(request, [name for name, each in encodings.items() if each])
    encoded = [
        (quote(name), quote(content.decode("utf-8", "replace"), safe=","))
        for name, contents in parts.items()
        for content in contents
    ]
    pairs = Pairs(encoded, plus=False)
    for name, item in value.items():
        pointer, serialization = f"/body/{name}", media_type.serialization(name)
        if item is None:
            pairs.take(name)  # as in forms
        elif serialization is None or len(parts.get(name, ())) > 1:
            items = item if is_array(item) else [item]
            yield from _item_differences(items, pairs.take_decoded(name), pointer)
        else:
            yield from _styled_differences(name, item, pairs, *serialization, pointer)
    if pairs.left:
        yield f"/body: expected no other parts, got {pairs.names()}"


def multipart_parts(
    request: SentRequest, decoded: Collection[str] = ()
) -> dict[str, list[bytes]]:
    """Return the contents of the parts of a multipart body, by name, without the
    ``Content-Transfer-Encoding`` of the parts whose names are in `decoded`.
    """
    head = f"Content-Type: {request.header('content-type')}\r\n\r\n".encode()
    message = BytesParser(policy=HTTP).parsebytes(head + request.content)
    parts: dict[str, list[bytes]] = {}
    for part in message.iter_parts():
        name = part.get_param("name", header="content-disposition")
        if name not in decoded:
            del part["Content-Transfer-Encoding"]
        content = part.get_payload(decode=True)
        parts.setdefault(str(name), []).append(
            content if isinstance(content, bytes) else b""
        )
    return parts
