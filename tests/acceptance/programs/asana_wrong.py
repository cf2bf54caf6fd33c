"""The same programs, each with a mistake in the line with the comment."""

from __future__ import annotations

from asana import AsyncClient, Client
from asana.inputs import TaskCreateRequestDict


def create_a_task() -> TaskCreateRequestDict:
    return {"name": "Write", "asignee": "me"}  # wrong


def complete_a_task(client: Client) -> None:
    client.tasks.update("1", data={"completed": "yes"})  # wrong


def split_a_task(client: Client) -> None:
    client.tasks.subtasks.create("1", data={"name": "Part", "tags": [1]})  # wrong


def comment(client: Client) -> None:
    client.tasks.stories.create("1", data={"txt": "Done"})  # wrong


def plan_a_project(client: Client) -> None:
    client.projects.create(
        data={"current_status": {"colour": "green"}},  # wrong
    )


def move_a_task(client: Client) -> None:
    client.tasks.add_project("2", data={"section": None})  # wrong


def watch_a_project(client: Client) -> None:
    client.webhooks.create(
        data={"resource": "1", "target": "https://a.example", "filter": []},  # wrong
    )


def define_a_field(client: Client) -> None:
    client.custom_fields.create(
        data={"workspace": "1", "resource_subtype": "choice"},  # wrong
    )


def report(client: Client) -> None:
    client.status_updates.create(data={"parent": "1", "text": "All well"})  # wrong


async def set_a_goal(client: AsyncClient) -> None:
    await client.goals.create(data={"followers": [{"gid": "2"}]})  # wrong
