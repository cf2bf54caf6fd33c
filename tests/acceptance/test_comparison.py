"""The programs in docs/compared-with-sdks.md: no longer than with other libraries, and
they run and type-check with generated packages.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.corpus import CORPUS, needs_corpus
from tests.loopback import Loopback, answer, serving

from .checkers import mypy, pyright
from .command import ROOT, Ran, environment, gen_client_here, run

PAGE = (ROOT / "docs" / "compared-with-sdks.md").read_text(encoding="utf-8")

TEXT = {"type": "string"}
MESSAGE = {
    "type": "object",
    "required": ["role", "content"],
    "properties": {"role": {"enum": ["user", "system"]}, "content": TEXT},
}


def choices(**member: Any) -> dict[str, Any]:
    choice = {"type": "object", "required": [*member], "properties": member}
    return {
        "type": "object",
        "required": ["choices"],
        "properties": {"choices": {"type": "array", "items": choice}},
    }


DELTA = {"type": "object", "properties": {"content": TEXT}}
CHAT = {
    "openapi": "3.1.0",
    "info": {"title": "Chat API", "version": "1"},
    "servers": [{"url": "https://chat.test/v1"}],
    "security": [{"ApiKey": []}],
    "paths": {
        "/chat/completions": {
            "post": {
                "operationId": "createChatCompletion",
                "requestBody": {
                    "required": True,
                    "content": {
                        "application/json": {
                            "schema": {
                                "type": "object",
                                "required": ["model", "messages"],
                                "properties": {
                                    "model": TEXT,
                                    "messages": {"type": "array", "items": MESSAGE},
                                    "stream": {"type": "boolean", "default": False},
                                },
                            }
                        }
                    },
                },
                "responses": {
                    "200": {
                        "description": "An answer",
                        "content": {
                            "application/json": {"schema": choices(message=MESSAGE)},
                            "text/event-stream": {"schema": choices(delta=DELTA)},
                        },
                    }
                },
            }
        }
    },
    "components": {
        "securitySchemes": {
            "ApiKey": {"type": "apiKey", "in": "header", "name": "X-Api-Key"}
        }
    },
}


@dataclass(frozen=True)
class Comparison:
    """Two programs with one effect."""

    theirs: str
    ours: str

    @property
    def package(self) -> str:
        """The package that ours imports."""
        found = re.search(r"^from (\w+) import .*Client", self.ours, re.MULTILINE)
        assert found
        return found[1]


def comparisons() -> dict[str, Comparison]:
    found = {}
    for section in PAGE.split("\n## ")[1:]:
        theirs, ours = re.findall(r"```python\n(.*?)```", section, re.DOTALL)
        comparison = Comparison(theirs, ours)
        found[comparison.package] = comparison
    return found


COMPARED = comparisons()


def test_every_program_is_compared() -> None:
    assert list(COMPARED) == ["stripe", "github", "discord", "chat"]


@pytest.mark.parametrize("name", COMPARED)
def test_ours_is_no_longer(name: str) -> None:
    compared = COMPARED[name]
    assert len(compared.ours.split()) <= len(compared.theirs.split())
    assert len(compared.ours.splitlines()) <= len(compared.theirs.splitlines())


@pytest.fixture
def server() -> Iterator[Loopback]:
    with serving() as running:
        yield running


def run_ours(
    name: str, project: Path, server: Loopback, warnings: str = "error"
) -> Ran:
    """Run our program, its client with the address of the server."""
    source = COMPARED[name].ours.replace("Client(", f'Client(base_url="{server.url}", ')
    program = project.parent / "program.py"
    program.write_text(source)
    env = environment(PYTHONPATH=str(project), PYTHONWARNINGS=warnings)
    ran = run([sys.executable, program.name], cwd=program.parent, env=env)
    assert ran.code == 0, ran.output
    return ran


def type_errors(name: str, project: Path) -> object:
    folder = project.parent / "checked"
    folder.mkdir()
    (folder / "program.py").write_text(COMPARED[name].ours)
    return mypy(folder, "program.py", path=[project]) or pyright(
        folder, "program.py", path=[project]
    )


def generated(document: Path, folder: Path, *options: str) -> Path:
    ran = gen_client_here(document, "-o", folder, *options)
    assert ran.code == 0, ran.output
    return next(path.parent for path in folder.glob("*/pyproject.toml"))


@pytest.fixture
def chat(tmp_path: Path) -> Path:
    """The project of an API with a chat."""
    document = tmp_path / "chat.json"
    document.write_text(json.dumps(CHAT))
    return generated(document, tmp_path / "clients")


@pytest.mark.slow
def test_a_chat_type_checks(chat: Path) -> None:
    assert type_errors("chat", chat) == {}


def test_a_chat_ends_with_an_error_event(chat: Path, server: Loopback) -> None:
    chunk = {"choices": [{"delta": {"content": "Hi"}}]}
    events = f"data: {json.dumps(chunk)}\n\n"
    events += 'event: error\ndata: {"error": {"message": "overloaded"}}\n\n'
    server.will(answer(200, events.encode(), "text/event-stream"))
    ran = run_ours("chat", chat, server)
    assert ran.stdout == "Hi\nfailed: overloaded\n"
    assert server.last.json == {
        "model": "small",
        "messages": [{"role": "user", "content": "Hello"}],
        "stream": True,
    }


def customer(number: int) -> dict[str, Any]:
    email = f"{number}@example.com"
    return {
        "id": f"cus_{number}",
        "object": "customer",
        "created": 1,
        "livemode": False,
        "email": email,
    }


@pytest.mark.slow
@needs_corpus
def test_three_calls_of_stripe(tmp_path: Path, server: Loopback) -> None:
    document, overlay = CORPUS / "stripe.yaml", tmp_path / "stripe.overlay.yml"
    assert gen_client_here("doctor", document, "--write-overlay", overlay).code == 0
    project = generated(document, tmp_path / "clients", "--overlay", str(overlay))
    page = {"object": "list", "url": "/v1/customers"}
    server.will(
        answer(200, customer(0)),
        answer(200, {"id": "pi_1", "object": "payment_intent"}),
        answer(200, {**page, "data": [customer(1), customer(2)], "has_more": True}),
        answer(200, {**page, "data": [customer(3)], "has_more": False}),
    )
    ran = run_ours("stripe", project, server, warnings="ignore")
    assert ran.stdout == "1@example.com\n2@example.com\n3@example.com\n"
    sent = [(each.method, each.target, each.body.decode()) for each in server.seen]
    assert sent == [
        ("POST", "/v1/customers", "address%5Bcity%5D=Berlin&email=jenny%40example.com"),
        ("POST", "/v1/payment_intents", "amount=1099&currency=eur&customer=cus_0"),
        ("GET", "/v1/customers?limit=2", ""),
        ("GET", "/v1/customers?limit=2&starting_after=cus_2", ""),
    ]
    assert type_errors("stripe", project) == {}


@pytest.mark.slow
@needs_corpus
def test_three_pages_of_github(tmp_path: Path, server: Loopback) -> None:
    project = generated(CORPUS / "github.json", tmp_path / "clients")
    path = "/repos/python/cpython/issues?per_page=2"
    links = [f'<{server.url}{path}&page={page}>; rel="next"' for page in (2, 3)]
    server.will(
        *(
            answer(200, [{"title": f"{page}.{n}"} for n in (1, 2)], Link=link)
            for page, link in enumerate([*links, ""], 1)
        )
    )
    ran = run_ours("github", project, server, warnings="ignore")
    assert ran.stdout.split() == ["1.1", "1.2", "2.1", "2.2", "3.1", "3.2"]
    assert [each.target for each in server.seen] == [
        path,
        f"{path}&page=2",
        f"{path}&page=3",
    ]
    assert {each.header("Authorization") for each in server.seen} == {"Bearer token"}
    assert type_errors("github", project) == {}


@pytest.mark.slow
@needs_corpus
def test_an_upload_to_discord(tmp_path: Path, server: Loopback) -> None:
    project = generated(CORPUS / "discord.json", tmp_path / "clients")
    (project.parent / "report.pdf").write_bytes(b"%PDF-1.7 report")
    run_ours("discord", project, server, warnings="ignore")
    sent = server.last
    assert (sent.method, sent.target) == ("POST", "/channels/1234/messages")
    assert sent.header("Authorization") == "Bot token"
    assert sent.body.count(b"%PDF-1.7 report") == 1
    assert b'name="files[0]"; filename="report.pdf"' in sent.body
    assert b"The report" in sent.body
    assert type_errors("discord", project) == {}
