"""Models of jobs."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from .._core.enums import Open
from .._core.input_model import InputModel
from .._core.model import Model, Nullable
from .._core.own_tag import OwnTag
from .._core.tagged import Tagged
from .step import Step

OldVersion: TypeAlias = Literal[-1, 0]


class Done(InputModel):
    ok: Literal[True] = True
    value: str | None = None


class Failed(InputModel):
    ok: Literal[False] = False
    value: int | None = None


class InnerA(InputModel):
    kind: Literal["i"] = "i"
    sub: Literal[1] = 1
    n: str | None = None


class InnerB(InputModel):
    kind: Literal["i"] = "i"
    sub: Literal[2] = 2
    n: int | None = None


class Job(Model):
    steps: list[Step] | None = None
    by_name: dict[str, Step] | None = None
    maybe: Nullable[Step] = None
    typed: Typed | None = None
    end: End | None = None
    event: Event | None = None
    nested: Nested | None = None


class LooseA(InputModel):
    kind: Literal["l"] = "l"
    a: str


class LooseB(InputModel):
    kind: Literal["l"] = "l"
    b: str


class New(InputModel):
    version: Literal[1] = 1
    value: int | None = None


class Old(Model):
    version: Open[OldVersion | int]
    value: str | None = None


class One(InputModel):
    type: Literal["one"] = Field(
        default="one", validation_alias="@type", serialization_alias="@type"
    )
    p: str | None = None


class Two(InputModel):
    """It declares no tag."""

    type: OwnTag[Literal["Two"]] = Field(
        default="Two", validation_alias="@type", serialization_alias="@type"
    )
    q: str | None = None


End: TypeAlias = Annotated[Done | Failed, Tagged("ok", {True: Done, False: Failed})]

Event: TypeAlias = Annotated[Old | New, Tagged("version", {-1: Old, 0: Old, 1: New})]

Inner: TypeAlias = Annotated[InnerA | InnerB, Tagged("sub", {1: InnerA, 2: InnerB})]

Loose: TypeAlias = LooseA | LooseB

Nested: TypeAlias = Annotated[
    Inner | Loose | Step, Tagged("kind", {"i": Inner, "l": Loose, "a": Step})
]

Typed: TypeAlias = Annotated[One | Two, Tagged("@type", {"one": One, "Two": Two})]
