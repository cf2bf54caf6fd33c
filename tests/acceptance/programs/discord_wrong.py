"""The same programs, each with a mistake in the line with the comment."""

from __future__ import annotations

from discord import AsyncClient, Client
from discord.inputs import RichEmbedDict


def greet(client: Client) -> None:
    client.channels.messages.create("1", allowed_mentions={"parsed": []})  # wrong


def show_an_embed() -> RichEmbedDict:
    return {"title": "Release 2", "fields": [{"name": "Fixed"}]}  # wrong


def upload(client: Client) -> None:
    client.channels.messages.create("1", attachments=[{"description": "A"}])  # wrong


def ask_with_buttons(client: Client) -> None:
    row = [{"type": 2, "style": "green"}]
    client.channels.messages.create("1", components=row)  # wrong


def take_a_poll(client: Client) -> None:
    client.channels.messages.create("1", poll={"question": {"text": "?"}})  # wrong


def reply(client: Client) -> None:
    client.channels.messages.create("1", message_reference={"message_id": 2})  # wrong


def make_a_private_channel(client: Client) -> None:
    client.guilds.channels.create(
        "1",
        name="staff",
        permission_overwrites=[{"id": "1", "denied": 1024}],  # wrong
    )


def register_a_command(client: Client) -> None:
    client.applications.commands.create(
        "1",
        name="roll",
        options_=[{"type": 4, "name": "sides"}],  # wrong
    )


def answer_an_interaction(client: Client) -> None:
    client.interactions.callback("1", "token", body={"type": 99})  # wrong


async def start_a_thread(client: AsyncClient) -> None:
    message = {"contents": "Which?"}
    await client.channels.threads.create("1", name="Ideas", message=message)  # wrong
