import asyncio
import io
import re
from collections.abc import Callable
from typing import Any

import httpx2
import pytest
from api_argument_errors import (
    AsyncClient,
    Client,
    RequestOptions,
    RequestValidationError,
    ResponseValidationWarning,
)
from api_argument_errors.models import LineItem, Tree

ITEM = {"quantity": 1}
INTERNALS = re.compile(
    r"\w\[\w+[\[(]|errors\.pydantic|function-|json-or|Input should|<"
)


def refuse(request: httpx2.Request) -> httpx2.Response:
    raise AssertionError(f"sent: {request}")


def refusal(call: Callable[[Any], Any]) -> RequestValidationError:
    """Make a call with both clients, and return the error, which is the same."""

    async def main() -> None:
        transport = httpx2.MockTransport(refuse)
        http = httpx2.AsyncClient(transport=transport)
        await call(AsyncClient(base_url="https://api.example", http_client=http))

    http = httpx2.Client(transport=httpx2.MockTransport(refuse))
    with pytest.raises(RequestValidationError) as caught:
        call(Client(base_url="https://api.example", http_client=http))
    with pytest.raises(RequestValidationError) as caught_async:
        asyncio.run(main())
    assert str(caught.value) == str(caught_async.value)
    return caught.value


def put(**arguments: Any) -> str:
    given = {"order_id": 1, "line_items": [ITEM]} | arguments
    return str(refusal(lambda client: client.orders.update(**given)))


THE_ARGUMENT_AND_THE_RULE: list[tuple[Any, str]] = [
    ({"order_id": 0}, "order_id: should be greater than or equal to 1"),
    ({"order_id": "s3cret"}, "order_id: should be an integer, not str"),
    ({"x_trace": "s3cret"}, "x_trace: should have at most 5 characters"),
    (
        {"x_trace": "a\nb"},
        "x_trace: must not have control characters, lone surrogates, or spaces"
        " around the value",
    ),
    ({"in_days": ["a|b"]}, "in_days: an item contains the delimiter '|'"),
    (
        {"sort_by": "create"},
        "sort_by: should be 'created' or 'updated'; did you mean 'created'?",
    ),
    ({"sort_by": 3}, "sort_by: should be 'created' or 'updated', not int"),
    ({"state": 3}, "state: should be a string, not int"),
    ({"body_state": "s3cret"}, "body_state: should be 'draft', 'open' or 'paid'"),
    ({"email": "s3cret"}, "email: should match pattern '^[^@]+@[^@]+$'"),
    ({"due_on": "s3cret"}, "due_on: should be a full-date (RFC 3339, 5.6)"),
    ({"metadata": {"a b": 1}}, "metadata['a b']: should be a string, not int"),
    ({"metadata": ["s3cret"]}, "metadata: should be a dict, not list"),
    ({"line_items": []}, "line_items: should have at least 1 item, not 0"),
    ({"line_items": "s3cret"}, "line_items: should be a list, not str"),
    (
        {"line_items": [Tree(name="x")]},
        "line_items[0]: should be LineItem or a dict, not Tree",
    ),
    ({"line_items": [{}]}, "line_items[0].quantity: required"),
    (
        {"line_items": [ITEM, {**ITEM, "price_data": {"currency": "euro"}}]},
        "line_items[1].price_data.currency: should be 'eur' or 'usd';"
        " did you mean 'eur'?",
    ),
]


def test_the_argument_and_the_rule() -> None:
    for arguments, message in THE_ARGUMENT_AND_THE_RULE:
        assert put(**arguments) == message


def test_all_parameters_that_are_invalid() -> None:
    assert put(order_id=0, x_trace="s3cret", sort_by=3) == (
        "3 arguments are invalid:\n"
        "  order_id: should be greater than or equal to 1\n"
        "  x_trace: should have at most 5 characters\n"
        "  sort_by: should be 'created' or 'updated', not int"
    )


