import json
from typing import Any, assert_type

import pytest
from api_nullable_3_0.models import Cat, Dog, Other, Thing
from pydantic import ValidationError

NULLS: dict[str, Any] = {
    "plain": None,
    "beside": None,
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
    assert_type(thing.beside, Other | None)
    assert_type(thing.refs, list[Other | None] | None)
    assert_type(thing.map, dict[str, str | None] | None)
    assert_type(thing.pet, Cat | Dog | None)
    assert_type(thing.ref, Other | None)
    assert_type(thing.listed, list[int | None] | None)
    assert_type(thing.named, str | None)


def test_nullable_beside_a_reference_allows_null() -> None:
    """In 3.0 too, where it has no effect if the specification is read strictly."""
    values = {"refs": [None, {"id": "a"}], "map": {"a": None, "b": "c"}}
    for pet in ({"kind": "Dog"}, None):
        wire = {**NULLS, **values, "pet": pet}
        thing = Thing.model_validate_json(json.dumps(wire))
        assert thing.to_dict() == wire
        assert pet is None or isinstance(thing.pet, Dog)
    refused: list[dict[str, Any]] = [
        {"beside": "a"},
        {"refs": ["a"]},
        {"map": {"a": 1}},
    ]
    for wrong in refused:
        arguments: dict[str, Any] = {**NULLS, **wrong}
        with pytest.raises(ValidationError):
            Thing(**arguments)


def test_required_and_nullable_has_no_default() -> None:
    for name in NULLS:
        with pytest.raises(ValidationError, match=name):
            Thing(**{key: None for key in NULLS if key != name})


def test_null_is_invalid_without_nullable() -> None:
    assert Thing(**NULLS, optional=None).to_dict() == {**NULLS, "optional": None}
    with pytest.raises(ValidationError, match="never"):
        Thing.model_validate_json(Thing(**NULLS).to_json()[:-1] + ', "never": null}')
