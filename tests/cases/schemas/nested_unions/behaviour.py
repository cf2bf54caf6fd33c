from typing import assert_type

from api_nested_unions.models import Thing


def test_unions_are_as_flat_as_they_can_be() -> None:
    text = (
        '{"flat": null, "single": "a", "nullable": null, "all_null": null, "same": "b"}'
    )
    thing = Thing.model_validate_json(text)
    assert_type(thing.flat, str | int | bool | None)
    assert_type(thing.single, str)
    assert_type(thing.nullable, str | None)
    assert_type(thing.all_null, None)
    assert_type(thing.same, str)
    assert thing.to_dict() == {
        "flat": None,
        "single": "a",
        "nullable": None,
        "all_null": None,
        "same": "b",
    }
