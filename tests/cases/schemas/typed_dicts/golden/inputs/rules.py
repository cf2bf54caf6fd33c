"""Typed dicts of rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypedDict

from typing_extensions import TypeAliasType

from .. import models


class TestDict(TypedDict):
    test: str


RuleDict = TypeAliasType(
    "RuleDict",
    "TestDict | Sequence[models.Rule | RuleDict] | Mapping[str, models.Rule | RuleDict]",
)
