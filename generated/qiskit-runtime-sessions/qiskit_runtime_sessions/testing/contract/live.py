"""The contract against a real server: what is safe to ask, and who is to blame.

Only operations that change nothing are called: GET, HEAD and what ``x-live-safe``
allows. A transport lets through the one request that is being checked, and no other.
"""

from __future__ import annotations

import json
import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType, TracebackType
from typing import Any, Literal, Self

import httpx2

from .call import Call, Case
from .client import as_sent, called
from .description import Description
from .direction_schema import reference
from .document import Media, Operation, Parameter, lookup
from .equality import differences
from .kinds import is_array, is_object
from .received import Receiver
from .schema_variants import Undrawable
from .statuses import error_class, reply_to
from .values import wire
from .wire_format import template_of

__all__ = ["Live", "Mismatch"]

Blame = Literal["server", "document", "client"]


@dataclass(frozen=True)
class Mismatch:
    """One place where a server, its document and the client do not agree."""

    blame: Blame
    pointer: str
    """Where: into the request or the response, such as ``/body/items/0/id``."""
    value: Any
    told: str

    def __str__(self) -> str:
        return f"{self.blame}: {self.pointer}: {self.told}, in {_shown(self.value)}"


@dataclass(frozen=True)
class _Row:
    """What came of one operation."""

    case: Case
    result: str
    """The status, where there is one."""
    mismatches: tuple[Mismatch, ...] = ()
    verdict: str = "agrees"
    """What is said where nothing is wrong."""


class _Guard(httpx2.BaseTransport):
    """Lets only one operation through, and keeps what went over the wire."""

    def __init__(self) -> None:
        self._transport = httpx2.HTTPTransport()
        self.allowed: Operation | None = None
        self.request: httpx2.Request | None = None
        self.response: httpx2.Response | None = None

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        request.read()
        sent, operation = as_sent(request), self.allowed
        if operation is None or sent.method != operation.method:
            raise AssertionError(f"{sent.method} {sent.path} is not safe to send")
        if not re.search(f"{template_of(operation.path)[1]}$", sent.path):
            raise AssertionError(f"{sent.path} is not the path of {operation.path}")
        self.request, self.allowed = request, None
        response = self._transport.handle_request(request)
        content = response.read()
        response.close()
        unpacked = ("content-encoding", "content-length", "transfer-encoding")
        headers = [p for p in response.headers.items() if p[0].lower() not in unpacked]
        self.response = httpx2.Response(
            response.status_code, headers=headers, content=content
        )
        return self.response

    def close(self) -> None:
        self._transport.close()


