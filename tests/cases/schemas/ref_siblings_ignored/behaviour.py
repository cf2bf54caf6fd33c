from api_ref_siblings_ignored.models import Thing


def test_before_3_1_a_reference_stands_alone() -> None:
    assert Thing(name="longer").to_dict() == {"name": "longer"}
