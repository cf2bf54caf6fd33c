"""The workflow that keeps a client in step with its document: its scripts are run."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from .command import Ran
from .workflow import BOT, REVIEWER, Runner, git, workflow

BRANCH = "regenerate-client"
HOSTILE = "9 $(touch x) `touch x` '\"; touch x\n::error::x @octocat </details>"
PAIR = {"SPEC": "specs/api.json", "OUTPUT": "clients"}


def document(version: str, **more: Any) -> str:
    return json.dumps({"version": version, **more})


@pytest.fixture
def runner(tmp_path: Path) -> Runner:
    made = Runner(tmp_path)
    text = document("1.0.0")
    made.create_origin({"specs/api.json": text, "clients/client.txt": text})
    return made


def publish(runner: Runner, text: str) -> dict[str, str]:
    """Publish a document; the variables of a run that fetches it."""
    path = runner.folder / "published.json"
    path.write_text(text)
    return {**PAIR, "SPEC_URL": path.as_uri()}


def done(results: list[Ran]) -> str:
    """The output of steps that all succeeded."""
    output = "".join(each.output for each in results)
    assert not any(each.code for each in results), output
    return output


def shown(runner: Runner, path: str, branch: str = BRANCH) -> str:
    return git("show", f"{branch}:{path}", cwd=runner.origin)


def commits(runner: Runner) -> list[tuple[str, str]]:
    """The authors and subjects of the branch that main does not have."""
    log = git("log", "--format=%ae%x09%s", f"main..{BRANCH}", cwd=runner.origin)
    return [tuple(line.split("\t")) for line in log.splitlines()]  # type: ignore[misc]


def branches(runner: Runner) -> list[str]:
    return git("branch", "--format=%(refname:short)", cwd=runner.origin).split()


def test_nothing_to_do(runner: Runner) -> None:
    done(runner.run("regenerate", **publish(runner, document("1.0.0"))))
    assert branches(runner) == ["main"] and runner.calls() == []


def test_without_a_published_document(runner: Runner) -> None:
    runner.commit("main", {"specs/api.json": document("1.0.1")})
    done(runner.run("regenerate", **PAIR))
    assert shown(runner, "clients/client.txt") == document("1.0.1")


def test_a_new_pull_request(runner: Runner) -> None:
    new = document("2.0.0", bump="major", text="client.get() was removed.")
    done(runner.run("regenerate", **publish(runner, new)))
    title = "Regenerate the client for 2.0.0 (major)"
    assert commits(runner) == [(BOT, title)]
    assert shown(runner, "specs/api.json") == shown(runner, "clients/client.txt") == new
    _, created = runner.calls()
    assert created["arguments"][:6] == [
        *("pr", "create", "--head", BRANCH),
        *("--title", title),
    ]
    assert created["body"].startswith("1.0.0 to 2.0.0\nclient.get() was removed.")
    assert "client.get() was removed." in runner.summary()


def test_an_open_pull_request_is_updated(runner: Runner) -> None:
    done(runner.run("regenerate", **publish(runner, document("1.1.0", bump="minor"))))
    runner.calls()
    runner.answer("list", "7\n")
    runner.commit("main", {"README.md": "Read me"})
    done(runner.run("regenerate", **publish(runner, document("1.2.0", bump="minor"))))
    title = "Regenerate the client for 1.2.0 (minor)"
    assert commits(runner) == [(BOT, title)], "the commit of the bot is replaced"
    assert shown(runner, "README.md") == "Read me"
    _, edited = runner.calls()
    assert edited["arguments"][:5] == ["pr", "edit", "7", "--title", title]
    assert edited["body"].startswith("1.0.0 to 1.2.0")


def test_the_same_document_again_pushes_nothing(runner: Runner) -> None:
    env = publish(runner, document("1.1.0"))
    done(runner.run("regenerate", **env))
    before = git("rev-parse", BRANCH, cwd=runner.origin)
    assert "The branch is up to date." in done(runner.run("regenerate", **env))
    assert git("rev-parse", BRANCH, cwd=runner.origin) == before


def test_commits_of_a_reviewer_are_kept(runner: Runner) -> None:
    done(runner.run("regenerate", **publish(runner, document("1.1.0"))))
    kept = runner.commit(BRANCH, {"overlay.txt": "+ patch"})
    runner.commit("main", {"README.md": "Read me"})
    runner.answer("list", "7\n")
    runner.calls()
    done(runner.run("regenerate", **publish(runner, document("1.2.0"))))
    assert kept in git("rev-list", BRANCH, cwd=runner.origin).split()
    authors = [author for author, _ in commits(runner)]
    assert authors.count(REVIEWER) == 1 and authors.count(BOT) == 3  # one is a merge
    # The client is generated with the change of the reviewer, and on top of main.
    assert shown(runner, "clients/client.txt") == document("1.2.0") + "+ patch"
    assert shown(runner, "README.md") == "Read me"
    assert [each["arguments"][1] for each in runner.calls()] == ["list", "edit"]


def test_commits_of_a_reviewer_that_conflict(runner: Runner) -> None:
    done(runner.run("regenerate", **publish(runner, document("1.1.0"))))
    kept = runner.commit(BRANCH, {"overlay.txt": "+ ours"})
    runner.commit("main", {"overlay.txt": "+ theirs"})
    runner.calls()
    *_, last = runner.run("regenerate", **publish(runner, document("1.2.0")))
    assert last.code == 1
    assert "::error::regenerate-client has commits of others" in last.output
    assert git("rev-parse", BRANCH, cwd=runner.origin).strip() == kept
    assert runner.calls() == []


def test_a_push_in_the_meantime_is_not_overwritten(runner: Runner) -> None:
    done(runner.run("regenerate", **publish(runner, document("1.1.0"))))
    env = publish(runner, document("1.2.0"))
    script = runner.programs / "gen-client.py"
    meantime = (
        "import subprocess\n"
        "if sys.argv[1] != 'diff':\n"
        f"    subprocess.run(['git', '-C', {str(runner.origin)!r}, 'update-ref', "
        f"'refs/heads/{BRANCH}', 'main'], check=True)\n"
    )
    script.write_text(script.read_text() + meantime)
    assert [each.code != 0 for each in runner.run("regenerate", **env)][-1]
    main = git("rev-parse", "main", cwd=runner.origin)
    assert git("rev-parse", BRANCH, cwd=runner.origin) == main


def test_text_of_a_document_is_never_run(runner: Runner) -> None:
    new = document(HOSTILE, bump="major", text=HOSTILE)
    output = done(runner.run("regenerate", **publish(runner, new)))
    assert not [line for line in output.splitlines() if line.startswith("::")]
    assert "x" not in [path.name for path in runner.folder.rglob("*")]
    title = "Regenerate the client for 9 touch x touch x touch x error x octoca (major)"
    ((_, subject),) = commits(runner)
    assert subject == title
    created = runner.calls()[-1]
    assert created["arguments"][5] == title and HOSTILE in created["body"]


def test_no_script_has_an_expression() -> None:
    jobs = workflow("client")["jobs"].values()
    scripts = [step.get("run", "") for job in jobs for step in job["steps"]]
    assert len(scripts) > 10 and not any("${{" in script for script in scripts)


# Pull requests.


def review(runner: Runner, *, head: str = "owner/repository") -> list[Ran]:
    """Run the checks of a pull request whose base is main."""
    runner.github = {
        "github.event.pull_request.base.sha": git(
            "rev-parse", "main", cwd=runner.origin
        ).strip(),
        "github.event.pull_request.number": "7",
        "github.event.pull_request.head.repo.full_name": head,
        "github.repository": "owner/repository",
    }
    return runner.run("check", **PAIR)


def test_the_report_is_a_comment(runner: Runner) -> None:
    done(review(runner))
    find, create = runner.calls()
    comments = "repos/owner/repository/issues/7/comments"
    assert find["arguments"][:3] == ["api", "--paginate", comments]
    assert create["arguments"][:4] == ["api", "--method", "POST", comments]
    assert create["body"] == "<!-- gen-client report -->\n1.0.0 to 1.0.0\n\n\n"
    assert runner.summary() == "1.0.0 to 1.0.0\n\n\n"


def test_the_own_comment_is_updated(runner: Runner) -> None:
    runner.answer("comments", "41\n42\n")
    done(review(runner))
    _, update = runner.calls()
    comment = "repos/owner/repository/issues/comments/41"
    assert update["arguments"][:4] == ["api", "--method", "PATCH", comment]


def test_no_comment_says_that_nothing_changed(runner: Runner) -> None:
    runner.commit("main", {"specs/api.json": document("1", text="**Nothing changed")})
    done(review(runner))
    assert len(runner.calls()) == 1
    runner.answer("comments", "41\n")
    done(review(runner))
    assert len(runner.calls()) == 2, "but a comment that is there is updated"


def test_a_fork_has_the_summary_only(runner: Runner) -> None:
    done(review(runner, head="somebody/repository"))
    assert runner.calls() == [] and runner.summary() == "1.0.0 to 1.0.0\n\n\n"


def test_a_token_that_may_not_write(runner: Runner) -> None:
    (runner.programs / "read-only").touch()
    assert "::warning::The report could not be written" in done(review(runner))


@pytest.mark.slow
def test_with_the_real_command(tmp_path: Path) -> None:
    runner = Runner(tmp_path, is_real=True)
    old = {
        "openapi": "3.1.0",
        "info": {"title": "Things", "version": "1.0.0"},
        "paths": {
            f"/{name}": {
                "get": {
                    "operationId": f"list_{name}",
                    "tags": [name],
                    "responses": {"204": {"description": ""}},
                }
            }
            for name in ("pets", "shops", "owners")
        },
    }
    runner.create_origin({"specs/api.json": json.dumps(old)})
    new = json.loads(json.dumps(old))
    new["info"]["version"] = "2.0.0"
    del new["paths"]["/shops"]
    done(runner.run("regenerate", **publish(runner, json.dumps(new))))
    created = runner.calls()[-1]
    assert created["arguments"][5] == "Regenerate the client for 2.0.0 (major)"
    assert "- `client.shops.list()` was removed." in created["body"]
    assert '__version__ = "2.0.0"' in shown(runner, "clients/things/things/_version.py")
