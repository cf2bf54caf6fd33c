"""Decodes the documented headers of responses."""

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic_core import from_json, to_json

from .lenient_decode import NotJSON, json_candidates, read_json
from .schema import Schema, TypeOf


class TypedHeaders:
    """Decodes headers; a value that is invalid stays text.

    Args:
        types: Documented name -> returns the type.
        json: Names of headers that are JSON texts, so that strings have quotes.
    """

    def __init__(self, types: Mapping[str, TypeOf], json: tuple[str, ...] = ()) -> None:
        self.schemas = {name: Schema(type_of) for name, type_of in types.items()}
        self._json = json

    def __call__(self, headers: Mapping[str, str]) -> dict[str, Any]:
        """Return the documented headers by documented name."""
        given = {name: headers[name] for name in self.schemas if name in headers}
        return {
            name: _decode(self.schemas[name], text, name in self._json)
            for name, text in given.items()
        }


def _decode(schema: Schema, text: str, is_json: bool) -> Any:
    for candidate in [text.encode()] if is_json else _candidates(text):
        try:
            value, deviations = read_json(schema, candidate)
        except NotJSON:
            continue
        if not deviations:
            return value
    return text


def _candidates(text: str) -> Iterator[bytes]:
    """Yield the JSON texts that a header may stand for.

    A header may be JSON, a text, or an array or object in style ``simple``, whose
    members may be texts or other scalars.
    """
    yield from json_candidates(text)
    items = [item.strip() for item in text.split(",")]
    exploded = all("=" in item for item in items)
    pairs = [item.partition("=")[::2] for item in items]
    if not exploded and len(items) % 2 == 0:
        pairs = list(zip(items[::2], items[1::2], strict=True))
    for decode in (str, _decode_scalar):
        yield to_json([decode(item) for item in items])
        if exploded or len(items) % 2 == 0:
            yield to_json({key: decode(value) for key, value in pairs})


def _decode_scalar(text: str) -> Any:
    try:
        return from_json(text)
    except ValueError:
        return text
