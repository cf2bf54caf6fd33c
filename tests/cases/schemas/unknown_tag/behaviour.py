import warnings

import pytest
from api_unknown_tag import (
    Client,
    RequestValidationError,
    ResponseValidationWarning,
)
from api_unknown_tag.models import Dog

from tests.loopback import Loopback, answer


def test_what_the_document_does_not_know_yet_is_kept(server: Loopback) -> None:
    home = {"pet": {"kind": "fish", "fins": 2}, "state": "half"}
    server.will(answer(200, home))
    client = Client(base_url=server.url, validate_responses="strict")
    with client, warnings.catch_warnings():
        warnings.simplefilter("error")
        found = client.homes.get()
    assert found.state == "half"
    assert found.to_dict() == home


def test_what_can_be_no_tag_deviates(server: Loopback) -> None:
    for kind in (None, 5, ["cat"]):
        home = {"pet": {"kind": kind}}
        server.will(answer(200, home))
        with (
            Client(base_url=server.url) as client,
            pytest.warns(ResponseValidationWarning, match="/pet"),
        ):
            found = client.homes.get()
        assert found.to_dict() == home


def test_a_sent_tag_must_be_known(server: Loopback) -> None:
    server.will(answer(204))
    with Client(base_url=server.url) as client:
        client.homes.create(pet=Dog(kind="dog"), state="full")
        with pytest.raises(RequestValidationError):
            client.homes.create(state="half")  # type: ignore[arg-type]
    assert len(server.seen) == 1
