from typing import assert_type

import pytest
from api_all_of_beside_siblings.models import Base, Holder, Renamed, Session
from pydantic import ValidationError


def test_own_keywords_and_members_make_one_model() -> None:
    session = Session(id="a", ttl=60)
    assert session.to_dict() == {"id": "a", "ttl": 60}
    with pytest.raises(ValidationError):
        Session.model_validate({"id": "a"})
    with pytest.raises(ValidationError):
        Session.model_validate({"id": "a", "ttl": 60, "other": 1})


def test_a_single_member_is_what_it_refers_to() -> None:
    holder = Holder(base=Base(id="a"))
    assert_type(holder.base, Base | None)
    assert Holder.model_validate_json('{"base": null}').to_dict() == {"base": None}
    assert Renamed(id="a").to_dict() == {"id": "a"}
