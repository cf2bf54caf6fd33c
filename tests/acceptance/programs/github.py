"""Ten programs with GitHub's API."""

from __future__ import annotations

import datetime as dt

from github import AsyncClient, Client
from github.inputs import ChecksCreateOutputDict
from github.testing import MockTransport


def open_an_issue(client: Client, server: MockTransport) -> None:
    issue = client.issues.create(
        "octocat",
        "hello",
        title="Broken",
        labels=["bug", {"name": "urgent", "color": "ff0000"}],
        assignees=("octocat",),
    )
    assert issue.number
    assert server.requests[-1].json() == {
        "title": "Broken",
        "labels": ["bug", {"name": "urgent", "color": "ff0000"}],
        "assignees": ["octocat"],
    }


def label_an_issue(client: Client, server: MockTransport) -> None:
    client.issues.add_labels("octocat", "hello", 1, labels=[{"name": "bug"}, "later"])
    assert server.requests[-1].json() == {"labels": [{"name": "bug"}, "later"]}


def review_a_pull_request(client: Client, server: MockTransport) -> None:
    client.pulls.create_review(
        "octocat",
        "hello",
        7,
        event="REQUEST_CHANGES",
        comments=[
            {"path": "a.py", "line": 3, "side": "RIGHT", "body": "Why?"},
            {"path": "b.py", "position": 1, "body": "Fine."},
        ],
    )
    assert server.requests[-1].json()["comments"][1]["position"] == 1


def report_a_check(client: Client, server: MockTransport) -> None:
    output: ChecksCreateOutputDict = {
        "title": "Lint",
        "summary": "One error",
        "annotations": [
            {
                "path": "a.py",
                "start_line": 1,
                "end_line": 2,
                "annotation_level": "failure",
                "message": "unused",
            }
        ],
    }
    client.checks.create(
        "octocat",
        "hello",
        name="lint",
        head_sha="abc",
        status="completed",
        conclusion="failure",
        completed_at=dt.datetime(2026, 1, 2, tzinfo=dt.UTC),
        output=output,
        actions=[{"label": "Fix", "description": "Fix it", "identifier": "fix"}],
    )
    sent = server.requests[-1].json()
    assert sent["output"] == output and sent["actions"][0]["label"] == "Fix"


def protect_a_branch(client: Client, server: MockTransport) -> None:
    client.repos.update_branch_protection(
        "octocat",
        "hello",
        "main",
        required_status_checks={
            "strict": True,
            "contexts": [],
            "checks": [{"context": "test", "app_id": -1}],
        },
        enforce_admins=True,
        required_pull_request_reviews={
            "required_approving_review_count": 2,
            "dismissal_restrictions": {"users": ["octocat"]},
        },
        restrictions={"users": ["octocat"], "teams": []},
    )
    sent = server.requests[-1].json()
    assert sent["restrictions"] == {"users": ["octocat"], "teams": []}


def watch_a_repository(client: Client, server: MockTransport) -> None:
    client.repos.create_webhook(
        "octocat",
        "hello",
        body={
            "name": "web",
            "events": ["push"],
            "config": {"url": "https://example.com", "content_type": "json"},
        },
    )
    sent = server.requests[-1].json()
    assert sent["config"] == {"url": "https://example.com", "content_type": "json"}


def commit_files(client: Client, server: MockTransport) -> None:
    tree = client.git.create_tree(
        "octocat",
        "hello",
        tree=[{"path": "a.txt", "mode": "100644", "type": "blob", "content": "a"}],
    )
    client.git.create_commit(
        "octocat",
        "hello",
        message="Add a.txt",
        tree=tree.sha,
        author={
            "name": "Mona",
            "email": "mona@example.com",
            "date": "2026-01-02T00:00:00Z",
        },
    )
    assert server.requests[-1].json()["author"]["date"] == "2026-01-02T00:00:00Z"


def share_a_gist(client: Client, server: MockTransport) -> None:
    client.gists.create(
        description="Two files",
        public=False,
        files={"a.py": {"content": "1"}, "b.py": {"content": "2"}},
    )
    assert server.requests[-1].json()["files"]["b.py"] == {"content": "2"}


def start_a_workflow(client: Client, server: MockTransport) -> None:
    client.repos.create_dispatch_event(
        "octocat",
        "hello",
        event_type="deploy",
        client_payload={"environment": "staging", "services": ["api"]},
    )
    assert server.requests[-1].json()["client_payload"]["services"] == ["api"]


async def secure_a_repository(client: AsyncClient, server: MockTransport) -> None:
    await client.repos.update(
        "octocat",
        "hello",
        private=True,
        security_and_analysis={"secret_scanning": {"status": "enabled"}},
    )
    assert server.requests[-1].json() == {
        "private": True,
        "security_and_analysis": {"secret_scanning": {"status": "enabled"}},
    }
