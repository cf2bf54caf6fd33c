"""Typed dicts of rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NotRequired, TypedDict

from typing_extensions import TypeAliasType

from .. import models

RuleDict = TypeAliasType(
    "RuleDict",
    "TestDict | Sequence[models.Rule | RuleDict] | Mapping[str, models.Rule | RuleDict]",
)


class TestDict(TypedDict):
    test: str
    unless: NotRequired[models.Rule | RuleDict]
