import pytest
from api_ref_siblings.models import Base, Thing
from pydantic import ValidationError


def test_keywords_beside_a_reference_hold_too() -> None:
    thing = Thing.model_validate_json(
        '{"name": "long name", "short": "abc", "base": {}, "more": {"id": "a", "size": 1}}'
    )
    assert type(thing.base) is Base
    assert (thing.more.id, thing.more.size) == ("a", 1)
    with pytest.raises(ValidationError, match="short"):
        Thing.model_validate({**thing.to_dict(), "short": "abcd"})
    with pytest.raises(ValidationError, match="size"):
        Thing.model_validate({**thing.to_dict(), "more": {"id": "a"}})
