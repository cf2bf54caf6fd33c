import json

import pytest
from api_discriminator_parent import (
    Client,
    RequestValidationError,
    ResponseValidationError,
    ResponseValidationWarning,
)
from api_discriminator_parent.models import Cat, Dog, Pet

from tests.loopback import Loopback, answer

PETS = [
    {"kind": "kitty", "name": "Tom", "lives": 9},
    {"kind": "Dog", "name": "Rex", "tricks": ["sit"]},
    {"kind": "fish", "name": "Nemo", "fins": 2},
]


def test_children_are_told_by_their_tag(server: Loopback) -> None:
    server.will(answer(200, PETS))
    with Client(base_url=server.url) as client:
        cat, dog, fish = client.pets.list()
    assert isinstance(cat, Cat) and cat.lives == 9
    assert isinstance(dog, Dog) and dog.tricks == ["sit"]
    # No schema is declared for a fish: it is read as the parent.
    assert isinstance(fish, Pet) and fish.name == "Nemo"
    assert [pet.to_dict() for pet in (cat, dog, fish)] == PETS


def test_an_invalid_child_is_not_read_as_the_parent(server: Loopback) -> None:
    invalid = {"kind": "Dog", "name": "Rex"}
    server.will(answer(200, [invalid]), answer(200, [invalid]))
    with Client(base_url=server.url, validate_responses="strict") as client:
        with pytest.raises(ResponseValidationError, match="/0/tricks: required"):
            client.pets.list()
        with pytest.raises(RequestValidationError, match="tricks: required"):
            client.pets.create(kind="Dog", name="Rex")
    warned = pytest.warns(ResponseValidationWarning, match="/0/tricks: required")
    with Client(base_url=server.url) as client, warned:
        (dog,) = client.pets.list()
    assert isinstance(dog, Dog) and dog.to_dict() == invalid
    assert len(server.seen) == 2


def test_a_child_is_sent_where_a_pet_is_wanted(server: Loopback) -> None:
    server.will(answer(204))
    with Client(base_url=server.url) as client:
        client.pets.create(kind="kitty", name="Tom", lives=9)
    assert json.loads(server.seen[0].body) == PETS[0]
