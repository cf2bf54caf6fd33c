"""A key of a dict that resembles a documented one is sent, with a warning."""

from __future__ import annotations

import warnings
from collections import UserList, deque
from collections.abc import Iterator
from types import MappingProxyType
from typing import Any

import pytest
from _core.errors import MisspelledKeyWarning
from _core.misspelled_keys import check_keys, warn_of_misspelled_keys
from _core.schema import Schema
from _core.validation import build_model, checks, validate

from .handwritten_client import models

ITEM: dict[str, Any] = {"id": "1", "name": None, "colour": "red"}


@pytest.fixture(autouse=True)
def _check() -> Iterator[None]:
    """Check keys, as a package does whose methods take dicts."""
    warn_of_misspelled_keys()
    yield
    checks.remove(check_keys)


def told(annotation: Any, value: Any) -> list[str]:
    """Return the warnings of a value; each points to the caller."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        if build_model(annotation, value) is None:
            validate(Schema(lambda: annotation), value, "items")
    assert {each.category for each in caught} <= {MisspelledKeyWarning}
    assert {each.filename for each in caught} <= {__file__}
    return [str(each.message) for each in caught]


@pytest.mark.parametrize(
    ("annotation", "value", "messages"),
    [
        (
            models.Item,
            {**ITEM, "parts": [ITEM, {**ITEM, "prise": 1}]},
            ["parts[1].prise: not documented; did you mean 'price'?"],
        ),
        (
            models.Item,
            {**ITEM, "parts": ({**ITEM, "madeAtt": "x", "clas": "y"},)},
            [
                "parts[0].madeAtt: not documented; did you mean 'madeAt'?",
                "parts[0].clas: not documented; did you mean 'class'?",
            ],
        ),
        (
            list[models.Point],
            [{"x": 1}, {"x": 1, "xx": 2}],
            [],  # What it resembles is given as well.
        ),
        (
            dict[str, list[models.Cloud]],
            {"a": [{"mode": "batch", "max_tll": 1}]},
            ["items.a[0].max_tll: not documented; did you mean 'max_ttl'?"],
        ),
        # Whatever mapping or sequence it is in.
        (
            list[models.Item],
            deque(
                [
                    MappingProxyType(
                        {**ITEM, "parts": UserList([{**ITEM, "madeAtt": 1}])}
                    )
                ]
            ),
            ["items[0].parts[0].madeAtt: not documented; did you mean 'madeAt'?"],
        ),
        # By its name in Python, too.
        (models.Item, {**ITEM, "parts": [{**ITEM, "made_at": None, "madeat": 1}]}, []),
        # Nothing resembles it.
        (models.Item, {**ITEM, "parts": [{**ITEM, "unknown": 1}]}, []),
        # Additional properties are described.
        (list[models.Counts], [{"name": "a", "nam": 1}], []),
        # Models are not dicts.
        (list[models.Point], [models.Point.model_validate({"x": 1, "y": 2})], []),
    ],
)
def test_warnings(annotation: Any, value: Any, messages: list[str]) -> None:
    assert told(annotation, value) == messages


def test_it_is_sent() -> None:
    with pytest.warns(MisspelledKeyWarning):
        made = build_model(models.Order, {"buyer": {"hme": 1}})
    assert made is not None
    assert made.model_dump(exclude_unset=True) == {"buyer": {"hme": 1}}