class Live:
    """Checks a server, one operation at a time.

    Args:
        package: The package whose client is used; its credentials come from the
            environment.
        document: Where the document is.
        url: Base URL of the server.
    """

    def __init__(self, package: ModuleType, document: Path, url: str) -> None:
        self._package = package
        self._described = Description.load(document)
        self._receiver = Receiver(self._described)
        self._guard = _Guard()
        self._http = httpx2.Client(transport=self._guard)
        self._client = package.Client(
            base_url=url, max_retries=0, http_client=self._http
        )
        self._seen: dict[str, Any] = {}
        """What the server gave for the path of a collection."""
        self._rows: list[_Row] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._http.close()

    def check(self, case: Case) -> None:
        """Call an operation; raises AssertionError with every mismatch."""
        operation = self._described.document.operation(case.method, case.path)
        assert operation.is_safe, f"{case} is not safe to send"
        try:
            call, invented = self._call(case, operation)
        except Undrawable as reason:
            self._rows.append(_Row(case, "not sent", verdict=str(reason)))
            return
        row = self._row(case, operation, call, invented)
        self._rows.append(row)
        if row.mismatches:
            head = f"{case.name} ({case.method} {case.path}): {row.result}"
            raise AssertionError("\n  ".join([head, *map(str, row.mismatches)]))

    # What is sent

    def _call(self, case: Case, operation: Operation) -> tuple[Call, bool]:
        """The least call, and whether it names something that may not exist."""
        least = self._described.calls.least(case, operation)
        values = {
            name: dict(least.values[name]) for name in least.values if name != "body"
        }
        if "body" in least.values:
            values["body"] = least.values["body"]
        invented = False
        for parameter in operation.parameters:
            if parameter.name in values.get(parameter.location, {}):
                known = self._known(operation, parameter)
                invented |= not known and parameter.location == "path"
                if parameter.location == "path":
                    known += self._valid(parameter, [1])  # the first of many servers
                if known:
                    values[parameter.location][parameter.name] = known[0]
        return Call("live", least.media, values), invented

    def _known(self, operation: Operation, parameter: Parameter) -> list[Any]:
        """Values that exist: examples, and what the server has listed."""
        tried = [*parameter.examples]
        if parameter.location == "path":
            collection = operation.path.partition(f"{{{parameter.name}}}")[0]
            tried += _named(self._seen.get(collection.rstrip("/")), parameter.name)
        return self._valid(parameter, tried)

    def _valid(self, parameter: Parameter, tried: list[Any]) -> list[Any]:
        schema = reference(parameter.schema) if parameter.schema else {"type": "string"}
        view = self._described.requests
        return [value for value in tried if not view.problems(schema, value)]

    # What comes back

    def _row(
        self, case: Case, operation: Operation, call: Call, invented: bool
    ) -> _Row:
        self._guard.allowed = operation
        self._guard.request = self._guard.response = None
        value, error, told = self._outcome(case, operation, call)
        request, response = self._guard.request, self._guard.response
        if request is None or response is None:
            missing = Mismatch("client", "/", str(error), "nothing came back")
            return _Row(case, type(error).__name__, (missing,))
        found = [*self._sent(operation, request)]
        undocumented = reply_to(operation, response.status_code) is None
        if invented and undocumented and response.status_code == 404:
            return _Row(case, "404", tuple(found), "nothing is known to ask for")
        wrong = list(self._received(operation, response))
        found += wrong
        if not wrong:
            found += self._read(case, response, value, error, told)
        self._remember(operation, response)
        return _Row(case, str(response.status_code), tuple(found))

    def _outcome(
        self, case: Case, operation: Operation, call: Call
    ) -> tuple[Any, Exception | None, list[str]]:
        arguments = self._described.calls.arguments(case, operation, call)
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            try:
                value, error = (
                    called(self._package, self._client, case.name, arguments),
                    None,
                )
            except Exception as raised:  # noqa: BLE001 - judged below
                value, error = None, raised
        told = [str(w.message) for w in caught if "Validation" in w.category.__name__]
        return value, error, told

    def _sent(
        self, operation: Operation, request: httpx2.Request
    ) -> Iterator[Mismatch]:
        for problem in self._receiver.problems(operation, as_sent(request)):
            pointer, _, what = problem.partition(": ")
            yield Mismatch("client", pointer, str(request.url), what)

    def _received(
        self, operation: Operation, response: httpx2.Response
    ) -> Iterator[Mismatch]:
        """How a response contradicts the document."""
        status = response.status_code
        reply = reply_to(operation, status)
        if reply is None:
            yield Mismatch("server", "/status", status, "this status is not documented")
            return
        if not reply.content or operation.method == "HEAD" or status in (204, 304):
            return
        given = response.headers.get("content-type", "")
        media = _media_of(reply.content, given)
        if media is None:
            names = " or ".join(media.name for media in reply.content)
            place = "/header/content-type"
            yield Mismatch("server", place, given or None, f"{names} is documented")
        elif media.kind == "json" and not media.is_stream:
            yield from self._content(media, response.content)

    def _content(self, media: Media, content: bytes) -> Iterator[Mismatch]:
        try:
            value = json.loads(content)
        except ValueError:
            yield Mismatch("server", "/body", content[:80], "it is not JSON")
            return
        schema = reference(media.schema) if media.schema else True
        view = self._described.responses
        # What the document itself shows like this, it does not mean otherwise.
        shown = {p for e in media.examples.values() for p in view.problems(schema, e)}
        places = {problem.partition(": ")[0] for problem in shown}
        for problem in view.problems(schema, value):
            place, _, what = problem.partition(": ")
            blame: Blame = "document" if place in places else "server"
            yield Mismatch(blame, f"/body{place}".rstrip("/"), _at(value, place), what)

    def _read(
        self,
        case: Case,
        response: httpx2.Response,
        value: Any,
        error: Exception | None,
        told: list[str],
    ) -> Iterator[Mismatch]:
        """Whether the client makes of a right response what it should."""
        status = response.status_code
        if status >= 300:
            if type(error).__name__ != error_class(status):
                told_instead = f"{error_class(status)} expected"
                yield Mismatch("client", "/status", repr(error or value), told_instead)
            return
        if error is not None:
            yield Mismatch(
                "client", "/body", repr(error), "a valid response is refused"
            )
            return
        for text in told:
            yield Mismatch("client", "/body", text, "a valid response is warned of")
        if "json" in response.headers.get("content-type", "") and value is not None:
            for problem in differences(response.json(), wire(value)):
                place, _, what = problem.partition(": ")
                yield Mismatch(
                    "client", f"/body{place}".rstrip("/"), what, "read wrong"
                )

    def _remember(self, operation: Operation, response: httpx2.Response) -> None:
        if response.is_success and "json" in response.headers.get("content-type", ""):
            try:
                self._seen[operation.path.rstrip("/")] = response.json()
            except ValueError:
                return

    def take_rows(self) -> list[tuple[str, str, str]]:
        """Return, and forget, what came of the calls: method, status and verdict."""
        taken, self._rows = self._rows, []
        return [
            (row.case.name, row.result, str(line))
            for row in taken
            for line in row.mismatches or (row.verdict,)
        ]


def _named(body: Any, name: str) -> Iterator[Any]:
    """Values for a parameter from what a collection lists."""
    if is_object(body):
        body = next((item for item in body.values() if is_array(item)), None)
    words = re.split(r"[_-]|(?<=[a-z])(?=[A-Z])", name)
    for item in body if is_array(body) else ():
        if is_object(item):
            for key in (name, words[-1], words[-1].lower(), "id"):
                if item.get(key) is not None:
                    yield item[key]
        elif isinstance(item, str | int):
            yield item


def _media_of(content: tuple[Media, ...], given: str) -> Media | None:
    received = given.partition(";")[0].strip().lower()
    for media in content:
        kind, _, rest = media.essence.partition("/")
        if media.essence in (received, "*/*"):
            return media
        if rest == "*" and received.startswith(f"{kind}/"):
            return media
    return None


def _at(value: Any, pointer: str) -> Any:
    try:
        return lookup(value, pointer.rstrip("/"))
    except LookupError:
        return None


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 120 else f"{text[:117]}..."
