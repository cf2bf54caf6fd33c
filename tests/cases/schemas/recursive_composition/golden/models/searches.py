"""Models of searches."""

from __future__ import annotations

from typing import Any, Literal, TypeAlias

from pydantic import Field

from .._core.enums import Open
from .._core.model import Model
from .filter import Filter
from .other import Other

Either: TypeAlias = bool | list[Other]

Tries: TypeAlias = Literal[1, 2]


class FailureDenied(Model):
    reason: FailureReasonTimeout | FailureReasonDenied | None = None
    reasons: list[FailureReasonTimeout2 | FailureReasonDenied2 | bool] | None = None
    role: str


class FailureReasonDenied(Model):
    reason: ReasonTimeoutReasonTimeout | ReasonTimeoutReasonDenied | None = None
    reasons: list[FailureReasonTimeout2 | FailureReasonDenied2 | bool] | None = None
    tries: int | None = None
    role: str


class FailureReasonDenied2(Model):
    reason: FailureReasonTimeout | FailureReasonDenied | None = None
    reasons: list[FailureReasonTimeout2 | FailureReasonDenied2 | bool] | None = None
    role: str
    tries: Any


class FailureReasonTimeout(Model):
    reason: ReasonTimeoutReasonTimeout | ReasonTimeoutReasonDenied | None = None
    reasons: list[FailureReasonTimeout2 | FailureReasonDenied2 | bool] | None = None
    tries: int | None = None
    seconds: int


class FailureReasonTimeout2(Model):
    reason: FailureReasonTimeout | FailureReasonDenied | None = None
    reasons: list[FailureReasonTimeout2 | FailureReasonDenied2 | bool] | None = None
    seconds: int
    tries: Any


class FailureTimeout(Model):
    reason: FailureReasonTimeout | FailureReasonDenied | None = None
    reasons: list[FailureReasonTimeout2 | FailureReasonDenied2 | bool] | None = None
    seconds: int


class Inside(Model):
    name: str
    inside: Inside | None = None
    near: list[NearItem] | None = Field(default=None, max_length=2)
    level: int


class NearItem(Model):
    name: str
    inside: Inside | None = None
    near: list[NearItem] | None = Field(default=None, max_length=2)
    level: int | None = Field(default=None, ge=1)


class ReasonTimeoutReasonDenied(Model):
    tries: Open[Tries | int] | None = None
    reason: ReasonTimeoutReasonTimeout | ReasonTimeoutReasonDenied | None = None
    reasons: list[FailureReasonTimeout2 | FailureReasonDenied2 | bool] | None = None
    role: str


class ReasonTimeoutReasonTimeout(Model):
    tries: Open[Tries | int] | None = None
    reason: ReasonTimeoutReasonTimeout | ReasonTimeoutReasonDenied | None = None
    reasons: list[FailureReasonTimeout2 | FailureReasonDenied2 | bool] | None = None
    seconds: int


class Region(Model):
    name: str
    inside: Zone | None = None
    near: list[Zone] | None = None


class Search(Model):
    filter: Filter | None = None
    either: Either | None = None
    region: Region | None = None
    failure: Failure | None = None


class Zone(Model):
    name: str
    inside: Inside | None = None
    near: list[NearItem] | None = Field(default=None, max_length=2)
    level: int | None = None


Failure: TypeAlias = FailureTimeout | FailureDenied
