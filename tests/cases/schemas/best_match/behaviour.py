import json

from api_best_match.models import Cloud, Holder, Partner


def test_the_variant_that_knows_more_wins() -> None:
    partner = Holder.model_validate_json('{"any": {"mode": "a", "interactive": true}}')
    assert type(partner.any) is Partner
    cloud = Holder.model_validate_json('{"any": {"mode": "a", "ttl": 1}}')
    assert type(cloud.any) is Cloud


def test_each_kind_of_json_is_kept() -> None:
    for value in ("text", 5, ["a"], [1], [], {"mode": "a"}, "5"):
        holder = Holder.model_validate_json(json.dumps({"mixed": value}))
        assert holder.to_dict() == {"mixed": value}
