"""Operations that answer JSON or a stream as a boolean in their body says."""

from __future__ import annotations

import asyncio
import inspect
import json
import re
import typing
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.contract.packages import (
    cases_by_path,
    generate_from,
    import_package,
    open_contract,
    own_cases,
)
from tests.loopback import Handler, Loopback, answer, serving

JSON, SSE = "application/json", "text/event-stream"
STRING, BOOLEAN = {"type": "string"}, {"type": "boolean"}
FORM = "application/x-www-form-urlencoded"


def body(required: tuple[str, ...] = (), **properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(required)}


PLAIN = body(("prompt",), prompt=STRING, n={"type": "integer"}, stream={"const": False})
STREAMED = body(
    ("prompt", "stream"), prompt=STRING, every=STRING, stream={"const": True}
)
FLAG = {"$ref": "#/components/schemas/Flag"}
BODIES: dict[str, dict[str, Any]] = {
    "optional": {JSON: body(("prompt",), prompt=STRING, stream=BOOLEAN)},
    "nullable": {
        JSON: body(
            prompt=STRING, stream={"type": ["boolean", "null"], "default": False}
        )
    },
    "by_default": {JSON: body(prompt=STRING, stream={**BOOLEAN, "default": True})},
    "needed": {JSON: {"allOf": [body(prompt=STRING), body(("stream",), stream=FLAG)]}},
    "variants": {JSON: {"oneOf": [PLAIN, STREAMED]}},
    "without": {
        JSON: {
            "oneOf": [
                body(("prompt", "n"), prompt=STRING, n={"type": "integer"}),
                body(("prompt",), prompt=STRING, every=STRING, stream=BOOLEAN),
            ]
        }
    },
    "form_variants": {
        FORM: {
            "oneOf": [
                body(("prompt", "stream"), prompt=STRING, stream=BOOLEAN),
                body(("n",), n={"type": "integer"}),
            ]
        }
    },
    "some_variants": {
        JSON: {
            "oneOf": [
                body(("prompt", "stream"), prompt=STRING, stream=BOOLEAN),
                body(("n",), n={"type": "integer"}, stream=BOOLEAN),
            ]
        }
    },
    "one_value": {JSON: body(("prompt",), prompt=STRING, stream={"enum": [True]})},
    "always": {JSON: body(("prompt", "stream"), prompt=STRING, stream={"const": True})},
    "open": {JSON: {**body(stream=BOOLEAN), "additionalProperties": STRING}},
    "form": {FORM: body(("prompt",), prompt=STRING, stream=BOOLEAN)},
    "parts": {"multipart/form-data": body(prompt=STRING, stream=BOOLEAN)},
    "both": {
        JSON: body(prompt=STRING, stream=BOOLEAN),
        FORM: body(("prompt", "stream"), prompt=STRING, stream=BOOLEAN),
    },
    "other": {JSON: body(prompt=STRING, stream={"type": "string"})},
}
RESPONSES = {
    "200": {
        "description": "",
        "content": {
            JSON: {"schema": body(("text",), text=STRING)},
            SSE: {"schema": body(("delta",), delta=STRING)},
        },
    }
}


def operation(name: str, content: dict[str, Any]) -> dict[str, Any]:
    media = {
        kind: {"schema": schema, "example": {"prompt": "hi", "stream": True}}
        for kind, schema in content.items()
    }
    return {
        "operationId": f"all.{name}",
        "tags": ["all"],
        "requestBody": {"content": media},
        "responses": RESPONSES,
    }


DOCUMENT: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "Flags", "version": "1"},
    "servers": [{"url": "https://api.example"}],
    "paths": {f"/{n}": {"post": operation(n, each)} for n, each in BODIES.items()},
    "components": {"schemas": {"Flag": BOOLEAN}},
}


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return generate_from(DOCUMENT, "flags", tmp_path_factory.mktemp("flags"))


@pytest.fixture(scope="module")
def flags(project: Path) -> Any:
    return import_package(project, "flags")


@pytest.fixture
def server() -> Iterator[Loopback]:
    def reply(handler: Handler) -> None:
        if b"true" in handler.server.last.body:
            answer(200, b'data: {"delta": "a"}\n\ndata: [DONE]\n\n', SSE)(handler)
        else:
            answer(200, {"text": "whole"})(handler)

    with serving() as found:
        found.will(reply)
        yield found


@pytest.mark.parametrize(
    "name",
    [
        n
        for n in BODIES
        if n not in ("always", "other") and (n == "both" or JSON in BODIES[n])
    ],
)
def test_each_method_gets_what_it_reads(
    flags: Any, server: Loopback, name: str
) -> None:
    with flags.Client(base_url=server.url) as client:
        assert getattr(client.all, name)(**given(name)).text == "whole"
        sent = server.last.json if server.last.body else {}
        stays = name in ("by_default", "needed", "some_variants", "both")
        assert sent.get("stream", "absent") == (False if stays else "absent")
        stream = getattr(client.all, f"{name}_stream")
        assert [each.delta for each in stream(**given(name))] == ["a"]
        assert server.last.json == {**given(name), "stream": True}

    async def main() -> list[str]:
        async with flags.AsyncClient(base_url=server.url) as client:
            method = getattr(client.all, f"{name}_stream")
            return [each.delta async for each in await method(**given(name))]

    assert asyncio.run(main()) == ["a"]
    assert server.last.json == {**given(name), "stream": True}


def given(name: str) -> dict[str, Any]:
    return {} if name == "open" else {"prompt": "x"}


