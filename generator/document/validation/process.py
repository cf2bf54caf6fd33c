"""Have openapi-spec-validator look at the document while the program goes on.

It runs in a second process (`validation_worker`) without network, files or regular
expressions, within a time budget; its findings become problems with positions. A
finding is a warning: whether a document can be used is for the rest of the program.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import IO, Any

from generator.diagnostics.model import Problems
from generator.document.limits import MAX_VALIDATION_SECONDS
from generator.document.node import Document
from generator.document.pointer import child

__all__ = ["Validation", "start_validation"]

# -I keeps the environment and the current folder from changing what is imported.
_START = (
    "import sys; sys.path.insert(0, sys.argv.pop(1)); "
    "from generator.document.validation.worker import main; main()"
)
_MISSING = re.compile(r"""(["'])(?P<name>.+)\1 is a required property""")
_PACKAGES = str(Path(__file__).resolve().parents[3])


class Validation:
    """A validation under way."""

    def __init__(self, document: Document, seconds: float) -> None:
        self._document = document
        self._deadline = time.monotonic() + seconds
        # Closed by `finish`; a pipe could fill up and stop the process.
        self._output: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115
        self._process = _launch(document, self._output, seconds)

    def finish(self, problems: Problems) -> None:
        """Wait for the rest of the time budget at most, and add what was found.

        Findings that other checks reported at the same place are left out.
        """
        if self._process is None:
            _incomplete(problems, "the process could not be started")
            return
        late = False
        try:
            self._process.wait(max(0.0, self._deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            late = True
        finally:
            self.cancel()
        self._report(problems, late)

    def cancel(self) -> None:
        """End the process; nothing is reported."""
        if self._process is not None and self._process.poll() is None:
            self._process.kill()
            self._process.wait()

    def _report(self, problems: Problems, late: bool) -> None:
        self._output.seek(0)
        known = problems.origins()
        done = False
        for line in self._output.read().splitlines():
            finding = _parse(line)
            done = done or "done" in finding
            if "incomplete" in finding:
                done = True
                _incomplete(problems, str(finding["incomplete"]))
            elif "pointer" in finding:
                _add(problems, finding, known, self._document)
        self._output.close()
        if late or not done:
            reason = "it ran out of time" if late else "it ended early"
            _incomplete(problems, reason)


def start_validation(
    document: Document, seconds: float = MAX_VALIDATION_SECONDS
) -> Validation:
    """Begin to validate `document`; `finish` on the result adds the findings."""
    return Validation(document, seconds)


def _launch(
    document: Document, output: IO[bytes], seconds: float
) -> subprocess.Popen[bytes] | None:
    dialect = document.source_version[:3]
    command = [sys.executable, "-I", "-c", _START, _PACKAGES]
    with tempfile.TemporaryFile() as source:
        source.write(document.validator_input)
        source.flush()
        source.seek(0)
        try:
            return subprocess.Popen(
                [*command, dialect, str(int(seconds) + 1)],
                stdin=source,
                stdout=output,
                stderr=subprocess.DEVNULL,
            )
        except OSError:
            return None


def _parse(line: bytes) -> dict[str, Any]:
    try:
        found = json.loads(line)
    except ValueError:
        return {}  # The last line of a process that was ended.
    return found if isinstance(found, dict) else {}


def _add(
    problems: Problems,
    finding: dict[str, Any],
    known: set[tuple[str, str]],
    document: Document,
) -> None:
    origin = document.source_map.validator_origin(finding["pointer"])
    if (origin.file, origin.pointer) in known:
        return
    # A member that was left out because of its value has been reported there.
    missing = _MISSING.fullmatch(finding["message"])
    if missing and (origin.file, child(origin.pointer, missing["name"])) in known:
        return
    if finding["default"]:
        problems.add(
            "invalid-default",
            f"a default does not match its schema: {finding['message']}",
            at=origin,
            consequence="defaults are documented, never sent",
            suggestion="correct the default or the schema",
        )
        return
    problems.add(
        "invalid-document",
        finding["message"],
        at=origin,
        consequence="other tools may refuse the document",
        suggestion=(
            f"add {missing['name']!r}"
            if missing
            else "see the specification of the object, or ask the document's author"
        ),
    )


def _incomplete(problems: Problems, reason: str) -> None:
    problems.add(
        "validation-incomplete",
        f"openapi-spec-validator did not finish: {reason}",
        at="#",
        consequence="further mistakes in the document may go unreported",
    )
