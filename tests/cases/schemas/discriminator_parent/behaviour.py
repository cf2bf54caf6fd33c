import json

from api_discriminator_parent import Client
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


def test_an_invalid_child_is_read_as_the_parent(server: Loopback) -> None:
    # Valid by the parent's schema, which is all that the document demands.
    server.will(answer(200, [{"kind": "Dog", "name": "Rex"}]))
    with Client(base_url=server.url, validate_responses="strict") as client:
        (pet,) = client.pets.list()
        assert isinstance(pet, Pet) and pet.to_dict() == {"kind": "Dog", "name": "Rex"}
        server.will(answer(204))
        client.pets.create(kind="Dog", name="Rex")
    assert json.loads(server.seen[1].body) == {"kind": "Dog", "name": "Rex"}


def test_a_child_is_sent_where_a_pet_is_wanted(server: Loopback) -> None:
    server.will(answer(204))
    with Client(base_url=server.url) as client:
        client.pets.create(kind="kitty", name="Tom", lives=9)
    assert json.loads(server.seen[0].body) == PETS[0]
