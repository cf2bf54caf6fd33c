import asyncio
import inspect
from typing import assert_type

import pytest
from api_stream_flag import (
    AsyncClient,
    AsyncStream,
    Client,
    RequestValidationError,
    Stream,
    StreamError,
    models,
)

from tests.loopback import Handler, Loopback, answer

WORDS = [models.Message(content="Hi")]
EVENTS = b'data: {"delta": "a"}\n\ndata: {"delta": "b"}\n\ndata: [DONE]\n\n'
FAILED = (
    b'data: {"delta": "a"}\n\nevent: error\ndata: {"error": {"message": "busy"}}\n\n'
)


def either(handler: Handler) -> None:
    """Answer as the flag says, which is also in the Accept header."""
    sent = handler.server.last
    streams = b"true" in sent.body
    assert sent.header("accept") == (
        "text/event-stream" if streams else "application/json"
    )
    if streams:
        answer(200, EVENTS, "text/event-stream")(handler)
    else:
        answer(200, {"text": "ab"})(handler)


def test_a_chat(server: Loopback) -> None:
    server.will(either)
    with Client(base_url=server.url) as client:
        create = client.completions.create
        whole = create(messages=WORDS)
        assert_type(whole, models.Completion)
        assert whole.text == "ab"
        assert server.last.json == {"messages": [{"content": "Hi"}]}
        stream = create(messages=WORDS, stream=True)
        assert_type(stream, Stream[models.Chunk])
        assert "".join(chunk.delta for chunk in stream) == "ab"
        assert server.last.json == {"messages": [{"content": "Hi"}], "stream": True}
        assert create(messages=WORDS, stream=False).text == "ab"
        assert server.last.json["stream"] is False
        assert create(messages=WORDS, stream=None).text == "ab"
        for flag in (True, False):
            reply = create(messages=WORDS, stream=flag)
            assert_type(reply, models.Completion | Stream[models.Chunk])
            assert isinstance(reply, Stream) is flag
        with pytest.raises(RequestValidationError):
            create(messages=WORDS, stream="yes")  # type: ignore[call-overload]
        assert_type(
            client.completions.create_stream(messages=WORDS), Stream[models.Chunk]
        )


def test_an_error_in_a_stream_is_raised(server: Loopback) -> None:
    server.will(answer(200, FAILED, "text/event-stream"))
    with Client(base_url=server.url) as client:
        parts: list[str] = []
        with pytest.raises(StreamError, match="busy"):
            for chunk in client.completions.create(messages=WORDS, stream=True):
                parts.append(chunk.delta)
    assert parts == ["a"]


def test_the_asynchronous_client(server: Loopback) -> None:
    server.will(either)

    async def main() -> str:
        async with AsyncClient(base_url=server.url) as client:
            whole = await client.completions.create(messages=WORDS)
            assert_type(whole, models.Completion)
            stream = await client.completions.create(messages=WORDS, stream=True)
            assert_type(stream, AsyncStream[models.Chunk])
            return "".join([chunk.delta async for chunk in stream])

    assert asyncio.run(main()) == "ab"


def test_variants_of_a_body(server: Loopback) -> None:
    server.will(either)
    with Client(base_url=server.url) as client:
        create = client.answers.create
        assert_type(create(question="?", best_of=2), models.Completion)
        stream = create(question="?", every=2, stream=True)
        assert_type(stream, Stream[models.Chunk])
        assert server.last.json == {"question": "?", "every": 2, "stream": True}
        assert len(list(stream)) == 2
        create(question="?", stream=False)
        assert server.last.json == {"question": "?", "stream": False}


def test_a_flag_in_the_query(server: Loopback) -> None:
    with Client(base_url=server.url) as client:
        server.will(answer(200, [{"content": "a"}]))
        assert_type(client.logs.read(since="now"), list[models.Message])
        assert server.last.target == "/logs?since=now"
        client.logs.read(follow=False)
        assert server.last.target == "/logs?follow=false"
        server.will(answer(200, b'{"content": "a"}\n', "application/jsonl"))
        lines = client.logs.read(since="now", follow=True)
        assert_type(lines, Stream[models.Message])
        assert [line.content for line in lines] == ["a"]
        assert server.last.target == "/logs?follow=true&since=now"
        assert len(list(client.logs.read_stream())) == 1
        assert server.last.target == "/logs?follow=true"


def test_a_flag_of_an_operation_without_a_stream(server: Loopback) -> None:
    server.will(answer(200, ["a"]))
    with Client(base_url=server.url) as client:
        assert_type(client.words.create(stream=True), list[str])
        assert server.last.json == {"stream": True}
    assert "create_stream" not in dir(client.words)
    assert "stream=True" in (inspect.getdoc(client.completions.create) or "")
