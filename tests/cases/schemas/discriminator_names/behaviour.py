import json
from typing import assert_type

from api_discriminator_names.models import Cat, Dog, Fish, Home, PondDuck


def home(**pet: object) -> Home:
    return Home.model_validate_json(json.dumps({"pet": pet}))


def test_names_uris_and_implicit_names() -> None:
    assert_type(home(kind="Fish").pet, Cat | Dog | Fish | PondDuck)
    assert type(home(kind="by_name").pet) is Cat
    assert type(home(kind="by_uri").pet) is Dog
    assert type(home(kind="Fish").pet) is Fish
    assert type(home(kind="dotted").pet) is PondDuck


def test_the_tag_wins_over_the_structure() -> None:
    assert type(home(kind="by_uri", lives=9).pet) is Dog


def test_a_model_is_sent_as_what_it_is() -> None:
    sent = Home(pet=Fish(kind="Fish", fins=2)).to_dict()
    assert sent == {"pet": {"kind": "Fish", "fins": 2}}
