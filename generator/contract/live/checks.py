"""Calls the safe operations of a server, and says which side is at fault."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, suppress
from http.cookiejar import CookieJar, DefaultCookiePolicy
from pathlib import Path
from types import ModuleType
from typing import Any, Literal, NamedTuple
from unittest import SkipTest

import httpx2

from generator.contract.case import Case
from generator.contract.client import call_method
from generator.contract.drawing.calls import Call
from generator.contract.judging.content import parse_json
from generator.contract.judging.credentials import Credentials, Secret
from generator.contract.live.judge import Judge, Mismatch, client_mismatches
from generator.contract.live.settings import LiveSettings, Secrets
from generator.contract.live.transport import (
    TIMEOUT,
    Exchange,
    Failure,
    SafeTransport,
    UnsafeRequestError,
)
from generator.contract.live.values import LiveValues
from generator.contract.places import Places
from generator.contract.problem import Problem
from generator.contract.schemas.variants import NoInstanceError
from generator.contract.specification import Specification

__all__ = ["Live", "LiveRow"]

MAX_TEXT_LENGTH = 300
MAX_VALUE_LENGTH = 120
MAX_MISMATCHES = 12
Reach = Literal[
    "compared",
    "not reachable",
    "without a response",
    "not sent",
    "refused",
    "without a known value",
]
"""How far the check of an operation came."""
# What a server says of a valid value that names nothing.
_UNKNOWN = (400, 404, 410, 422)


class LiveRow(NamedTuple):
    """What the summary says of one operation."""

    name: str
    status: str
    """The status, or why there is none."""
    reach: Reach
    verdicts: tuple[str, ...]
    has_failed: bool = False
    values: int = 0
    """How many values of the response were compared with their schemas."""


class Live(AbstractContextManager["Live"]):
    """Checks a server, one operation at a time.

    Args:
        package: The package whose client is used; its credentials come from environment
            variables, or from the headers of the settings.
        schemes: The security schemes of the document, by the keyword of the client's
            constructor that takes their credential.
        path: The document as a JSON file.
        settings: The server, and what to send.
    """

    def __init__(
        self,
        package: ModuleType,
        schemes: Mapping[str, str],
        path: Path,
        settings: LiveSettings,
    ) -> None:
        self._package = package
        self._specification = Specification.load(path)
        self._document = self._specification.document
        self._places = Places(self._document, path)
        self._judge = Judge(self._specification)
        self._secrets = Secrets(package.__name__, settings.headers)
        self._transport = SafeTransport(settings.url, settings.headers)
        self._http = httpx2.Client(
            transport=self._transport,
            trust_env=False,
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
        )
        self._client = package.Client(
            base_url=settings.url,
            max_retries=0,
            timeout=TIMEOUT,
            http_client=self._http,
            **self._placeholders(schemes, settings.headers),
        )
        self._values = LiveValues(
            self._specification, settings.values, settings.cases, self._fetch
        )
        self._bodies: dict[str, Any] = {}
        """The results of successful calls, by method and values."""
        self._rows: list[LiveRow] = []

    def __exit__(self, *exception: object) -> None:
        self._http.close()

    def check(self, case: Case) -> None:
        """Call an operation, and compare its response with the document.

        Raises:
            AssertionError: There are mismatches, or there is no response.
            SkipTest: Nothing could be compared, but nothing is wrong.
        """
        __tracebackhide__ = True
        row = self._check(case)
        row = row._replace(verdicts=tuple(map(self._secrets.hide, row.verdicts)))
        self._rows.append(row)
        if row.has_failed:
            title = f"{case.title}: {row.status}"
            raise AssertionError("\n  ".join([title, *row.verdicts]))
        if row.reach != "compared":
            raise SkipTest(f"{case.name}: {'; '.join(row.verdicts)}")

    def take_rows(self) -> list[LiveRow]:
        """Return and forget the rows of the summary."""
        taken, self._rows = self._rows, []
        return taken

    def _placeholders(
        self, schemes: Mapping[str, str], headers: Mapping[str, str]
    ) -> dict[str, Secret]:
        """Credentials for the schemes whose credential is in the headers of the user,
        which replace them before anything is sent.
        """
        document, pairs = self._document, headers.get("cookie", "").split(";")
        given = {("cookie", pair.partition("=")[0].strip().lower()) for pair in pairs}
        given |= {("header", name) for name in headers}
        places = {each: document.credential_place(each) for each in document.schemes}
        found = {
            each for each, (at, name) in places.items() if (at, name.lower()) in given
        }
        return Credentials(document, schemes).arguments(found)

    def _check(self, case: Case) -> LiveRow:
        operation = self._specification.operation(case)
        assert operation.is_safe, f"refused to call {case}: not safe"
        if not operation.results and operation.documents("101"):
            verdict = "nobody: the operation is for another protocol (101)"
            return _failed(case, Failure("not sent", verdict, has_failed=False))
        try:
            call, doubtful = self._values.prepare(case)
        except (NoInstanceError, ValueError) as reason:
            is_fault = isinstance(reason, ValueError)  # of the user
            return _failed(case, Failure("not sent", f"nobody: {reason}", is_fault))
        exchange = self._send(case, call)
        if exchange.failure is not None:
            return _failed(case, exchange.failure)
        if exchange.response is None:
            return _failed(case, _not_sent(exchange))
        return self._judged(exchange, exchange.response, doubtful)

    def _send(self, case: Case, call: Call) -> Exchange:
        operation = self._specification.operation(case)
        arguments = self._specification.calls.arguments(case, operation, call)
        exchange = self._transport.exchange = Exchange(case, operation)
        exchange.outcome.run(
            lambda: call_method(self._package, self._client, case.name, arguments)
        )
        self._transport.exchange = None
        response, body = exchange.response, None
        if response is not None and response.is_success and exchange.is_complete:
            with suppress(ValueError):
                body = parse_json(response.content)
        self._bodies[_key(case, call)] = body
        return exchange

    def _fetch(self, case: Case, call: Call) -> Any:
        """The JSON of a successful call, which is made unless it was made before."""
        key = _key(case, call)
        if key not in self._bodies:
            self._send(case, call)
        return self._bodies[key]

    def _judged(
        self, exchange: Exchange, response: httpx2.Response, doubtful: Sequence[str]
    ) -> LiveRow:
        name, status = exchange.case.name, response.status_code
        mismatches = list(self._judge.mismatches(exchange, response))
        reach, verdict = _reach(exchange, status, doubtful)
        if reach == "compared" and response.content and not exchange.compared:
            verdict = "agrees; the body was not compared"
        if reach != "compared" and exchange.operation.response_for(status) is None:
            mismatches = []
        elif not mismatches:
            mismatches += client_mismatches(exchange, response)
        has_failed = any(each.fault != "note" for each in mismatches)
        verdicts = [] if has_failed and reach == "compared" else [verdict]
        verdicts += map(self._text, mismatches[:MAX_MISMATCHES])
        if len(mismatches) > MAX_MISMATCHES:
            verdicts.append(f"and {len(mismatches) - MAX_MISMATCHES} more")
        values, shown = exchange.compared, tuple(verdicts)
        return LiveRow(name, str(status), reach, shown, has_failed, values)

    def _text(self, mismatch: Mismatch) -> str:
        """A mismatch in one line, which is cut, but not in the middle of a secret."""
        text = f"{mismatch.fault}: {mismatch.place}: {mismatch.message}"
        text = _cut(self._secrets.hide(text), MAX_TEXT_LENGTH)
        if mismatch.value is not None:
            value = self._secrets.hide(repr(mismatch.value))
            text = f"{text}, in {_cut(value, MAX_VALUE_LENGTH)}"
        rule = self._places.rule(Problem("", mismatch.source), None)
        return f"{text} ({rule})" if rule else text


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else f"{text[: length - 3]}..."


def _failed(case: Case, failure: Failure) -> LiveRow:
    status, verdict, has_failed = failure
    reach: Reach = "without a response"
    if status in ("not reachable", "TLS error"):
        reach = "not reachable"
    elif status == "not sent":
        reach = "not sent"
    return LiveRow(case.name, status, reach, (verdict,), has_failed)


def _not_sent(exchange: Exchange) -> Failure:
    """Why a client sent nothing."""
    operation, error = exchange.operation, exchange.outcome.error
    name, text = type(error).__name__, str(error)
    needs_credentials = bool(operation.security) and all(operation.security or ())
    if name == "MissingCredentialsError" and needs_credentials:
        wanted = text.partition("pass to the client: ")[2] or text
        variables = re.sub(r"\w+ \(or (\w+)\)", r"\1", wanted)
        verdict = f"nobody: credentials are missing: set {variables}"
        return Failure("not sent", verdict, has_failed=False)
    verdict = f"client: refused to make a valid call: {name}: {text}"
    if isinstance(error, UnsafeRequestError):
        verdict = f"client: tried to make another call: {text}"
    elif error is None:
        verdict = "client: sent nothing"
    return Failure("not sent", verdict)


def _reach(
    exchange: Exchange, status: int, doubtful: Sequence[str]
) -> tuple[Reach, str]:
    """How far a check came that has a response, and the verdict if nothing is wrong."""
    if status == 429:
        return "refused", "nobody: too many requests"
    if status in (401, 403, 407):
        verdict = "nobody: the server refused the credentials"
        if exchange.operation.security == ():
            verdict = "nobody: the server wants credentials, but the document mentions "
            verdict += "none; send them with --live-header"
        return "refused", verdict
    if status in _UNKNOWN and doubtful:
        method = exchange.case.name
        keys = [f"{name} (as {method}.{name} in --live-values)" for name in doubtful]
        verdict = f"nobody: no value is known for {' and '.join(keys)}"
        return "without a known value", verdict
    return "compared", "agrees"


def _key(case: Case, call: Call) -> str:
    return f"{case.name} {json.dumps(call.values, sort_keys=True, default=repr)}"