def test_keys_are_named_as_they_were_written() -> None:
    for key in ("unitAmount", "unit_amount"):
        place = f"line_items[0].price_data.{key}: should "
        for value, rule in (
            (1.5, "be an integer or a string, not float"),
            ("s3cret", "match pattern '^[0-9]+$'"),
        ):
            price = {"currency": "eur", key: value}
            assert put(line_items=[{**ITEM, "price_data": price}]) == place + rule


THE_VARIANT_THAT_FITS_BEST: list[tuple[Any, str]] = [
    ({"percent": 5}, ".reason: required (read as Percentage)"),
    ({"code": 5}, ".code: should be a string, not int (read as Coupon)"),
    (
        {"code": "x", "codes": 1},
        ".codes: unknown property; did you mean 'code'? (read as Coupon)",
    ),
    (5, ": should be Coupon, Percentage, a string or a dict, not int"),
]


def test_the_variant_that_fits_best() -> None:
    for discount, message in THE_VARIANT_THAT_FITS_BEST:
        found = put(line_items=[{**ITEM, "discount": discount}])
        assert found == f"line_items[0].discount{message}"


THE_VARIANT_THAT_THE_TAG_NAMES: list[tuple[Any, str]] = [
    (
        {"kind": "Card", "expMonth": "1"},
        "2 arguments are invalid:\n"
        "  source.number: required (read as Card)\n"
        "  source.expMonth: should be an integer, not str (read as Card)",
    ),
    (
        {"kind": "BankAcount", "iban": "s3cret"},
        "source.kind: should be 'Card' or 'BankAccount';"
        " did you mean 'BankAccount'?",
    ),
    ({"iban": "s3cret"}, "source.kind: required: 'Card' or 'BankAccount'"),
    (
        {"kind": "BankAccount", "iban": "s3cret" * 9},
        "source.iban: should have at most 34 characters (read as BankAccount)",
    ),
]


def test_the_variant_that_the_tag_names() -> None:
    for source, message in THE_VARIANT_THAT_THE_TAG_NAMES:
        assert put(source=source) == message


def test_overloads() -> None:
    def pay(**arguments: Any) -> str:
        return str(refusal(lambda client: client.payments.create(**arguments)))

    def start(**arguments: Any) -> str:
        return str(refusal(lambda client: client.starts.create(**arguments)))

    assert pay(number=5) == "number: should be a string, not int (read as Card)"
    assert pay(kind="Cart", number="1") == (
        "kind: should be 'Card' or 'BankAccount'; did you mean 'Card'?"
    )
    assert pay(number="1", iban="1") == "kind: required: 'Card' or 'BankAccount'"
    assert start(mode="dedicted").startswith(
        "mode: should be 'batch' or 'dedicated'; did you mean 'dedicated'? (read as "
    )
    assert start(mode="batch", max_ttl=0).startswith(
        "max_ttl: should be greater than or equal to 1 (read as "
    )
    assert start(mode="batch", max_ttl=1, interactive_ttl=1) == (
        "these arguments cannot be combined: interactive_ttl, max_ttl, mode"
    )


def test_files() -> None:
    def upload(**arguments: Any) -> str:
        return str(refusal(lambda client: client.photos.create(**arguments)))

    assert upload(photo_file=5) == (
        "photo_file: should be bytes, an open file or a path"
    )
    assert upload(photo_file=io.StringIO("s3cret")) == (
        "photo_file: files must be opened in binary mode"
    )
    assert upload(photo_file=("a\nb", b"", "text/plain\n")) == (
        "photo_file: line break in a header of its part"
    )
    assert upload(photo_file=b"", taken_on="s3cret") == (
        "taken_on: should be a full-date (RFC 3339, 5.6)"
    )


