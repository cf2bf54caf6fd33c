import pytest
from api_inline_places import Client, NotFoundError, models

from tests.loopback import Loopback, answer


def test_names_tell_where_an_inline_schema_stands(server: Loopback) -> None:
    body = {
        "data": [{"sku": "a"}],
        "meta": {"page": {"next": "b"}},
        "prices": {"eur": {"amount": 1.5}},
    }
    server.will(answer(200, body), answer(404, {"code": 3}), answer(204))
    with Client(base_url=server.url) as client:
        found = client.orders.lines.list("1", sort="up")
        with pytest.raises(NotFoundError) as caught:
            client.orders.lines.list("1")
        client.orders.lines.create(
            "1", body=[models.CreateOrderLineRequestItem(sku="c")]
        )
    assert isinstance(found, models.ListOrderLinesResponse)
    assert found.to_dict() == body
    assert isinstance(caught.value.body, models.ListOrderLines404Response)
