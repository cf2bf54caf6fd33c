"""Request bodies: encodes the argument as JSON, or as its media type requires."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from pydantic_core import PydanticSerializationError

from .errors import RequestValidationError
from .json_values import UNSET, dump_json, essence, is_object
from .model import Model
from .schema import WIRE, Schema, TypeOf
from .validation import Keywords, build_model, has_arguments, validate


@dataclass(eq=False, repr=False)
class Payload:
    """An encoded body."""

    content_type: str
    content: bytes = b""

    @property
    def replayable(self) -> bool:
        """Whether the body can be sent more than once."""
        return True

    @property
    def size(self) -> int | None:
        """Length in bytes, or None if it is unknown."""
        return len(self.content)

    def sent(self, asynchronous: bool) -> Any:
        """Return the body as httpx2 takes it for ``content``."""
        return self.content


class BodySchema(Schema):
    """The type of a JSON body, and base class for other media types."""

    absent: ClassVar[Any] = {}
    """What is sent for a required body without arguments."""
    accepts_null: ClassVar[bool] = True

    def validated(self, value: object) -> Any:
        """Return a model, or another value of the type.

        Raises:
            RequestValidationError: The value is invalid.
        """
        model = build_model(self.type, value)
        return validate(self, value, "body") if model is None else model

    def encode(self, content_type: str, value: Any, extra: Any) -> Payload:
        """Return the body to send.

        Args:
            content_type: Media type to send.
            value: Mapping of property names, a model, or a value of the type.
            extra: Additional properties of an object, which are not validated.

        Raises:
            RequestValidationError: The value is invalid.
        """
        valid = self.validated(value)
        if extra:
            properties = self.to_json_value(valid)
            if not is_object(properties):
                raise RequestValidationError("extra_body: the body is not an object")
            return Payload(content_type, dump_json({**properties, **extra}).encode())
        if isinstance(valid, Model):
            return Payload(content_type, valid.to_json().encode())
        return Payload(content_type, self.adapter.dump_json(valid, **WIRE))


@dataclass(eq=False, repr=False)
class RequestBody:
    """A request body (OpenAPI 3.2, Request Body Object).

    Args:
        content: Media type -> returns the type, in a :class:`BodySchema` unless the
            body is JSON; the first media type is the default.
        required: Whether a body must be sent; without arguments it is an empty object.
        nullable: Whether None is an optional body that is null, not an absent one.
        keywords: Property -> argument, where that is not the name in the model.
    """

    content: Mapping[str, TypeOf | BodySchema]
    required: bool = False
    nullable: bool = False
    keywords: Mapping[str, str] = field(default_factory=dict[str, str])

    def __post_init__(self) -> None:
        self.schemas = {
            media: type_ if isinstance(type_, BodySchema) else BodySchema(type_)
            for media, type_ in self.content.items()
        }

    def encode(
        self,
        value: Any,
        properties: dict[str, Any] | None,
        content_type: str | None,
        extra: Any,
    ) -> Payload | None:
        """Return the body to send, or None if there is none.

        Args:
            value: The whole body, as for :meth:`BodySchema.encode`; UNSET means absent,
                and so does None where the body cannot be null.
            properties: Without a whole body, its properties by wire name; they make no
                body if all of them are absent and the body is optional.
            content_type: Media type to send; None is the first of the document.
            extra: Additional properties of an object, which are not validated.

        Raises:
            RequestValidationError: The value or the content type is invalid.
        """
        content_type = content_type or next(iter(self.content))
        schema = self.schema_for(content_type)
        may_be_null = self.nullable or (self.required and properties is None)
        if value is None and not (may_be_null and schema.accepts_null):
            value = UNSET
        items = properties if value is UNSET else None
        if items is not None and (self.required or has_arguments(schema.type, items)):
            value = Keywords(items)
            value.names = self.keywords
        is_absent = value is UNSET
        if is_absent and not self.required and not extra:
            return None
        try:
            given = schema.absent if is_absent else value
            return schema.encode(content_type, given, extra)
        except RequestValidationError:
            if not (is_absent and extra):
                raise
            problem = "extra_body: there is no object to add it to"
        except (PydanticSerializationError, UnicodeError, RecursionError, TypeError):
            problem = "body: the value cannot be encoded"
        raise RequestValidationError(problem)

    def schema_for(self, content_type: str) -> BodySchema:
        """Return the schema of the documented media type that matches.

        Raises:
            RequestValidationError: None matches.
        """
        for key in self.matching(content_type):
            return self.schemas[key]
        known = ", ".join(self.content)
        raise RequestValidationError(f"content_type: expected one of {known}")

    def matching(self, content_type: str) -> list[str]:
        """Return the documented media types that a media type may be of."""
        return [key for key in self.schemas if essence(content_type) == essence(key)]
