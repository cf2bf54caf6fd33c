"""Runs the scripts of a GitHub workflow as the runner does, with another `gh`."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from .command import ROOT, Ran, environment, run

__all__ = ["BOT", "REVIEWER", "Runner", "git", "workflow"]

BOT = "41898282+github-actions[bot]@users.noreply.github.com"
REVIEWER = "reviewer@example.invalid"

GH = '''\
"""Another `gh`: records its calls, and answers from the folder that it is in."""
import json, pathlib, sys
here = pathlib.Path(__file__).parent
arguments = sys.argv[1:]
texts = {}
for option, value in zip(arguments, arguments[1:]):
    if option == "--body-file":
        texts["body"] = pathlib.Path(value).read_text(encoding="utf-8")
    if option == "--field" and value.startswith("body=@"):
        texts["body"] = pathlib.Path(value[6:]).read_text(encoding="utf-8")
with open(here / "calls.jsonl", "a", encoding="utf-8") as file:
    file.write(json.dumps({"arguments": arguments, **texts}) + "\\n")
if "--method" in arguments and (here / "read-only").exists():
    sys.exit("HTTP 403: Resource not accessible by integration")
name = "list.txt" if "list" in arguments else "comments.txt"
if "list" in arguments or "--paginate" in arguments:
    if (here / name).exists():
        print((here / name).read_text(), end="")
'''

GEN_CLIENT = '''\
"""Another `gen-client`: a document is a JSON object with a version and what it breaks."""
import json, pathlib, sys
arguments = sys.argv[1:]
if arguments[0] == "diff":
    old, new = (json.loads(pathlib.Path(path).read_text()) for path in arguments[1:3])
    report = {"new_version": new["version"], "bump": new.get("bump")}
    text = f"{old['version']} to {new['version']}\\n{new.get('text', '')}\\n"
    print(json.dumps(report) if "json" in arguments else text)
else:
    folder = pathlib.Path(arguments[arguments.index("-o") + 1])
    folder.mkdir(exist_ok=True)
    overlay = pathlib.Path("overlay.txt")
    patch = overlay.read_text() if overlay.exists() else ""
    (folder / "client.txt").write_text(pathlib.Path(arguments[0]).read_text() + patch)
'''


def workflow(name: str) -> Any:
    """A workflow of this repository."""
    path = ROOT / ".github" / "workflows" / f"{name}.yml"
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def git(*arguments: str | Path, cwd: Path) -> str:
    """Run git without the configuration of the user; its output."""
    names = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    own = ("-c", "user.name=Reviewer", "-c", f"user.email={REVIEWER}")
    ran = run(["git", *own, *arguments], cwd=cwd, env=environment(**names))
    assert ran.code == 0, ran.output
    return ran.stdout


@dataclass
class Runner:
    """A runner in a folder, with a bare repository as origin."""

    folder: Path
    is_real: bool = False
    """Whether it has the real `gen-client`."""
    github: dict[str, str] = field(default_factory=dict)
    """The values of expressions, such as ``github.event.pull_request.number``."""

    def __post_init__(self) -> None:
        self.programs = self.folder / "programs"
        self.programs.mkdir()
        self._add("gh", GH)
        if not self.is_real:
            self._add("gen-client", GEN_CLIENT)

    def _add(self, name: str, source: str) -> None:
        (self.programs / f"{name}.py").write_text(source, encoding="utf-8")
        script = (
            f'#!/bin/sh\nexec "{sys.executable}" "{self.programs / name}.py" "$@"\n'
        )
        (self.programs / name).write_text(script)
        (self.programs / name).chmod(0o755)

    @property
    def origin(self) -> Path:
        return self.folder / "origin.git"

    def create_origin(self, files: Mapping[str, str]) -> None:
        """Make a repository with these files on its branch main."""
        git("init", "--quiet", "--bare", "-b", "main", self.origin, cwd=self.folder)
        self.commit("main", files, new=True)

    def commit(
        self, branch: str, files: Mapping[str, str], *, new: bool = False
    ) -> str:
        """Commit files as a reviewer, and push the branch; return the commit."""
        clone = self.folder / f"clone-{len(list(self.folder.iterdir()))}"
        git("clone", "--quiet", self.origin, clone, cwd=self.folder)
        if not new:
            git("switch", "--quiet", branch, cwd=clone)
        for name, text in files.items():
            (clone / name).parent.mkdir(parents=True, exist_ok=True)
            (clone / name).write_text(text, encoding="utf-8")
        git("add", "--all", cwd=clone)
        git("commit", "--quiet", "-m", f"Change {' '.join(files)}", cwd=clone)
        git("push", "--quiet", "origin", f"HEAD:{branch}", cwd=clone)
        return git("rev-parse", "HEAD", cwd=clone).strip()

    def run(self, job: str, **env: str) -> list[Ran]:
        """Run the scripts of a job of the workflow in a fresh checkout of main, until one
        fails; their results. The steps that install something are left out.
        """
        number = len(list(self.folder.glob("run-*")))
        place = self.folder / f"run-{number}"
        (place / "temp").mkdir(parents=True)
        checkout = place / "checkout"
        git("clone", "--quiet", self.origin, checkout, cwd=self.folder)
        content = workflow("client")
        variables = content["env"] | content["jobs"][job].get("env", {}) | env
        results: list[Ran] = []
        for step in content["jobs"][job]["steps"]:
            if "run" not in step or step["run"].startswith("pip install"):
                continue
            own = self._environment(place, variables | step.get("env", {}))
            is_wanted = self._holds(step.get("if", ""), own)
            if is_wanted and not (
                "always()" not in step.get("if", "") and failed(results)
            ):
                results.append(self._run_step(step["run"], checkout, own))
        return results

    def _run_step(self, script: str, checkout: Path, env: dict[str, str]) -> Ran:
        assert "${{" not in script, "text of a document must not be in the script"
        path = checkout.parent / "script.sh"
        path.write_text(script, encoding="utf-8")
        shell = ["bash", "--noprofile", "--norc", "-eo", "pipefail", str(path)]
        return run(shell, cwd=checkout, env=env)

    def _environment(self, place: Path, given: Mapping[str, str]) -> dict[str, str]:
        values = {name: self._value(str(value)) for name, value in given.items()}
        set_before = place / "temp" / "env"
        if set_before.exists():
            lines = set_before.read_text().splitlines()
            values |= dict(line.split("=", 1) for line in lines)
        path = os.pathsep.join(
            [str(self.programs), str(Path(sys.executable).parent), os.environ["PATH"]]
        )
        return environment(
            PATH=path,
            GIT_CONFIG_GLOBAL=os.devnull,
            GIT_CONFIG_NOSYSTEM="1",
            RUNNER_TEMP=str(place / "temp"),
            GITHUB_ENV=str(set_before),
            GITHUB_STEP_SUMMARY=str(place / "temp" / "summary.md"),
            GITHUB_REPOSITORY="owner/repository",
            **values,
        )

    def _value(self, text: str) -> str:
        match = re.fullmatch(r"\$\{\{ ([\w.]+) \}\}", text)
        return self.github.get(match[1], "") if match else text

    def _holds(self, condition: str, env: Mapping[str, str]) -> bool:
        """Whether a condition of a step holds; only comparisons joined by && are known."""
        return all(
            self._compares(part, env)
            for part in condition.split(" && ")
            if part not in ("", "always()")
        )

    def _compares(self, comparison: str, env: Mapping[str, str]) -> bool:
        left, operator, right = comparison.split(" ")
        values = [
            (
                env.get(each[4:], "")
                if each.startswith("env.")
                else self.github.get(each, each.strip("'"))
            )
            for each in (left, right)
        ]
        return (values[0] == values[1]) == {"==": True, "!=": False}[operator]

    def calls(self) -> list[dict[str, Any]]:
        """The calls of `gh` since the last time."""
        path = self.programs / "calls.jsonl"
        lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
        path.unlink(missing_ok=True)
        return [json.loads(line) for line in lines]

    def answer(self, name: str, text: str) -> None:
        """Set what `gh` prints: the number of the open pull request (``list``), or the
        number of the own comment (``comments``).
        """
        (self.programs / f"{name}.txt").write_text(text)

    def summary(self) -> str:
        """The summary of the last run."""
        last = max(self.folder.glob("run-*"), key=lambda path: int(path.name[4:]))
        path = last / "temp" / "summary.md"
        return path.read_text(encoding="utf-8") if path.exists() else ""


def failed(results: list[Ran]) -> bool:
    return any(each.code for each in results)
