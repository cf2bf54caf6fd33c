"""The contract of a package: its document, its clients and what is checked."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from pathlib import Path
from types import ModuleType, TracebackType
from typing import Self

from .call import Case
from .client import BASE_PATH, Driver
from .description import Description
from .document import Document
from .models import ModelCheck
from .oracle import Oracle, Secret
from .replies import ReplyChecks
from .report import Failures
from .requests import RequestChecks

__all__ = ["Contract"]


class Contract:
    """Checks the clients of a package, one operation at a time.

    Each check raises AssertionError with everything that is wrong: the operation, the
    case, the place as a JSON pointer, and what was expected.

    Args:
        package: The package under test.
        credentials: Security schemes of the document by the keyword of the clients'
            constructor that takes their credential.
        document: Where the document is.
    """

    def __init__(
        self,
        package: ModuleType,
        credentials: Mapping[str, str],
        document: Path,
    ) -> None:
        self._package = package
        self._described = described = Description.load(document)
        self.document = described.document
        self._left_out: dict[str, list[str]] = {}
        secrets = {
            scheme: _secret(self.document, scheme, keyword)
            for keyword, scheme in credentials.items()
        }
        given = {keyword: secrets[scheme] for keyword, scheme in credentials.items()}
        self._driver = Driver(package, given)
        oracle = Oracle(described, secrets, BASE_PATH)
        self._requests = RequestChecks(
            described, oracle, self._driver, credentials, secrets
        )
        self._replies = ReplyChecks(described, self._driver)

    def __enter__(self) -> Self:
        self._driver.__enter__()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._driver.__exit__(kind, error, trace)

    def check_requests(self, case: Case) -> None:
        """Check what is sent: each value, variant, bound and escape; what is refused."""
        self._check(case, self._requests.requests)
        self._check(case, self._requests.refusals)
        self._check(case, self._requests.security)
        self._check(case, self._requests.servers)
        self._check(case, self._requests.attempts)

    def check_responses(self, case: Case) -> None:
        """Check what is made of each documented result, and of what deviates."""
        self._check(case, self._replies.statuses)
        self._check(case, self._replies.responses)

    def check_errors(self, case: Case) -> None:
        """Check the exception for each error, documented or not."""
        self._check(case, self._replies.errors)

    def check_servers(self) -> None:
        """Check that the servers the package names are those of the document."""
        servers = self.document.root.get("servers") or ()
        known = {str(server.get("url")).rstrip("/") for server in servers}
        members = getattr(self._package, "Server", ())
        named = {member.value.rstrip("/") for member in members}
        failures = Failures("Server")
        for url in sorted(known ^ named):
            where = "missing" if url in known else "not in the document"
            failures.add(url, [f"/servers: {where}"])
        failures.check()

    def check_model(self, name: str, pointer: str) -> None:
        """Check a model by itself against the schema at a pointer."""
        failures = Failures(f"models.{name}")
        models = importlib.import_module(f"{self._package.__name__}.models")
        kind = getattr(models, name)
        check = ModelCheck(self._described, kind, pointer)
        check.run(failures, self._left_out.setdefault(name, []))
        failures.check()

    def take_left_out(self) -> list[tuple[str, str]]:
        """Return, and forget, the cases for which the document has no valid instance:
        the operation or model, and why.
        """
        taken, self._left_out = self._left_out, {}
        return [
            (name, reason.splitlines()[0])
            for name, reasons in taken.items()
            for reason in dict.fromkeys(reasons)
        ]

    def _check(
        self, case: Case, check: Callable[[Case, Failures, list[str]], None]
    ) -> None:
        failures = Failures(f"{case.name} ({case.method} {case.path})")
        check(case, failures, self._left_out.setdefault(case.name, []))
        failures.check()


def _secret(document: Document, scheme: str, keyword: str) -> Secret:
    """A credential that no other scheme has."""
    described = document.schemes[scheme]
    kind, name = described.get("type"), str(described.get("scheme")).lower()
    if (kind, name) == ("http", "basic"):
        return f"user-{keyword}", "password"
    return f"secret-{keyword}"
