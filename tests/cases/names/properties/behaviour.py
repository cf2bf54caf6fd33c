import json

from api_properties import Client
from api_properties.models import Thing

from tests.loopback import Loopback, answer

NAMES = [
    *("a-b", "a_b", "aB", "class", "model_config", "copy", "schema", "json"),
    *("_private", "", "@type", "$ref", "日本", "1st", "+1", "-1", "int"),
    *("self", "None", "__class__", "to_dict", "model_fields_set", "ﬁ", 'a\nb"'),
]
VALUE = {name: number for number, name in enumerate(NAMES)}


def test_every_property_has_a_name_of_its_own() -> None:
    thing = Thing.model_validate_json(json.dumps(VALUE), by_name=False)
    assert not thing.model_extra
    assert thing.to_dict() == VALUE
    assert len(Thing.model_fields) == len(VALUE) + 1
    for name in Thing.model_fields:
        assert name.isascii() and name.isidentifier() and not name.startswith("_")


def test_models_still_work() -> None:
    thing = Thing(a_b=1, model_config_=2, copy_=3)
    assert thing.model_copy() == thing
    assert thing.to_dict() == {"a_b": 1, "model_config": 2, "copy": 3}


def test_arguments_have_them_too(server: Loopback) -> None:
    server.will(answer(200, VALUE))
    with Client(base_url=server.url) as client:
        thing = client.things.create(a_b=1, self_=2, class_=3, none=4)
    sent = json.loads(server.seen[0].body)
    assert sent == {"a_b": 1, "self": 2, "class": 3, "None": 4}
    assert thing.to_dict() == VALUE
