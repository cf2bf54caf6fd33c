from api_schemas_like_python import Client, models

from tests.loopback import Loopback, answer

ALL = {
    "list": {"id": "1"},
    "str": {"id": "2"},
    "model": {"id": "3"},
    "datetime": {"at": "2024-01-02T03:04:05Z"},
    "client": {"id": "4"},
    "any": {"id": None},
    "type": {"id": "5"},
    "self": {"id": "6"},
    "init": {"id": "7"},
    "literal": "b",
    "none": {"id": "8"},
    "dict": {"id": "9"},
    "field": {"max": 3},
    "texts": ["a"],
}


def test_nothing_is_shadowed(server: Loopback) -> None:
    server.will(answer(200, ALL))
    with Client(base_url=server.url) as client:
        found = client.client.get_all()
    assert found.to_dict() == ALL
    assert isinstance(found.client, models.Client)
    assert isinstance(found.datetime, models.Datetime)
    assert isinstance(found.self, models.SelfModel)
    assert isinstance(found.init, models.Init)


def test_every_model_is_there() -> None:
    for name in models.__all__:
        assert getattr(models, name) is not None
    assert len(models.__all__) == 15
