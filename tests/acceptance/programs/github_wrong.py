"""The same programs, each with a mistake in the line with the comment."""

from __future__ import annotations

from github import AsyncClient, Client
from github.inputs import ChecksCreateOutputDict


def open_an_issue(client: Client) -> None:
    client.issues.create(
        "octocat",
        "hello",
        title="Broken",
        labels=[{"name": "urgent", "colour": "ff0000"}],  # wrong
    )


def label_an_issue(client: Client) -> None:
    client.issues.add_labels("octocat", "hello", 1, labels=[{"name": 1}])  # wrong


def review_a_pull_request(client: Client) -> None:
    client.pulls.create_review(
        "octocat",
        "hello",
        7,
        comments=[{"path": "a.py", "line": 3}],  # wrong
    )


def report_a_check() -> ChecksCreateOutputDict:
    return {"title": "Lint", "sumary": "One error"}  # wrong


def protect_a_branch(client: Client) -> None:
    client.repos.update_branch_protection(
        "octocat",
        "hello",
        "main",
        required_status_checks=None,
        enforce_admins=True,
        required_pull_request_reviews=None,
        restrictions={"users": ["octocat"]},  # wrong
    )


def watch_a_repository(client: Client) -> None:
    client.repos.create_webhook(
        "octocat",
        "hello",
        body={"event": ["push"]},  # wrong
    )


def commit_files(client: Client) -> None:
    client.git.create_tree(
        "octocat",
        "hello",
        tree=[{"path": "a.txt", "mode": 644}],  # wrong
    )


def share_a_gist(client: Client) -> None:
    client.gists.create(files={"a.py": {"contents": "1"}})  # wrong


def start_a_workflow(client: Client) -> None:
    client.repos.create_dispatch_event(
        "octocat",
        "hello",
        event_type="deploy",
        client_payload=["staging"],  # wrong
    )


async def secure_a_repository(client: AsyncClient) -> None:
    await client.repos.update(
        "octocat",
        "hello",
        security_and_analysis={"secret_scanning": "enabled"},  # wrong
    )
