"""Parameters that are the whole query (OpenAPI 3.2, ``in: querystring``)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from .forms import Encoding, form_property
from .json_values import FORM, dump_json, essence, is_json, is_object, scalar_text
from .parameters import Parameter
from .validation import validate


@dataclass(eq=False, repr=False)
class QueryString(Parameter):
    """The whole query, as JSON or as the properties of a form.

    Args:
        encoding: Property -> encoding.
    """

    encoding: Mapping[str, Encoding] = field(default_factory=dict[str, Encoding])

    def validated(self, value: object) -> Any:
        return self.schema.to_json_value(validate(self.schema, value, self.keyword))

    def query_pairs(self, value: Any) -> list[str]:
        media = essence(self.content or FORM)
        if is_json(media):
            return [quote(dump_json(value), safe="")]
        if is_object(value):
            default = Encoding()
            return [
                pair
                for name, item in value.items()
                for pair in form_property(name, item, self.encoding.get(name, default))
            ]
        return [quote(scalar_text(value), safe="")]
