"""Request bodies that are sequences of JSON values, one per line."""

from typing import Any

from .bodies import BodySchema, Payload
from .json_values import dump_json, essence
from .validation import validate


class JSONLinesBody(BodySchema):
    """A list, of which each item is a line: JSON lines, ``application/json-seq``."""

    accepts_null = False

    def encode(self, content_type: str, value: Any, extra: Any) -> Payload:
        # RFC 7464: a record separator before each text.
        separator = "\x1e" if essence(content_type).endswith("json-seq") else ""
        items = self.to_json_value(validate(self, value, "body"))
        lines = [f"{separator}{dump_json(item)}\n" for item in items]
        return Payload(content_type, "".join(lines).encode())
