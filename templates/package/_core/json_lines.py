"""Request bodies that are sequences of JSON values, one per line."""

from typing import Any, cast

from .bodies import Payload
from .errors import RequestValidationError
from .files import RawBody
from .json_values import dump_json, essence
from .validation import validate


class JSONLinesBody(RawBody):
    """A list, of which each item is a line: JSON lines, ``application/json-seq``.

    Text, bytes or a file that has such lines is sent as it is.
    """

    def encode(self, content_type: str, value: Any, extra: Any) -> Payload:
        if not isinstance(value, list | tuple):
            return super().encode(content_type, value, extra)
        if extra:
            raise RequestValidationError("extra_body: the body is not an object")
        # RFC 7464: a record separator before each text.
        separator = "\x1e" if essence(content_type).endswith("json-seq") else ""
        items = self.to_json_value(validate(self, cast(object, value), "body"))
        lines = [f"{separator}{dump_json(item)}\n" for item in items]
        return Payload(content_type, "".join(lines).encode())
