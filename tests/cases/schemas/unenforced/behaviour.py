from decimal import Decimal
from typing import assert_type

from api_unenforced.models import Either, Thing


def test_what_no_type_expresses_is_left_to_the_server() -> None:
    thing = Thing(kind="other", size=1, things=[2], word="apple")
    assert_type(thing.size, int | None)
    assert_type(thing.things, list[int] | None)
    assert_type(thing.price, Decimal | None)
    assert Thing(kind="box", price=Decimal("2.5")).to_dict()["price"] == "2.5"
    assert thing.to_dict() == {
        "kind": "other",
        "size": 1,
        "things": [2],
        "word": "apple",
    }
    assert Thing.model_validate_json('{"kind": "box"}').to_dict() == {"kind": "box"}
    assert Either().to_dict() == {}
