import json
from typing import Any

import httpx2
import pytest
from api_tags import Client, RequestValidationError, ResponseValidationError
from api_tags.models import Copy, Done, InnerB, Job, Two, Wait


def echo(request: httpx2.Request) -> httpx2.Response:
    is_step = request.url.path == "/steps"
    return httpx2.Response(204) if is_step else answer(json.loads(request.content))


def answer(value: object) -> httpx2.Response:
    return httpx2.Response(200, json=value)


class Sent:
    """Calls operations, and keeps the bodies of the requests."""

    def __init__(self, response: object = None) -> None:
        self.bodies: list[Any] = []
        self.response = response
        transport = httpx2.MockTransport(self.handle)
        self.client = Client(
            base_url="https://api.example",
            validate_responses="strict",
            http_client=httpx2.Client(transport=transport),
        )

    def handle(self, request: httpx2.Request) -> httpx2.Response:
        self.bodies.append(json.loads(request.content))
        return echo(request) if self.response is None else answer(self.response)

    def job(self, **arguments: Any) -> Job:
        return self.client.jobs.create(**arguments)

    def step(self, **arguments: Any) -> Any:
        create: Any = self.client.steps.create
        create(**arguments)
        return self.bodies[-1]

    def refuses(self, call: Any, message: str) -> None:
        count = len(self.bodies)
        with pytest.raises((RequestValidationError, TypeError), match=message):
            call()
        assert len(self.bodies) == count


VALID: list[dict[str, Any]] = [
    {"steps": [{"kind": "a", "x": "1"}, {"kind": "c", "y": "1"}]},
    {"by_name": {"k": {"kind": "b", "y": "1"}}},
    {"maybe": {"kind": "a", "x": "1"}},
    {"typed": {"@type": "one", "p": "1"}},
    {"typed": {"@type": "Two", "q": "1"}},
    {"end": {"ok": True, "value": "s"}},
    {"end": {"ok": False, "value": 1}},
    {"event": {"version": -1, "value": "s"}},
    {"event": {"version": 1, "value": 5}},
    {"nested": {"kind": "i", "sub": 2, "n": 1}},
    {"nested": {"kind": "a", "x": "1"}},
    {"nested": {"kind": "l", "b": "1"}},
]
UNKNOWN = "should be "
INVALID: list[tuple[dict[str, Any], str]] = [
    ({"steps": [{"kind": "a", "y": "1"}]}, "x: required"),
    ({"steps": [{"kind": "s3cret", "x": "1"}]}, f"kind: {UNKNOWN}"),
    ({"steps": [{"x": "1"}]}, "kind: required"),
    ({"by_name": {"k": {"kind": "Copy", "x": "1"}}}, f"kind: {UNKNOWN}"),
    ({"maybe": {"kind": "Wait", "y": "1"}}, f"kind: {UNKNOWN}"),
    ({"typed": {"@type": "One"}}, rf"typed\['@type'\]: {UNKNOWN}"),
    ({"typed": {}}, r"typed\['@type'\]: required"),
    ({"end": {"ok": 1}}, f"ok: {UNKNOWN}"),
    ({"end": {"ok": "true"}}, f"ok: {UNKNOWN}"),
    ({"end": {"ok": False, "value": "s3cret"}}, "value: "),
    ({"event": {"version": "1"}}, f"version: {UNKNOWN}"),
    ({"event": {"version": True}}, f"version: {UNKNOWN}"),
    ({"event": {"version": 0, "value": 5}}, "value: "),
    ({"nested": {"kind": "i", "sub": 2, "n": "s3cret"}}, "n: "),
    ({"nested": {"kind": "i", "sub": 3}}, f"sub: {UNKNOWN}"),
    ({"nested": {"kind": "l"}}, "required"),
    ({"nested": {"kind": "b", "y": "1"}}, f"kind: {UNKNOWN}"),
]


def test_each_value_is_the_variant_of_its_tag() -> None:
    sent = Sent()
    for value in VALID:
        assert sent.job(**value).to_dict() == sent.bodies[-1] == value


def test_values_with_another_tag_are_refused() -> None:
    sent = Sent()
    for value, message in INVALID:
        with pytest.raises(RequestValidationError, match=message) as caught:
            sent.job(**value)
        assert "s3cret" not in str(caught.value)
    assert sent.bodies == []


def test_the_tag_of_a_model_is_its_own() -> None:
    sent = Sent()
    sent.job(steps=[Copy(x="1")], end=Done(value="s"), typed=Two(q="1"))
    assert sent.bodies[-1] == {
        "steps": [{"kind": "a", "x": "1"}],
        "end": {"ok": True, "value": "s"},
        "typed": {"@type": "Two", "q": "1"},
    }
    sent.job(nested=InnerB(n=1))
    assert sent.bodies[-1] == {"nested": {"kind": "i", "sub": 2, "n": 1}}
    changes: list[tuple[str, Any, str, object]] = [
        ("maybe", Copy(x="1"), "kind", "b"),
        ("maybe", Wait(kind="b", y="1"), "kind", "a"),
        ("end", Done(), "ok", False),
        ("typed", Two(), "type", "one"),
        ("nested", InnerB(), "sub", 1),
        ("nested", InnerB(), "kind", "l"),
    ]
    for name, model, attribute, tag in changes:
        setattr(model, attribute, tag)
        sent.refuses(lambda n=name, m=model: sent.job(**{n: m}), "not a value of")


def test_keyword_arguments_are_the_variant_of_their_tag() -> None:
    sent = Sent()
    assert sent.step(kind="a", x="1") == {"kind": "a", "x": "1"}
    assert sent.step(x="1") == {"kind": "a", "x": "1"}
    assert sent.step(kind="c", y="1") == {"kind": "c", "y": "1"}
    for tag in ("b", "d", "Copy", None):
        sent.refuses(lambda t=tag: sent.step(kind=t, x="1"), "kind")
    sent.refuses(lambda: sent.step(y="1"), "kind: required")
    sent.refuses(lambda: sent.step(), "kind: required")


def test_a_response_deviates_as_the_variant_of_its_tag() -> None:
    for value, place in (
        ({"end": {"ok": True, "value": 5}}, "/end/value"),
        ({"event": {"version": 1, "value": "s"}}, "/event/value"),
        ({"nested": {"kind": "i", "sub": 1, "n": 5}}, "/nested/n"),
        ({"nested": {"kind": "a"}}, "/nested/x: required"),
        ({"end": {"ok": 1}}, "/end/ok: should be True or False"),
        ({"maybe": {"x": "1"}}, "/maybe/kind: required"),
    ):
        with pytest.raises(ResponseValidationError, match=place):
            Sent(value).job()
    later = {"maybe": {"kind": "d"}, "event": {"version": 2}, "nested": {"kind": "n"}}
    assert Sent(later).job().to_dict() == later
