"""The functions that enforce limits on values."""

from __future__ import annotations

from typing import Any

import pytest

from generator.document.limits import (
    MAX_DEPTH,
    MAX_NODES,
    CopyBudget,
    CopyBudgetExceeded,
    TooDeep,
    TooLarge,
    count_nodes,
)


def nested(levels: int) -> Any:
    value: Any = 0
    for _ in range(levels):
        value = [value]
    return value


@pytest.mark.parametrize(
    ("value", "nodes"),
    [(None, 1), ({}, 1), ([1, "a", None], 4), ({"a": {"b": [1, 2]}}, 5)],
)
def test_every_value_is_a_node(value: Any, nodes: int) -> None:
    assert count_nodes(value) == nodes


def test_the_depth_is_limited() -> None:
    assert count_nodes(nested(MAX_DEPTH)) == MAX_DEPTH + 1
    with pytest.raises(TooDeep):
        count_nodes(nested(MAX_DEPTH + 1))


def test_the_number_of_nodes_is_limited() -> None:
    shared = [0] * 1_000
    with pytest.raises(TooLarge):
        count_nodes([shared] * (MAX_NODES // 1_000))


def test_a_copy_is_deep() -> None:
    value = {"a": [{"b": 1}]}
    copy = CopyBudget(10).copy(value)
    assert copy == value
    copy["a"][0]["b"] = 2
    assert value == {"a": [{"b": 1}]}


def test_the_budget_is_for_all_copies() -> None:
    budget = CopyBudget(5)
    budget.copy([1, 2])
    with pytest.raises(CopyBudgetExceeded):
        budget.copy([1, 2])


def test_a_long_text_counts_as_several_nodes() -> None:
    with pytest.raises(CopyBudgetExceeded):
        CopyBudget(100).copy("x" * 10_000)


def test_the_depth_of_a_copy_is_limited() -> None:
    with pytest.raises(CopyBudgetExceeded):
        CopyBudget(1_000).copy(nested(MAX_DEPTH + 2))
