"""Reading bodies: JSON, forms, parts, text and bytes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from email.parser import BytesParser
from email.policy import HTTP
from typing import Any
from urllib.parse import quote

from .document import Media
from .equality import differences
from .kinds import is_array, is_object
from .wire_format import Pairs, Sent, one_text, styled_differences, text_differences

__all__ = ["body_differences", "parts_of"]


def body_differences(media: Media, value: Any, sent: Sent) -> Iterator[str]:
    """Give how a body differs from the value it should carry."""
    match media.kind:
        case "json":
            yield from _json(value, sent.content)
        case "form":
            yield from _form(media, value, sent.content)
        case "multipart":
            yield from _multipart(media, value, sent)
        case _:
            if sent.content != str(value).encode():
                yield f"/body: {value!r} expected, not {sent.content[:200]!r}"


def _json(value: Any, content: bytes) -> Iterator[str]:
    try:
        found = json.loads(content)
    except ValueError:
        yield f"/body: not JSON: {content[:200]!r}"
        return
    yield from differences(value, found, "/body")


def _form(media: Media, value: dict[str, Any], content: bytes) -> Iterator[str]:
    pairs = Pairs.of(content.decode("ascii", "replace"))
    for name, item in value.items():
        encoding = media.encoding.get(name, {})
        style = encoding.get("style", "form")
        explode = encoding.get("explode", style in ("form", "deepObject"))
        plain = not {"style", "explode", "allowReserved"} & encoding.keys()
        pointer = f"/body/{name}"
        if is_object(item) and plain:
            yield from one_text(item, pairs.take(name), pairs, pointer)
        elif item is None:
            pairs.take(name)  # the specification does not say how null is written
        else:
            yield from styled_differences(name, item, pairs, style, explode, pointer)
    if pairs.left:
        yield f"/body: {pairs.names()} not expected"


def _multipart(media: Media, value: dict[str, Any], sent: Sent) -> Iterator[str]:
    parts = parts_of(sent)
    texts = [
        (quote(name), quote(content.decode("utf-8", "replace"), safe=","))
        for name, contents in parts.items()
        for content in contents
    ]
    pairs = Pairs(texts, plus=False)
    for name, item in value.items():
        encoding, pointer = media.encoding.get(name, {}), f"/body/{name}"
        plain = not {"style", "explode", "allowReserved"} & encoding.keys()
        if item is None:
            pairs.take(name)  # as in forms
        elif plain or len(parts.get(name, ())) > 1:
            items = item if is_array(item) else [item]
            found = map(pairs.decoded, pairs.take(name))
            yield from text_differences(items, found, pointer)
        else:
            style = encoding.get("style", "form")
            explode = encoding.get("explode", style in ("form", "deepObject"))
            yield from styled_differences(name, item, pairs, style, explode, pointer)
    if pairs.left:
        yield f"/body: the parts {pairs.names()} are not expected"


def parts_of(sent: Sent) -> dict[str, list[bytes]]:
    """The contents of the parts of a multipart body by their names."""
    head = f"Content-Type: {sent.header('content-type')}\r\n\r\n".encode()
    message = BytesParser(policy=HTTP).parsebytes(head + sent.content)
    parts: dict[str, list[bytes]] = {}
    for part in message.iter_parts():
        name = part.get_param("name", header="content-disposition")
        content = part.get_payload(decode=True)
        parts.setdefault(str(name), []).append(
            content if isinstance(content, bytes) else b""
        )
    return parts
