"""Models of things."""

from __future__ import annotations

import builtins

from pydantic import Field

from .._core.model import Model


class Thing(Model):
    a_b3: builtins.int | None = Field(
        default=None, validation_alias="a-b", serialization_alias="a-b"
    )
    a_b: builtins.int | None = None
    a_b4: builtins.int | None = Field(
        default=None, validation_alias="aB", serialization_alias="aB"
    )
    class_: builtins.int | None = Field(
        default=None, validation_alias="class", serialization_alias="class"
    )
    model_config_: builtins.int | None = Field(
        default=None,
        validation_alias="model_config",
        serialization_alias="model_config",
    )
    copy_: builtins.int | None = Field(
        default=None, validation_alias="copy", serialization_alias="copy"
    )
    schema_: builtins.int | None = Field(
        default=None, validation_alias="schema", serialization_alias="schema"
    )
    json_: builtins.int | None = Field(
        default=None, validation_alias="json", serialization_alias="json"
    )
    private: builtins.int | None = Field(
        default=None, validation_alias="_private", serialization_alias="_private"
    )
    field: builtins.int | None = Field(
        default=None, validation_alias="", serialization_alias=""
    )
    type: builtins.int | None = Field(
        default=None, validation_alias="@type", serialization_alias="@type"
    )
    ref: builtins.int | None = Field(
        default=None, validation_alias="$ref", serialization_alias="$ref"
    )
    ri_ben: builtins.int | None = Field(
        default=None, validation_alias="日本", serialization_alias="日本"
    )
    field_1st: builtins.int | None = Field(
        default=None, validation_alias="1st", serialization_alias="1st"
    )
    plus_1: builtins.int | None = Field(
        default=None, validation_alias="+1", serialization_alias="+1"
    )
    minus_1: builtins.int | None = Field(
        default=None, validation_alias="-1", serialization_alias="-1"
    )
    int: builtins.int | None = None
    str: builtins.str | None = None
    self_: builtins.int | None = Field(
        default=None, validation_alias="self", serialization_alias="self"
    )
    none: builtins.int | None = Field(
        default=None, validation_alias="None", serialization_alias="None"
    )
    class2: builtins.int | None = Field(
        default=None, validation_alias="__class__", serialization_alias="__class__"
    )
    to_dict_: builtins.int | None = Field(
        default=None, validation_alias="to_dict", serialization_alias="to_dict"
    )
    model_fields_set_: builtins.int | None = Field(
        default=None,
        validation_alias="model_fields_set",
        serialization_alias="model_fields_set",
    )
    fi: builtins.int | None = Field(
        default=None, validation_alias="ﬁ", serialization_alias="ﬁ"
    )
    a_b2: builtins.int | None = Field(
        default=None, validation_alias='a\nb"', serialization_alias='a\nb"'
    )
