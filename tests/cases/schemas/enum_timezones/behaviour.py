from typing import assert_type, get_args

import pytest
from api_enum_timezones.models import Place, Zone
from pydantic import ValidationError

ZONES: list[Zone] = ["GMT+0", "GMT-0", "gmt0", "GMT0", "Etc/GMT+1"]


def test_members_that_look_alike_are_kept_apart() -> None:
    assert list(get_args(Zone)) == ZONES
    for zone in ZONES:
        assert Place(zone=zone).to_dict() == {"zone": zone}
    with pytest.raises(ValidationError):
        Place(zone="GMT")


def test_a_zone_of_tomorrow_is_read() -> None:
    place = Place.model_validate_json('{"zone": "UTC"}')
    assert_type(place.zone, Zone | str)
    assert place.zone == "UTC"
