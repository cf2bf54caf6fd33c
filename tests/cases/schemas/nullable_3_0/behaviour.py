from typing import Any, assert_type

import pytest
from api_nullable_3_0.models import Other, Thing
from pydantic import ValidationError

NULLS: dict[str, Any] = {
    "plain": None,
    "enum": None,
    "ref": None,
    "listed": None,
    "untyped": None,
    "named": None,
}


def test_null_is_taken_and_kept() -> None:
    thing = Thing(**NULLS)
    assert thing.to_dict() == NULLS
    assert_type(thing.plain, str | None)
    assert_type(thing.ref, Other | None)
    assert_type(thing.listed, list[int | None] | None)
    assert_type(thing.named, str | None)


def test_required_and_nullable_has_no_default() -> None:
    for name in NULLS:
        with pytest.raises(ValidationError, match=name):
            Thing(**{key: None for key in NULLS if key != name})


def test_null_is_invalid_without_nullable() -> None:
    assert Thing(**NULLS, optional=None).to_dict() == {**NULLS, "optional": None}
    with pytest.raises(ValidationError, match="never"):
        Thing.model_validate_json(Thing(**NULLS).to_json()[:-1] + ', "never": null}')
