"""Validate a document in a second process, while the program continues.

The process (`worker`) cannot use the network, reads only Python modules, runs no
regular expression of the document, and has a time limit. Its findings become warnings
with positions, never errors.
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

__all__ = ["Validation"]

# -I keeps the environment and the current folder from changing what is imported.
_COMMAND = (
    "import sys; sys.path.insert(0, sys.argv.pop(1)); "
    "from generator.document.validation.worker import main; main()"
)
_IMPORT_PATH = str(Path(__file__).resolve().parents[3])
_REQUIRED_PROPERTY = re.compile(r"""(["'])(?P<name>.+)\1 is a required property""")


class Validation:
    """A validation of a document, which starts at once in a second process."""

    def __init__(
        self, document: Document, seconds: float = MAX_VALIDATION_SECONDS
    ) -> None:
        self._document = document
        self._deadline = time.monotonic() + seconds
        # A file, not a pipe, which would block the process when it is full. `finish`
        # closes it.
        self._output: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115
        self._process = _launch(document, self._output, seconds)

    def finish(self, problems: Problems) -> None:
        """Wait until the process ends or its time is over, and add its findings.

        A finding at a place where `problems` has one already is left out.
        """
        timed_out = False
        try:
            if self._process is not None:
                self._process.wait(max(0.0, self._deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            timed_out = True
        finally:
            self.cancel()
        reason = self._read_findings(problems)
        if self._process is None:
            reason = "the process could not be started"
        elif timed_out:
            reason = "it ran out of time"
        if reason:
            problems.add(
                "validation-incomplete",
                f"openapi-spec-validator did not finish: {reason}",
                at="#",
                consequence="some errors in the document may not be reported",
            )

    def cancel(self) -> None:
        """End the process without a report."""
        if self._process is not None and self._process.poll() is None:
            self._process.kill()
            self._process.wait()

    def _read_findings(self, problems: Problems) -> str:
        """Add the findings; return the reason why there may be more, "" for none."""
        self._output.seek(0)
        reported = problems.origins()
        reason = "it ended early"
        for line in self._output.read().splitlines():
            finding = _parse(line)
            if "pointer" in finding:
                _add(problems, finding, reported, self._document)
            elif finding:
                reason = str(finding.get("incomplete", ""))
        self._output.close()
        return reason


def _launch(
    document: Document, output: IO[bytes], seconds: float
) -> subprocess.Popen[bytes] | None:
    dialect = document.source_version[:3]
    command = [sys.executable, "-I", "-c", _COMMAND, _IMPORT_PATH]
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
        finding = json.loads(line)
    except ValueError:
        return {}  # The last line of a process that was killed.
    return finding if isinstance(finding, dict) else {}


def _add(
    problems: Problems,
    finding: dict[str, Any],
    reported: set[tuple[str, str]],
    document: Document,
) -> None:
    message = finding["message"]
    origin = document.source_map.validator_origin(finding["pointer"])
    if (origin.file, origin.pointer) in reported:
        return
    # A member that was removed because of its value has been reported there.
    missing = _REQUIRED_PROPERTY.fullmatch(message)
    if missing and (origin.file, child(origin.pointer, missing["name"])) in reported:
        return
    if finding["default"]:
        problems.add(
            "invalid-default",
            f"a default does not match its schema: {message}",
            at=origin,
            consequence="it is documented; clients never send a default",
            suggestion="correct the default or the schema",
        )
        return
    problems.add(
        "invalid-document",
        message,
        at=origin,
        consequence="other tools may reject the document",
        suggestion=(
            f"add {missing['name']!r}"
            if missing
            else "see the OpenAPI specification for what is allowed here"
        ),
    )