def test_a_body_as_a_whole() -> None:
    def plant(body: Any) -> RequestValidationError:
        return refusal(lambda client: client.trees.create(body=body))

    tree: dict[str, Any] = {"name": "a", "children": [{"name": 5}]}
    assert str(plant([tree])) == "body[0].children[0].name: should be a string, not int"
    tree["children"].append(tree)
    del tree["children"][0]
    assert str(plant([tree])) == "body[0].children[0]: must not contain itself"
    found = plant([{"name": "a"}, *[{"names": "s3cret"}] * 50])
    lines = str(found).splitlines()
    assert lines[:2] == [
        "50 arguments are invalid:",
        "  body[1].name: required; 'names' is not documented",
    ]
    assert len(lines) == 10 and lines[-1] == "  … and 42 more"
    assert len(found.errors) == 50
    assert found.errors[49].path == "body[50].name"
    assert found.errors[49].message == "required; 'names' is not documented"
    assert not INTERNALS.search(str(found)) and "s3cret" not in str(found)


OPTIONS_OF_ANOTHER_TYPE: list[tuple[Any, str]] = [
    ({"timeout": "5"}, "timeout: should be seconds or an httpx2.Timeout, not str"),
    ({"deadline": "5"}, "deadline: should be seconds, not str"),
    ({"max_retries": 1.5}, "max_retries: should be an integer, not float"),
    ({"max_retries": True}, "max_retries: should be an integer, not bool"),
    ({"retry_unsafe": 1}, "retry_unsafe: should be a boolean, not int"),
    ({"extra_headers": ["x"]}, "extra_headers: should be a dict, not list"),
    ({"extra_query": "x=1"}, "extra_query: should be a dict, not str"),
    ({"extra_body": 5}, "extra_body: should be a dict, not int"),
]


def test_options_of_another_type() -> None:
    for options, message in OPTIONS_OF_ANOTHER_TYPE:
        with pytest.raises(TypeError, match=f"^{re.escape(message)}$"):
            RequestOptions(**options)


OPTIONS_WITH_VALUES_THAT_CANNOT_BE_SENT: list[tuple[Any, str]] = [
    (
        {"extra_headers": {"X": 5}},
        "extra_headers['X']: name and value of a header should be strings",
    ),
    ({"extra_headers": {"a b": "s3cret"}}, "extra_headers['a b']: not a valid "),
    ({"extra_query": {"a": object()}}, "extra_query['a']: should be a JSON value"),
    ({"extra_body": {"a": object()}}, "body: the value cannot be encoded"),
]


def test_options_with_values_that_cannot_be_sent() -> None:
    for options, message in OPTIONS_WITH_VALUES_THAT_CANNOT_BE_SENT:
        found = put(options=RequestOptions(**options))
        assert found.startswith(message) and "s3cret" not in found


def test_options_of_a_client() -> None:
    for name, value in (("timeout", "x"), ("max_retries", "x")):
        options: dict[str, Any] = {name: value}
        with pytest.raises(TypeError, match=f"^{name}: should be .*, not str$"):
            Client(base_url="https://api.example", **options)
    headers: Any = {"X": 5}
    with pytest.raises(RequestValidationError, match=r"^headers\['X'\]: "):
        Client(base_url="https://api.example", headers=headers)


def test_responses_in_the_same_words() -> None:
    answer = {"name": "a", "children": [{"name": 5}, "b", {}]}
    transport = httpx2.MockTransport(lambda _: httpx2.Response(200, json=answer))
    http = httpx2.Client(transport=transport)
    client = Client(base_url="https://api.example", http_client=http)
    with pytest.warns(ResponseValidationWarning) as caught:
        tree: Any = client.trees.create(body=[{"name": "a"}])
    assert str(caught[0].message) == (
        "trees.create: the response deviates from the API document:"
        " /children/0/name: should be a string, not an integer;"
        " /children/1: should be an object, not a string;"
        " /children/2/name: required, but missing"
    )
    assert tree.children[0].name == 5


def test_models_keep_the_messages_of_pydantic() -> None:
    with pytest.raises(ValueError, match="quantity\n  Field required"):
        LineItem.model_validate({})
