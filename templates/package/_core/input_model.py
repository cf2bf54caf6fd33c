"""Models with rules for the Python values that they are made of."""

from typing import Any, ClassVar, Unpack, cast

from pydantic import BaseModel, ConfigDict
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from .json_values import is_object
from .model import Model, is_constant, is_required, set_properties, wire_names


class InputModel(Model):
    """A model with constants or read-only properties, or one that is closed.

    In Python, a response model is read as the request model, properties that are only
    received are dropped, a constant has a default, and unknown names are refused if the
    model is closed. In JSON, a constant is required, and unknown names are accepted.

    Args:
        read_only: Of a model that is sent, the properties that are only received.
        received_as: The name of the model that the schema has in responses.
    """

    model_read_only: ClassVar[tuple[str, ...]] = ()
    model_received_as: ClassVar[str] = ""

    def __init_subclass__(
        cls,
        *,
        read_only: tuple[str, ...] = (),
        received_as: str = "",
        **config: Unpack[ConfigDict],
    ) -> None:
        super().__init_subclass__(**config)
        cls.model_read_only = read_only or cls.model_read_only
        cls.model_received_as = received_as or cls.model_received_as

    @classmethod
    def _input_schema(cls, fields: Any) -> Any:
        wires, read_only = wire_names(cls), cls.model_read_only
        constants = {
            name for name, info in cls.model_fields.items() if is_constant(info)
        }
        needed = {name for name in constants if is_required(cls.model_fields[name])}
        closed = cls.model_config.get("extra") == "forbid"
        known = {*wires, *wires.values(), *read_only}
        # Fields, so that a union chooses the variant that they are properties of.
        dropped = {f"{wire} dropped": _any_field(wire) for wire in read_only}

        def prepare(value: object) -> object:
            if isinstance(value, BaseModel) and is_received_as(cls, type(value)):
                value = set_properties(value)
            if closed and is_object(value) and not value.keys() <= known:
                names = ", ".join(key for key in value if key not in known)
                message = "Unknown property: {names}"
                raise PydanticCustomError("extra_forbidden", message, {"names": names})
            return value

        def finish(parts: tuple[dict[str, Any], Any, set[str]]) -> object:
            values, extra, set_names = parts
            for name in dropped:
                del values[name]
            return values, extra, (set_names - dropped.keys()) | constants

        json: Any = {**fields, "extra_behavior": "allow"}
        python = {**json, "fields": {**fields["fields"], **dropped}}
        json["fields"] = {
            name: (
                {**field, "schema": field["schema"]["schema"]}
                if name in needed
                else field
            )
            for name, field in fields["fields"].items()
        }
        before = core_schema.no_info_before_validator_function
        after = core_schema.no_info_after_validator_function
        return core_schema.json_or_python_schema(
            json, after(finish, before(prepare, cast(CoreSchema, python)))
        )


def is_received_as(model: type[BaseModel], other: type[BaseModel]) -> bool:
    """Return whether another model is what a model that is sent is received as."""
    if not issubclass(model, InputModel) or not model.model_received_as:
        return False
    package = model.__module__.rpartition(".")[0]
    names = {
        (base.__module__.rpartition(".")[0], base.__name__) for base in other.__mro__
    }
    return (package, model.model_received_as) in names


def _any_field(wire: str) -> Any:
    schema = core_schema.with_default_schema(core_schema.any_schema(), default=None)
    return core_schema.model_field(schema, validation_alias=wire)