def test_forms_have_the_flag_too(flags: Any, server: Loopback) -> None:
    with flags.Client(base_url=server.url) as client:
        client.all.form(prompt="x")
        assert server.last.body == b"prompt=x"
        assert len(list(client.all.form_stream(prompt="x"))) == 1
        assert server.last.body == b"prompt=x&stream=true"
        assert len(list(client.all.parts_stream(prompt="x"))) == 1
        assert b'name="stream"\r\n' in server.last.body


@pytest.mark.parametrize(
    ("name", "plain", "streaming"),
    [
        ("optional", "bool | None = None", "Literal[True] = True"),
        ("nullable", "bool | Unset | None = UNSET", "Literal[True] = True"),
        ("by_default", "bool = False", "Literal[True] = True"),
        ("needed", "bool = False", "Literal[True] = True"),
        ("variants", "bool | None = None", "Literal[True] = True"),
        ("one_value", "bool | None = None", "Literal[True] = True"),
        ("always", "Literal[True] = True", "Literal[True] = True"),
        ("other", "str | None = None", "str | None = None"),
    ],
)
def test_the_argument_of_each_method(
    flags: Any, name: str, plain: str, streaming: str
) -> None:
    for suffix, expected in ("", plain), ("_stream", streaming):
        method = getattr(flags.Client(base_url="http://a").all, name + suffix)
        found = inspect.signature(method).parameters["stream"]
        assert f"{found.annotation} = {found.default!r}" == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("optional", ["Literal[False] | None", "Literal[True]", "bool"]),
        ("by_default", ["Literal[False]", "Literal[True]", "bool"]),
        ("variants", ["Literal[False] | None", "Literal[True]"]),
        ("one_value", ["", "Literal[True]"]),
        ("without", ["", "Literal[False] | None", "Literal[True]", "bool"]),
        ("some_variants", ["Literal[False]", "Literal[True]", "bool"]),
        ("always", []),  # No call asks for a value.
        ("other", []),
    ],
)
def test_overloads_by_the_flag(flags: Any, name: str, expected: list[str]) -> None:
    method = getattr(type(flags.Client(base_url="http://a").all), name)
    found = [inspect.signature(each) for each in typing.get_overloads(method)]
    of_flag: dict[str, set[str]] = {}
    for each in found:
        flag = each.parameters.get("stream")
        of_flag.setdefault(flag.annotation if flag else "", set()).add(
            re.sub(r"\[[^|]*\]$", "", each.return_annotation.replace("models.", ""))
        )
    assert list(of_flag) == expected
    for annotation, results in of_flag.items():
        (result,) = results
        assert ("Stream" in result) is (annotation in ("Literal[True]", "bool"))
        assert ("Response" in result) is (annotation != "Literal[True]")


@pytest.mark.parametrize(
    "name",
    [
        "optional",
        "nullable",
        "by_default",
        "needed",
        "variants",
        "some_variants",
        "both",
    ],
)
def test_the_flag_chooses_the_result(flags: Any, server: Loopback, name: str) -> None:
    with flags.Client(base_url=server.url) as client:
        method = getattr(client.all, name)
        assert [each.delta for each in method(prompt="x", stream=True)] == ["a"]
        assert server.last.json == {"prompt": "x", "stream": True}
        assert method(prompt="x", stream=False).text == "whole"
        assert server.last.json == {"prompt": "x", "stream": False}
        with pytest.raises(flags.RequestValidationError):
            method(prompt="x", stream="yes")
        reply = client.with_response(method, prompt="x", stream=True)
        assert [each.delta for each in reply.parsed] == ["a"]

    async def main() -> list[str]:
        async with flags.AsyncClient(base_url=server.url) as client:
            method = getattr(client.all, name)
            assert (await method(prompt="x")).text == "whole"
            stream = await method(prompt="x", stream=True)
            return [each.delta async for each in stream]

    assert asyncio.run(main()) == ["a"]


def test_only_variants_that_have_the_value_are_taken(flags: Any) -> None:
    resource = type(flags.Client(base_url="http://a").all)
    found = [
        set(inspect.signature(each).parameters) - {"self", "options"}
        for each in (
            *typing.get_overloads(resource.variants),
            resource.variants_stream,
        )
    ]
    plain, streaming = {"prompt", "n", "stream"}, {"prompt", "every", "stream"}
    assert found == [plain, streaming, streaming]


def test_the_package_passes_its_own_tests(project: Path) -> None:
    text = (project / "tests" / "test_all.py").read_text()
    with open_contract(project, "flags") as contract:
        for case in own_cases(text):
            contract.check_requests(case)
            contract.check_responses(case)
            contract.check_wire(case)
        # The variant without the flag is not one of the streaming method.
        names = [name for name, _ in contract.take_not_checked()]
    assert names == ["all.form_variants_stream"]
    assert cases_by_path(project, "all")["optional"].constants == {"stream": True}


def test_a_value_that_only_some_variants_send_is_given(
    flags: Any, server: Loopback
) -> None:
    with flags.Client(base_url=server.url) as client:
        client.all.form_variants(prompt="x", stream=False)
        assert server.last.body == b"prompt=x&stream=false"
        client.all.form_variants(n=1)
        assert server.last.body == b"n=1"
        assert len(list(client.all.form_variants_stream(prompt="x"))) == 1


def test_samples_do_not_give_the_flag(project: Path) -> None:
    text = (project / "api.md").read_text()
    assert 'client.all.optional(prompt="hi")' in text
    assert 'client.all.optional_stream(prompt="hi")' in text
    wire = (project / "tests" / "wire" / "all.http").read_text()
    assert wire.count(json.dumps({"prompt": "hi"}, separators=(",", ":"))) >= 2
