from typing import assert_type

from api_nullable_3_1.models import Other, Thing

NULLS = '{"array": null, "any_of": null, "one_of": null, "enum": null, "named": null}'


def test_every_spelling_is_the_same() -> None:
    thing = Thing.model_validate_json(NULLS)
    assert_type(thing.array, str | None)
    assert_type(thing.any_of, str | None)
    assert_type(thing.one_of, Other | None)
    assert_type(thing.named, Other | None)
    assert_type(thing.optional, str | None)
    assert thing.to_json() == NULLS.replace(" ", "")
    assert thing.model_copy(update={"optional": None}).to_dict()["optional"] is None
