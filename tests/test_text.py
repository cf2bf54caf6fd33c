"""Functions on text that any floor uses."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.text import dump_json

LEAVES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text()
)
VALUES = st.recursive(
    LEAVES, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)
)


@given(VALUES, st.integers(1, 4))
def test_json_is_indented_as_the_standard_library_does(value: Any, indent: int) -> None:
    assert dump_json(value, indent) == json.dumps(
        value, indent=indent, ensure_ascii=False
    )


def test_a_number_that_json_does_not_have_is_refused() -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        dump_json({"a": [float("nan")]}, 1)
