import datetime as dt
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
    holder = Holder.model_validate_json('{"mixed": "2024-01-02T03:04:05Z"}')
    assert holder.mixed == dt.datetime(2024, 1, 2, 3, 4, 5, tzinfo=dt.UTC)
