from api_overrides import Client, models

from tests.loopback import Loopback, answer


def test_what_the_document_asks_for_is_first(server: Loopback) -> None:
    assert models.Session(state="a", kind="k").to_dict() == {"st": "a", "class": "k"}
    assert models.Session2(other="o").to_dict() == {"other": "o"}
    server.will(answer(204))
    with Client(base_url=server.url) as client:
        client.sessions.close(session="1")
    assert server.seen[0].target == "/sessions/1/close"


def test_a_name_is_an_identifier_whatever_is_asked_for() -> None:
    assert models.ImportOs(b_c="1").to_dict() == {"a": "1"}
