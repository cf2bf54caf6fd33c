"""Ten programs with Asana's API."""

from __future__ import annotations

import datetime as dt

from asana import AsyncClient, Client
from asana.inputs import TaskCreateRequestDict
from asana.testing import MockTransport


def create_a_task(client: Client, server: MockTransport) -> None:
    task: TaskCreateRequestDict = {
        "name": "Write",
        "workspace": "1",
        "assignee": "me",
        "due_on": "2026-01-02",
        "custom_fields": {"2": "high"},
        "followers": ("3", "4"),
    }
    created = client.tasks.create(data=task, opt_fields=["name", "due_on"])
    assert created.data
    assert server.requests[-1].json() == {"data": {**task, "followers": ["3", "4"]}}


def complete_a_task(client: Client, server: MockTransport) -> None:
    client.tasks.update("1", data={"completed": True, "due_on": None})
    assert server.requests[-1].json() == {"data": {"completed": True, "due_on": None}}


def split_a_task(client: Client, server: MockTransport) -> None:
    client.tasks.subtasks.create(
        "1", data={"name": "Part", "due_on": dt.date(2026, 1, 2)}
    )
    assert server.requests[-1].json() == {
        "data": {"name": "Part", "due_on": "2026-01-02"}
    }


def comment(client: Client, server: MockTransport) -> None:
    client.tasks.stories.create("1", data={"text": "Done", "is_pinned": True})
    assert server.requests[-1].json() == {"data": {"text": "Done", "is_pinned": True}}


def plan_a_project(client: Client, server: MockTransport) -> None:
    project = client.projects.create(
        data={
            "name": "Launch",
            "color": "dark-green",
            "workspace": "1",
            "current_status": {"title": "Fine", "text": "On time", "color": "green"},
        }
    )
    assert project.data
    sent = server.requests[-1].json()["data"]
    assert sent["current_status"]["color"] == "green"


def move_a_task(client: Client, server: MockTransport) -> None:
    client.sections.add_task("1", data={"task": "2", "insert_after": "3"})
    client.tasks.add_project("2", data={"project": "4", "section": None})
    assert server.requests[-1].json() == {"data": {"project": "4", "section": None}}


def watch_a_project(client: Client, server: MockTransport) -> None:
    client.webhooks.create(
        data={
            "resource": "1",
            "target": "https://example.com",
            "filters": [
                {"resource_type": "task", "action": "changed", "fields": ["due_on"]}
            ],
        }
    )
    filters = server.requests[-1].json()["data"]["filters"]
    assert filters[0]["fields"] == ["due_on"]


def define_a_field(client: Client, server: MockTransport) -> None:
    client.custom_fields.create(
        data={
            "workspace": "1",
            "name": "Priority",
            "resource_subtype": "enum",
            "enum_options": [{"name": "high", "color": "red"}, {"name": "low"}],
        }
    )
    options = server.requests[-1].json()["data"]["enum_options"]
    assert options == [{"name": "high", "color": "red"}, {"name": "low"}]


def report(client: Client, server: MockTransport) -> None:
    client.status_updates.create(
        data={"parent": "1", "text": "All well", "status_type": "on_track"}
    )
    assert server.requests[-1].json()["data"]["status_type"] == "on_track"


async def set_a_goal(client: AsyncClient, server: MockTransport) -> None:
    await client.goals.create(
        data={"name": "Grow", "workspace": "1", "followers": ["2"], "owner": "me"}
    )
    assert server.requests[-1].json()["data"]["followers"] == ["2"]
