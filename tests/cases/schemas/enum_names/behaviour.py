import json
from enum import IntEnum
from typing import Any

import pytest
from api_enum_names import Client, RequestValidationError, models
from api_enum_names.models import Draft, Level, Task
from pydantic import ValidationError

from tests.loopback import Loopback, answer


def test_integers_with_names_are_an_enum() -> None:
    assert issubclass(Level, IntEnum)
    assert list(Level) == [1, 2, 10]
    assert [level.name for level in Level] == ["LOW", "VERY_HIGH", "VALUE_10TH_OF_ALL"]
    assert Level.__doc__ == "How urgent it is."
    assert list(models.SendSort) == [-1, 1]
    assert {member.name for member in models.Former} == {"NO", "NO2"}


def test_members_and_plain_integers_are_accepted() -> None:
    task = Task(level=2, former=0, levels={"a": Level.LOW, "b": 10}, either=1)
    assert task.level is Level.VERY_HIGH
    assert task.levels == {"a": Level.LOW, "b": Level.VALUE_10TH_OF_ALL}
    assert task.either is Level.LOW
    found = task.to_dict()
    assert found == json.loads(task.to_json())
    assert found == {
        "level": 2,
        "former": 0,
        "levels": {"a": 1, "b": 10},
        "either": 1,
    }
    assert {type(value) for value in (found["level"], *found["levels"].values())} == {
        int
    }


def test_other_values_are_refused() -> None:
    wrong: list[Any] = [3, "1", True, 1.5, None]
    for value in wrong:
        with pytest.raises(ValidationError):
            Task(level=value)


def test_a_response_may_have_any_integer() -> None:
    text = '{"level":3,"former":7,"levels":{"a":8,"b":1},"either":9}'
    task = Task.model_validate_json(text)
    assert type(task.level) is int and type(task.former) is int
    assert task.levels is not None and task.levels["b"] is Level.LOW
    assert task.to_json() == text


def test_calls(server: Loopback) -> None:
    server.will(
        answer(200, {"level": 2}),
        answer(200, 10),
        answer(200, 11),
        answer(200, b"null"),
    )
    with Client(base_url=server.url) as client:
        task = client.tasks.send(1, body_level=Level.LOW, only=[Level.LOW, 2], sort=-1)
        assert task.level is Level.VERY_HIGH
        request = server.seen[0]
        assert request.target == "/tasks/1?only=1&only=2&sort=-1"
        assert request.json == {"level": 1}
        level = client.level.get()
        assert level is Level.VALUE_10TH_OF_ALL
        level = client.level.get()
        assert level == 11 and type(level) is int
        assert client.level.get() is None
        wrong: list[tuple[dict[str, Any], str]] = [
            ({"level": 3, "body_level": 1}, "level: should be 1, 2 or 10"),
            ({"level": 1, "body_level": 3}, "body_level: should be 1, 2 or 10"),
            ({"level": 1, "only": [3]}, "only[0]: should be 1, 2 or 10"),
            ({"level": 1, "sort": 0}, "sort: should be -1 or 1"),
        ]
        for arguments, message in wrong:
            given: Any = {"body_level": 1} | arguments
            with pytest.raises(RequestValidationError) as caught:
                client.tasks.send(**given)
            assert str(caught.value) == message
    assert len(server.seen) == 4


def test_a_model_that_is_only_sent(server: Loopback) -> None:
    server.will(answer(204))
    drafts = [Draft(level=1), Draft(level=Level.VERY_HIGH)]
    assert [draft.level for draft in drafts] == [Level.LOW, Level.VERY_HIGH]
    with Client(base_url=server.url) as client:
        client.drafts.save(body=drafts)
    assert server.last.json == [{"level": 1}, {"level": 2}]
    wrong: Any = 3
    with pytest.raises(ValidationError, match="level\n  Input should be"):
        Draft(level=wrong)


def test_constants_with_titles_are_members() -> None:
    task = Task.model_validate_json('{"level":1,"times":2}')
    assert task.times is models.Times.TWICE
    assert Task(level=1, times=1).times is models.Times.ONCE
    assert Task.model_validate_json('{"level":1,"times":3}').times == 3


def test_other_enums_stay_literals() -> None:
    task = Task(level=1, code="1", same="big", partly=2, mixed="all")
    assert task.to_dict()["code"] == "1"
