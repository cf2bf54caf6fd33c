"""Reads the values of a request, and compares them with the expected ones.

Values are serialized by the styles of the document (OpenAPI 3.2, 4.12). A request alone
does not show whether ``a,b`` is a string or an array, so a value is read in all ways.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from email.parser import BytesParser
from email.policy import HTTP
from itertools import zip_longest
from typing import Any
from urllib.parse import quote, unquote

from generator.contract.drawing.serializable import path_text
from generator.contract.json_values import (
    differences,
    is_array,
    is_object,
)
from generator.contract.judging.pairs import Pairs, text_equals
from generator.contract.operation import (
    MediaType,
    Operation,
    Parameter,
    delimiter_of,
    split_items,
)
from generator.contract.sent_request import SentRequest

__all__ = [
    "Reading",
    "body_differences",
    "compile_template",
    "expanded",
    "header_differences",
    "multipart_parts",
    "parameter_differences",
    "path_differences",
    "path_texts",
    "read_header",
    "read_pairs",
    "read_path",
]

_PREFIXES = {"label": ".", "matrix": ";"}


@dataclass(frozen=True)
class Reading:
    """The texts that stand for a value, by what the value may be.

    Args:
        texts: For a scalar, or an object as one JSON text: a single text.
        items: For an array.
        members: For an object, by name; None if it is one JSON text.
        is_json: Whether any value is one JSON text.
    """

    texts: list[str]
    items: list[str]
    members: dict[str, str] | None = None
    is_json: bool = False

    def differences(self, value: Any, pointer: str) -> Iterator[str]:
        """Yield how the value that was read differs from the expected one.

        Null has no serialization of its own: it may be left out.
        """
        if self.is_json:
            try:
                [found] = map(json.loads, self.texts)
            except ValueError:
                yield f"{pointer}: expected JSON, got {self.texts!r:.300}"
            else:
                yield from differences(value, found, pointer)
        elif is_object(value) and self.members is not None:
            expected = {k: item for k, item in value.items() if item is not None}
            for name in dict.fromkeys([*expected, *self.members]):
                text = self.members.get(name)
                item = expected.get(name)
                if text is None or not text_equals(item, text):
                    yield f"{pointer}/{name}: expected {item!r}, got {text!r}"
        elif is_array(value):
            yield from _item_differences(value, self.items, pointer)
        elif len(self.texts) != 1 or not text_equals(value, self.texts[0]):
            yield f"{pointer}: expected {value!r} once, got {self.texts}"


def _item_differences(
    values: Collection[Any], texts: list[str], pointer: str
) -> Iterator[str]:
    expected = [value for value in values if value is not None]
    if len(expected) < len(values):
        texts = [text for text in texts if text not in ("", "null")]
    if len(expected) != len(texts) or not all(map(text_equals, expected, texts)):
        yield f"{pointer}: expected {expected!r}, got {texts!r}"


def _members(items: list[str], explode: bool) -> dict[str, str]:
    """Names and values, from ``a=1,b=2`` if exploded, or else from ``a,1,b,2``."""
    if explode:
        pairs = (item.partition("=") for item in items)
        return {name: value for name, _, value in pairs}
    return dict(zip_longest(items[::2], items[1::2], fillvalue=""))


def read_header(parameter: Parameter, text: str) -> Reading:
    """Return the value of a header, which is not encoded."""
    if parameter.content is not None:
        return Reading([text], [], is_json=parameter.is_json)
    items = text.split(delimiter_of(parameter.style))
    return Reading([text], items, _members(items, parameter.explode))


def read_path(parameter: Parameter, text: str) -> Reading | None:
    """Return the value of a path parameter; None if it lacks the prefix of its style."""
    if parameter.content is not None:
        return Reading([unquote(text)], [], is_json=parameter.is_json)
    style, explode = parameter.style, parameter.explode
    prefix = _PREFIXES.get(style, "")
    if not text.startswith(prefix):
        return None
    text = text.removeprefix(prefix)
    if style == "matrix":
        parts = [part.partition("=") for part in text.split(";")]
        own = [value for name, _, value in parts if unquote(name) == parameter.name]
        members = {unquote(name): unquote(value) for name, _, value in parts}
        if explode:
            return Reading(list(map(unquote, own)), list(map(unquote, own)), members)
        if len(parts) != 1 or not own:
            return None
        text = own[0]
    is_dotted = style == "label" and explode
    pieces = text.split(".") if is_dotted else split_items(style, text)
    found = _members(pieces, explode)
    members = {unquote(name): unquote(value) for name, value in found.items()}
    return Reading([unquote(text)], list(map(unquote, pieces)), members)


def read_pairs(
    name: str,
    style: str,
    explode: bool,
    pairs: Pairs,
    members: Mapping[str, Any] | None = None,
) -> Reading:
    """Take a value from the pairs of a query, a form or cookies.

    Args:
        members: The members of an object, each of which may be a pair, with their
            expected values; None for any other value.
    """
    if explode and members is not None:
        taken = {
            key: pairs.take_equal(key, each)
            for key, each in members.items()
            if each is not None
        }
        return Reading([], [], {key: texts[0] for key, texts in taken.items() if texts})
    encoded = pairs.take(name)
    texts = [pairs.decode(text) for text in encoded]
    if explode:
        return Reading(texts, texts)
    once = encoded if len(encoded) == 1 else []
    items = [pairs.decode(text) for each in once for text in split_items(style, each)]
    return Reading(texts, items, _members(items, False))


def parameter_differences(
    parameter: Parameter, value: Any, pairs: Pairs, pointer: str
) -> Iterator[str]:
    """Yield how a query parameter or a cookie differs from its expected value."""
    if parameter.content is not None:
        texts = pairs.take_decoded(parameter.name)
        reading = Reading(texts, [], is_json=parameter.is_json)
        yield from reading.differences(value, pointer)
    else:
        style = parameter.style, parameter.explode
        yield from _styled_differences(parameter.name, value, pairs, *style, pointer)


def _styled_differences(
    name: str, value: Any, pairs: Pairs, style: str, explode: bool, pointer: str
) -> Iterator[str]:
    if style == "deepObject" and (is_object(value) or is_array(value)):
        yield from _deep_differences(name, value, pairs, pointer)
        return
    members = value if is_object(value) else None
    reading = read_pairs(name, style, explode, pairs, members)
    if value or reading.texts or not (is_object(value) or is_array(value)):
        yield from reading.differences(value, pointer)


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
        yield from read_pairs(name, "form", True, pairs).differences(value, pointer)


def header_differences(
    parameter: Parameter, value: Any, text: str, pointer: str
) -> Iterator[str]:
    """Yield how a header differs from its expected value."""
    yield from read_header(parameter, text).differences(value, pointer)


def path_texts(
    operation: Operation, path: str, *, is_suffix: bool = False
) -> dict[str, str] | None:
    """Return the encoded texts in a path by the name of their parameter; None if the path
    does not match the template. Several adjacent names are one, with braces.

    Args:
        is_suffix: Whether only the end of the path has to match.
    """
    groups, pattern = compile_template(operation.path)
    match = re.search(f"{'' if is_suffix else '^'}{pattern}$", path)
    if match is None:
        return None
    names = (n[0] if len(n) == 1 else f"{{{'}{'.join(n)}}}" for n in groups)
    return dict(zip(names, match.groups(), strict=True))


def path_differences(
    operation: Operation,
    path: str,
    values: Mapping[str, Any],
    *,
    is_suffix: bool = False,
) -> Iterator[str]:
    """Yield how a path differs from the template of an operation with its values.

    Args:
        is_suffix: Whether only the end of the path has to match.
    """
    texts = path_texts(operation, path, is_suffix=is_suffix)
    if texts is None:
        yield f"/path: expected {operation.path}, got {path}"
        return
    problems = list(_path_value_differences(operation, texts, values))
    # A path does not show where a value ends that contains the literal after it.
    template = re.split("[?#]", operation.path)[0]
    if unquote(path) != expanded(template, operation, values):
        yield from problems


def _path_value_differences(
    operation: Operation, texts: Mapping[str, str], values: Mapping[str, Any]
) -> Iterator[str]:
    parameters = {each.name: each for each in operation.parameters_in("path")}
    for name, text in texts.items():
        pointer = f"/path/{name}"
        if name in parameters and name in values:
            reading = read_path(parameters[name], text)
            if reading is not None:
                yield from reading.differences(values[name], pointer)
            else:
                yield f"{pointer}: expected the style {parameters[name].style}, got {text!r}"
        elif name.startswith("{"):
            joined = expanded(name, operation, values)
            if unquote(text) != joined:
                yield f"{pointer}: expected {joined!r}, got {unquote(text)!r}"
        else:
            yield f"{pointer}: expected a parameter of the document, found none"


def expanded(template: str, operation: Operation, values: Mapping[str, Any]) -> str:
    """Return a template with the texts of values in place of their names."""
    texts = {
        each.name: path_text(each, values[each.name])
        for each in operation.parameters_in("path")
        if each.name in values
    }
    return re.sub(r"\{([^{}]*)\}", lambda m: texts.get(m[1], m[0]), template)


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


def body_differences(
    media_type: MediaType, value: Any, request: SentRequest
) -> Iterator[str]:
    """Yield how the body of a request differs from its expected value."""
    content = request.content
    match media_type.kind:
        case "json" if not media_type.sends_text(value):
            text = content.decode("utf-8", "replace")
            yield from Reading([text], [], is_json=True).differences(value, "/body")
        case "form":
            pairs = Pairs.parse(content.decode("ascii", "replace"))
            yield from _field_differences(media_type, value, pairs)
        case "multipart":
            names = [name for name in value if media_type.transfer_encoding(name)]
            parts = multipart_parts(request, names)
            encoded = [
                (quote(name), quote(part.decode("utf-8", "replace"), safe=","))
                for name, contents in parts.items()
                for part in contents
            ]
            pairs = Pairs(encoded, plus=False)
            yield from _field_differences(media_type, value, pairs)
        case _ if media_type.is_lines and is_array(value):
            lines = content.decode("utf-8", "replace").replace("\x1e", "").split("\n")
            text = f"[{','.join(filter(None, lines))}]"
            yield from Reading([text], [], is_json=True).differences(value, "/body")
        case _:
            if content != str(value).encode():
                yield f"/body: expected {value!r}, got {content[:200]!r}"


def _field_differences(
    media_type: MediaType, value: dict[str, Any], pairs: Pairs
) -> Iterator[str]:
    """Yield how the fields of a form differ from their expected values. An object is one
    JSON text, unless its encoding says something else (4.15).
    """
    for name, item in value.items():
        pointer, serialization = f"/body/{name}", media_type.serialization(name)
        is_repeated = pairs.names().count(name) > 1 and media_type.kind == "multipart"
        if media_type.has_json(name):
            texts = pairs.take_decoded(name)
            items = item if is_array(item) else [item]
            yield from Reading([f"[{','.join(texts)}]"], [], is_json=True).differences(
                items, pointer
            )
        elif item is None:
            if pairs.take(name):  # only JSON has a text for null
                yield f"{pointer}: expected no field for null"
        elif serialization is None or is_repeated:
            texts = pairs.take_decoded(name)
            yield from Reading(texts, texts).differences(item, pointer)
        else:
            yield from _styled_differences(name, item, pairs, *serialization, pointer)
    if pairs.left:
        yield f"/body: expected no other fields, got {pairs.names()}"


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
