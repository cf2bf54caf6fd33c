"""Request bodies of which a call chooses the media type."""

from collections.abc import Iterable
from typing import Any

from .bodies import Payload, RequestBody
from .media_types import matching_media_types
from .schema import Schema
from .validation import field_names, variants_of


class AlternativeBodies(RequestBody):
    """A request body with several media types, each with a type of its own, or with a
    range of media types.
    """

    def encode(
        self,
        value: Any,
        properties: dict[str, Any] | None,
        content_type: str | None,
        extra: Any,
    ) -> Payload | None:
        if properties is not None:
            schema = self.schema_for(content_type or next(iter(self.content)))
            properties = _without_others(properties, schema, self.schemas.values())
        return super().encode(value, properties, content_type, extra)

    def matching(self, content_type: str) -> list[str]:
        is_exact = content_type in self.schemas
        known = self.schemas
        return [content_type] if is_exact else matching_media_types(content_type, known)


def _without_others(
    arguments: dict[str, Any], schema: Schema, schemas: Iterable[Schema]
) -> dict[str, Any]:
    """Leave out None for properties that only bodies of other media types have."""
    own, *others = (
        {name for v in variants_of(each.type) for name in field_names(v)}
        for each in (schema, *schemas)
    )
    if not own:  # a mapping, where None is null
        return arguments
    absent = set[str]().union(*others) - own
    return {n: v for n, v in arguments.items() if v is not None or n not in absent}
