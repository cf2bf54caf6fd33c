"""The base class of models, and annotations that pydantic lacks.

Models validate Python values (requests) and JSON (responses) differently. From Python,
enums are closed and ``None`` stands for an absent optional property. From JSON, enums
marked :data:`Open` accept any value, and null only where the API document allows it.
"""

from functools import cache, partial
from operator import is_
from typing import TYPE_CHECKING, Annotated, Any, TypeAlias, TypeVar, cast

from pydantic import BaseModel, ConfigDict
from pydantic import GetCoreSchemaHandler as Handler
from pydantic.fields import FieldInfo
from pydantic_core import CoreSchema, core_schema

from .strict_types import make_strict

T = TypeVar("T")
NULLABLE = "nullable"
_is_none = partial(is_, None)


@cache
def wire_names(model: type[BaseModel]) -> dict[str, str]:
    """Return the wire name -> the Python name of each field."""
    aliases = {n: info.serialization_alias for n, info in model.model_fields.items()}
    return {n if alias is None else alias: n for n, alias in aliases.items()}


def set_properties(model: BaseModel) -> dict[str, Any]:
    """Return the properties that are set, by wire name."""
    wires = {name: wire for wire, name in wire_names(type(model)).items()}
    known = {*model.model_fields_set, *(model.model_extra or ())}
    return {wires.get(name, name): value for name, value in model if name in known}


def is_constant(field: FieldInfo) -> bool:
    """Return whether a request always has the property, with its only value."""
    return not field.is_required() and field.default is not None


def is_required(field: FieldInfo) -> bool:
    """Return whether a response must have the property."""
    is_own_tag = any(hasattr(mark, "is_own_tag") for mark in field.metadata)
    return field.is_required() or (is_constant(field) and not is_own_tag)


class Model(BaseModel):
    """Base class of all models. Unknown properties are kept and sent back.

    If a response deviates from the API document, a field may hold a value that its
    annotation does not allow; see ``ResponseValidationWarning``.
    """

    model_config = ConfigDict(
        extra="allow",
        validate_by_name=True,
        validate_by_alias=True,
        defer_build=True,
        hide_input_in_errors=True,
        protected_namespaces=(),
    )

    def to_dict(self) -> dict[str, Any]:
        """Return the set properties by wire name, with JSON values."""
        return self.model_dump(mode="json", by_alias=True, exclude_unset=True)

    def to_json(self) -> str:
        """Return the set properties as JSON text."""
        return self.model_dump_json(by_alias=True, exclude_unset=True)

    if not TYPE_CHECKING:
        # A value that deviates was reported when the response was read.
        def model_dump(self, **options):
            return super().model_dump(**{"warnings": False, **options})

        def model_dump_json(self, **options):
            return super().model_dump_json(**{"warnings": False, **options})

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: Handler) -> CoreSchema:
        schema = handler(source)
        outer = cast("dict[str, Any]", handler.resolve_ref_schema(schema))
        while outer["type"] != "model":
            if "schema" not in outer:
                return schema
            outer = outer["schema"]
        fields = outer["schema"]
        if fields["type"] == "model-fields":
            for field in fields["fields"].values():
                _separate_absent_from_null(field, make_strict(field["schema"], handler))
            if "extras_schema" in fields:
                fields["extras_schema"] = make_strict(fields["extras_schema"], handler)
            outer["schema"] = cls._input_schema(fields)
            outer["config"] = {**outer["config"], "extra_fields_behavior": "allow"}
        return schema

    @classmethod
    def _input_schema(cls, fields: Any) -> Any:
        """Return the schema of the fields, with rules for Python values."""
        return fields


def _separate_absent_from_null(field: dict[str, Any], schema: Any) -> None:
    """If None means absent, reject null in JSON, and omit None when writing."""
    field["schema"] = schema
    inner = schema["schema"] if schema["type"] == "default" else None
    if inner is None or schema.get("default", ...) is not None:
        return
    if inner["type"] == "nullable" and NULLABLE not in inner.get("metadata", {}):
        schema["schema"] = core_schema.json_or_python_schema(
            json_schema=inner["schema"], python_schema=inner
        )
        field["serialization_exclude_if"] = _is_none


class NullableMark:
    """Marks an optional property that may also be null."""

    def __get_pydantic_core_schema__(self, source: Any, handler: Handler) -> CoreSchema:
        # Put into the schema too: a field whose type is defined later has no metadata
        # yet when its model is built.
        schema = handler(source)
        parts = cast("dict[str, Any]", schema)
        parts["metadata"] = {**parts.get("metadata", {}), NULLABLE: True}
        return schema


Nullable: TypeAlias = Annotated[T | None, NullableMark()]
"""An optional property that may be null; None is sent as null if it was set."""
