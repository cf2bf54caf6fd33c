from typing import Any, assert_type

from api_without_type.models import Thing


def test_the_keywords_tell_the_type() -> None:
    thing = Thing(name="a", many=["b"], size=1.5, map={"a": 1}, free=[None])
    assert_type(thing.name, str)
    assert_type(thing.many, list[str] | None)
    assert_type(thing.size, float | None)
    assert_type(thing.map, dict[str, int] | None)
    assert_type(thing.free, Any | None)
    assert thing.to_dict() == {
        "name": "a",
        "many": ["b"],
        "size": 1.5,
        "map": {"a": 1},
        "free": [None],
    }
