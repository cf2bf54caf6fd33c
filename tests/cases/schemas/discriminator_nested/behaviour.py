from api_discriminator_nested.models import Cat, Dog, Holder, Oak, Other


def test_a_tag_leads_through_a_union_to_a_model() -> None:
    cat = Holder.model_validate_json('{"being": {"kind": "cat", "rings": 1}}')
    assert isinstance(cat.being, Cat)
    oak = Holder.model_validate_json('{"being": {"kind": "oak", "lives": 1}}')
    assert isinstance(oak.being, Oak)
    assert Holder(being=Dog(kind="dog", tricks=1)).to_dict() == {
        "being": {"kind": "dog", "tricks": 1}
    }


def test_the_default_is_for_all_other_tags() -> None:
    other = Holder.model_validate_json('{"being": {"kind": "elm", "rings": 1}}')
    assert isinstance(other.being, Other)
    assert other.to_dict() == {"being": {"kind": "elm", "rings": 1}}
