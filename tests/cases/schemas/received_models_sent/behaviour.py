import json
from typing import Any, assert_type

import pytest
from api_received_models_sent import Client, RequestValidationError, models
from api_received_models_sent.models import Folder, Plain

from tests.loopback import Loopback, answer

CHILD = {"id": "2", "name": "child", "plain": {}, "owner": {"kind": "User", "uid": "u"}}
FOLDER: dict[str, Any] = {
    "id": "1",
    "made-at": "2026-01-01T00:00:00Z",
    "name": "folder",
    "expires": "2026-02-01T00:00:00Z",
    "state": "open",
    "plain": {"size": 5},
    "children": [CHILD],
    "labels": {"a": {"uid": 1, "text": "t"}},
    "owner": {"kind": "Team", "uid": "t", "size": 3},
    "shape": {"volume": 2, "radius": 1},
    "step": {"kind": "b", "y": "1"},
    "secret": {"digits": "42"},
    "unknown": [1],
}
SENT: dict[str, Any] = {
    "name": "folder",
    "expires": "2026-02-01T00:00:00Z",
    "state": "open",
    "plain": {"size": 5},
    "children": [{"name": "child", "plain": {}, "owner": {"kind": "User"}}],
    "labels": {"a": {"text": "t"}},
    "owner": {"kind": "Team", "size": 3},
    "shape": {"radius": 1},
    "step": {"y": "1"},
    "secret": {"digits": "42", "type": "Code"},
}


def folder_of(text: dict[str, Any]) -> Folder:
    """A folder as it is in a response."""
    return Folder.model_validate_json(json.dumps(text))


def test_what_was_received_is_sent_without_what_is_read_only(server: Loopback) -> None:
    server.will(*[answer(200, FOLDER)] * 3)
    with Client(base_url=server.url, validate_responses="strict") as client:
        folder = client.folders.create(name="n", plain=Plain())
        assert folder.to_dict() == FOLDER
        assert_type(folder, Folder)
        assert_type(folder.secret, models.Key | models.Code | None)
        client.folders.create(
            name=folder.name,
            expires=folder.expires,
            state="open",
            plain=folder.plain,
            children=folder.children,
            labels=folder.labels,
            owner=folder.owner,
            shape=folder.shape,
            step=folder.step,
            secret=folder.secret,
        )
        client.folders.replace(
            body=[folder, models.FolderInput(name="n", plain=Plain())]
        )
    assert server.seen[1].json == SENT
    assert server.seen[2].json == [
        {**SENT, "unknown": [1]},
        {"name": "n", "plain": {}},
    ]


def test_dicts_are_sent_without_what_is_read_only(server: Loopback) -> None:
    """All but the secret, whose variant is told by a tag that is not received."""
    known: Any = {**FOLDER, "secret": SENT["secret"]}
    server.will(answer(200, FOLDER))
    with Client(base_url=server.url) as client:
        client.folders.replace(body=[known])
    assert server.seen[0].json == [{**SENT, "unknown": [1]}]


def test_a_parameter_is_sent_without_what_is_read_only(server: Loopback) -> None:
    label = models.Label.model_validate_json('{"uid": 1, "text": "t"}')
    untyped: Any = label.to_dict()
    server.will(*[answer(200, CHILD)] * 2)
    with Client(base_url=server.url) as client:
        for like in (label, untyped):
            client.folders.create(name="n", plain=Plain(), like=like)
    assert {request.target for request in server.seen} == {"/folders?like%5Btext%5D=t"}


def test_a_model_is_built_from_what_was_received() -> None:
    folder = folder_of(FOLDER)
    built = models.FolderInput.model_validate(folder)
    assert built.to_dict() == {**SENT, "unknown": [1]}
    received: dict[str, Any] = {"owner": folder.owner, "step": folder.step}
    built = models.FolderInput(name="n", plain=folder.plain, **received)
    assert isinstance(built.owner, models.TeamInput)
    assert isinstance(built.step, models.WaitInput)
    assert built.plain is folder.plain
    assert models.Folder.model_validate(folder) is folder


def test_what_was_received_is_judged_as_what_is_sent(server: Loopback) -> None:
    """The server may send a value of a later version, which the document does not have."""
    refused: list[tuple[dict[str, Any], str]] = [
        ({"state": "new"}, r"\[0\]\.state: should be 'open' or 'closed'"),
        ({"labels": {"a": {"text": "t", "b": 1}}}, r"\.labels\.a\.b: unknown property"),
    ]
    with Client(base_url=server.url) as client:
        for changes, message in refused:
            folder = folder_of({**FOLDER, **changes})
            with pytest.raises(RequestValidationError, match=message):
                client.folders.replace(body=[folder])
    assert server.seen == []


def test_a_model_of_another_schema_is_refused_by_its_name(server: Loopback) -> None:
    box: Any = models.Box(radius=1)
    tagged: Any = models.Team(kind="Team", size=1).model_copy(update={"kind": "User"})
    refused: list[tuple[dict[str, Any], str]] = [
        ({"owner": box}, "owner: should be one of UserInput, TeamInput, not Box"),
        ({"owner": tagged}, "owner: kind: not a value of Team"),
        ({"labels": {"a": box}}, r"labels\.a: should be LabelInput or a dict, not Box"),
        ({"step": box}, r"step: should be .*CopyInput.*, not Box"),
    ]
    with Client(base_url=server.url) as client:
        for arguments, message in refused:
            with pytest.raises(RequestValidationError, match=message):
                client.folders.create(name="n", plain=Plain(), **arguments)
    assert server.seen == []
