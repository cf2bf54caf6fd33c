"""Responses with media types that have parameters, or are ranges."""

from collections.abc import Mapping
from dataclasses import dataclass

from .json_values import essence, is_json, media_type_parameters
from .media_types import matching_media_types
from .operation import ResponseSpec
from .schema import Schema, TypeOf


@dataclass(eq=False, repr=False)
class MatchedResponse(ResponseSpec):
    """A documented response, of which any media types or ranges may be documented.

    Args:
        others: Like ``content``, for media types left out of the Accept header.
    """

    others: Mapping[str, TypeOf] | None = None

    def __post_init__(self) -> None:
        content = self.content or {}
        self.accept = [_in_accept(media) for media in content]
        self.schemas = {
            _in_accept(media): Schema(type_)
            for media, type_ in {**content, **(self.others or {})}.items()
        }
        self._has_parameters = any(";" in media for media in self.schemas)

    def match(self, content_type: str) -> list[str]:
        name = content_type if self._has_parameters else essence(content_type)
        if name in self.schemas:
            return [name]
        found = matching_media_types(content_type, self.schemas)
        if found or not is_json(essence(content_type)):
            return found
        return [key for key in self.schemas if is_json(essence(key))]


def _in_accept(media_type: str) -> str:
    """Return a media type as the Accept header has it: with its parameters, but for the
    charset and a weight, in one spelling (RFC 9110, 12.5.1).
    """
    pairs = media_type_parameters(media_type)
    kept = [f"{name}={value}" for name, value in pairs if name not in ("charset", "q")]
    return "; ".join([essence(media_type), *kept])
