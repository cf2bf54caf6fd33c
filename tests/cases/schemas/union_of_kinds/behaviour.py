import json
from typing import Any

import pytest
from api_union_of_kinds.models import Image, Message, Text
from pydantic import ValidationError


def test_the_json_kind_decides() -> None:
    good: list[Any] = ["a", [{"text": "a"}, {"url": "b"}], True, 1]
    for value in good:
        message = Message.model_validate_json(json.dumps({"content": value}))
        assert repr(message.to_dict()) == repr({"content": value})
    content = Message(content=[Text(text="a"), Image(url="b")]).content
    assert isinstance(content, list) and isinstance(content[1], Image)


def test_no_variant_is_no_value() -> None:
    wrong: list[Any] = [None, 1.5, [], [{}], [1], -1, {}]
    for value in wrong:
        with pytest.raises(ValidationError):
            Message(content=value)
