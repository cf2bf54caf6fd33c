"""Ten programs with Discord's API."""

from __future__ import annotations

from discord import AsyncClient, Client
from discord.inputs import RichEmbedDict
from discord.testing import MockTransport


def greet(client: Client, server: MockTransport) -> None:
    message = client.channels.messages.create(
        "1", content="Hello @everyone", allowed_mentions={"parse": []}
    )
    assert message.id
    assert server.requests[-1].json() == {
        "content": "Hello @everyone",
        "allowed_mentions": {"parse": []},
    }


def show_an_embed(client: Client, server: MockTransport) -> None:
    embed: RichEmbedDict = {
        "title": "Release 2",
        "color": 0x00FF00,
        "timestamp": "2026-01-02T00:00:00Z",
        "author": {"name": "Ada"},
        "fields": [{"name": "Fixed", "value": "3", "inline": True}],
    }
    client.channels.messages.create("1", embeds=(embed,))
    assert server.requests[-1].json() == {"embeds": [embed]}


def upload(client: Client, server: MockTransport) -> None:
    client.channels.messages.create(
        "1",
        content_type="multipart/form-data",
        content="A picture",
        attachments=[{"id": "0", "description": "A cat"}],
        files_0=("cat.png", b"\x89PNG", "image/png"),
    )
    sent = server.requests[-1].content
    assert b'filename="cat.png"' in sent and b'"description":"A cat"' in sent


def ask_with_buttons(client: Client, server: MockTransport) -> None:
    client.channels.messages.create(
        "1",
        content="Deploy?",
        components=[
            {
                "type": 1,
                "components": [
                    {"type": 2, "style": 3, "label": "Yes", "custom_id": "yes"},
                    {
                        "type": 2,
                        "style": 5,
                        "label": "Docs",
                        "url": "https://a.example",
                    },
                ],
            }
        ],
    )
    row = server.requests[-1].json()["components"][0]
    assert [button["label"] for button in row["components"]] == ["Yes", "Docs"]


def take_a_poll(client: Client, server: MockTransport) -> None:
    client.channels.messages.create(
        "1",
        poll={
            "question": {"text": "Lunch?"},
            "answers": [
                {"poll_media": {"text": "Pizza", "emoji": {"name": "🍕"}}},
                {"poll_media": {"text": "Salad"}},
            ],
            "duration": 24,
        },
    )
    assert server.requests[-1].json()["poll"]["answers"][1] == {
        "poll_media": {"text": "Salad"}
    }


def reply(client: Client, server: MockTransport) -> None:
    client.channels.messages.create(
        "1", content="Yes", message_reference={"message_id": "2"}
    )
    assert server.requests[-1].json()["message_reference"] == {"message_id": "2"}


def make_a_private_channel(client: Client, server: MockTransport) -> None:
    client.guilds.channels.create(
        "1",
        name="staff",
        type=0,
        permission_overwrites=[{"id": "1", "type": 0, "deny": 1024}],
    )
    assert server.requests[-1].json()["permission_overwrites"] == [
        {"id": "1", "type": 0, "deny": 1024}
    ]


def register_a_command(client: Client, server: MockTransport) -> None:
    client.applications.commands.create(
        "1",
        name="roll",
        description="Roll dice",
        name_localizations={"de": "wurf"},
        options_=[
            {
                "type": 4,
                "name": "sides",
                "description": "Sides",
                "choices": [{"name": "six", "value": 6}],
            },
            {"type": 3, "name": "label", "description": "Label", "required": False},
        ],
    )
    assert server.requests[-1].json()["options"][0]["choices"] == [
        {"name": "six", "value": 6}
    ]


def answer_an_interaction(client: Client, server: MockTransport) -> None:
    client.interactions.callback(
        "1", "token", body={"type": 4, "data": {"content": "Done", "flags": 64}}
    )
    assert server.requests[-1].json() == {
        "type": 4,
        "data": {"content": "Done", "flags": 64},
    }


async def start_a_thread(client: AsyncClient, server: MockTransport) -> None:
    await client.channels.threads.create(
        "1", name="Ideas", message={"content": "Which?", "embeds": [{"title": "A"}]}
    )
    assert server.requests[-1].json()["message"]["embeds"] == [{"title": "A"}]
