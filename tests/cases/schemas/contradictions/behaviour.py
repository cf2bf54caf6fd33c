from typing import Any, assert_type

from api_contradictions.models import Thing


def test_the_declared_type_wins() -> None:
    thing = Thing(text="a", listed=["long enough"], object={"a": 1}, odd=[1], members=3)
    assert_type(thing.text, str | None)
    assert_type(thing.listed, list[str] | None)
    assert_type(thing.object, dict[str, Any] | None)
    assert_type(thing.members, int | None)
    assert_type(thing.odd, Any | None)
    assert thing.to_dict() == {
        "text": "a",
        "listed": ["long enough"],
        "object": {"a": 1},
        "odd": [1],
        "members": 3,
    }
