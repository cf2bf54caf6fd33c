"""Models of things."""

from __future__ import annotations

from pydantic import Field

from .._core.model import Model


class Thing(Model):
    a_b3: int | None = Field(
        default=None, validation_alias="a-b", serialization_alias="a-b"
    )
    a_b: int | None = None
    a_b4: int | None = Field(
        default=None, validation_alias="aB", serialization_alias="aB"
    )
    class_: int | None = Field(
        default=None, validation_alias="class", serialization_alias="class"
    )
    model_config_: int | None = Field(
        default=None,
        validation_alias="model_config",
        serialization_alias="model_config",
    )
    copy_: int | None = Field(
        default=None, validation_alias="copy", serialization_alias="copy"
    )
    schema_: int | None = Field(
        default=None, validation_alias="schema", serialization_alias="schema"
    )
    json_: int | None = Field(
        default=None, validation_alias="json", serialization_alias="json"
    )
    private: int | None = Field(
        default=None, validation_alias="_private", serialization_alias="_private"
    )
    field: int | None = Field(default=None, validation_alias="", serialization_alias="")
    type: int | None = Field(
        default=None, validation_alias="@type", serialization_alias="@type"
    )
    ref: int | None = Field(
        default=None, validation_alias="$ref", serialization_alias="$ref"
    )
    ri_ben: int | None = Field(
        default=None, validation_alias="日本", serialization_alias="日本"
    )
    field_1st: int | None = Field(
        default=None, validation_alias="1st", serialization_alias="1st"
    )
    plus_1: int | None = Field(
        default=None, validation_alias="+1", serialization_alias="+1"
    )
    minus_1: int | None = Field(
        default=None, validation_alias="-1", serialization_alias="-1"
    )
    int_: int | None = Field(
        default=None, validation_alias="int", serialization_alias="int"
    )
    str_: str | None = Field(
        default=None, validation_alias="str", serialization_alias="str"
    )
    self_: int | None = Field(
        default=None, validation_alias="self", serialization_alias="self"
    )
    none: int | None = Field(
        default=None, validation_alias="None", serialization_alias="None"
    )
    class2: int | None = Field(
        default=None, validation_alias="__class__", serialization_alias="__class__"
    )
    to_dict_: int | None = Field(
        default=None, validation_alias="to_dict", serialization_alias="to_dict"
    )
    model_fields_set_: int | None = Field(
        default=None,
        validation_alias="model_fields_set",
        serialization_alias="model_fields_set",
    )
    fi: int | None = Field(default=None, validation_alias="ﬁ", serialization_alias="ﬁ")
    a_b2: int | None = Field(
        default=None, validation_alias='a\nb"', serialization_alias='a\nb"'
    )
