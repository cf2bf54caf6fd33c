import json

from api_read_only_twins import Client, models
from api_read_only_twins.models import Address, CardInput, User

from tests.loopback import Loopback, answer


def test_what_is_read_only_is_not_sent_and_what_is_write_only_does_not_come(
    server: Loopback,
) -> None:
    server.will(answer(201, {"id": 1, "name": "Ann", "cards": [{"id": "c"}]}))
    with Client(base_url=server.url) as client:
        user = client.users.create(
            name="Ann",
            password="secret",
            address=Address(street="Main"),
            cards=[CardInput(number="42")],
        )
    assert json.loads(server.seen[0].body) == {
        "name": "Ann",
        "password": "secret",
        "address": {"street": "Main"},
        "cards": [{"number": "42"}],
    }
    assert type(user) is User
    assert user.id == 1 and user.cards is not None and user.cards[0].id == "c"


def test_only_what_needs_a_twin_has_one() -> None:
    twins = [name for name in models.__all__ if name.endswith("Input")]
    assert twins == ["CardInput", "UserInput"]
