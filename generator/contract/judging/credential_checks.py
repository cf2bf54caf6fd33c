"""Checks the credentials that a client sends, and where it takes them from."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl

import httpx2

from generator.contract.case import Case
from generator.contract.client import BASE_URL, ClientDriver, RequestSent
from generator.contract.drawing.calls import Call
from generator.contract.json_values import as_object, escape_token
from generator.contract.judging.credentials import Credentials
from generator.contract.judging.request_validator import RequestValidator
from generator.contract.operation import Operation
from generator.contract.report import Report
from generator.contract.sent_request import SentRequest
from generator.contract.specification import Specification

__all__ = ["CredentialChecks"]

_MISSING = "MissingCredentialsError"
_TOKEN = "issued-token"
_FORM = "application/x-www-form-urlencoded"


class CredentialChecks:
    """Checks credentials: given, missing, from the environment, and of OAuth 2.0 grants.

    Args:
        specification: The document.
        validator: Judges the requests.
        driver: Makes the calls.
        credentials: The credentials of the client.
    """

    def __init__(
        self,
        specification: Specification,
        validator: RequestValidator,
        driver: ClientDriver,
        credentials: Credentials,
    ) -> None:
        self._specification = specification
        self._document = specification.document
        self._validator = validator
        self._driver = driver
        self._credentials = credentials
        self._checked: set[str] = set()
        """The schemes whose sources were checked, with the first operation of each."""

    def check_credentials(self, case: Case, report: Report) -> None:
        """Each alternative of credentials is enough; without any, a call is refused."""
        prepared = self._specification.prepare(case, report)
        if prepared is None:
            return
        operation, call, arguments = prepared
        alternatives = self._credentials.alternatives(operation)
        for schemes in alternatives:
            secrets = self._credentials.arguments(schemes)
            label = f"only {', '.join(sorted(schemes)) or 'no'} credentials"
            for outcome in self._driver.call(case.name, arguments, secrets=secrets):
                problems = self._validator.outcome_problems(operation, call, outcome)
                report.add(label, problems, outcome.client)
            # A smaller alternative would be enough.
            is_chosen = not any(other < schemes for other in alternatives)
            if is_chosen and not schemes <= self._checked:
                self._checked |= schemes
                self._check_environment(
                    case, (operation, call, arguments), schemes, report
                )
                self._check_grants(case, arguments, schemes, report)
        if not self._credentials.are_needed(operation, call.values):
            return
        for outcome in self._driver.call(case.name, arguments, secrets={}):
            if outcome.requests or type(outcome.error).__name__ != _MISSING:
                actual = "a request" if outcome.requests else repr(outcome.error)
                problem = f"/: expected {_MISSING}, got {actual}"
                report.add("no credentials", [problem], outcome.client)

    def _check_environment(
        self,
        case: Case,
        prepared: tuple[Operation, Call, Any],
        schemes: set[str],
        report: Report,
    ) -> None:
        """Credentials that are not given are those of the environment, in variables with
        the names of the package and the keyword.
        """
        operation, call, arguments = prepared
        if schemes & self._credentials.of_type("mutualTLS"):
            return
        texts = {
            keyword: secret if isinstance(secret, str) else ":".join(secret)
            for keyword, secret in self._credentials.arguments(schemes).items()
        }
        for outcome in self._driver.call(
            case.name, arguments, secrets={}, environment=texts
        ):
            problems = self._validator.outcome_problems(operation, call, outcome)
            label = f"{', '.join(sorted(schemes))} from the environment"
            report.add(label, problems, outcome.client)

    def _check_grants(
        self, case: Case, arguments: Any, schemes: set[str], report: Report
    ) -> None:
        """A client requests access tokens where the flows of the document say, and sends
        them (RFC 6749, sections 4.4 and 6).
        """
        places = [self._document.credential_place(scheme) for scheme in schemes]
        for keyword, scheme in self._credentials.keywords.items():
            if scheme not in schemes or scheme not in self._credentials.of_type(
                "oauth2"
            ):
                continue
            flows = as_object(self._document.schemes[scheme].get("flows"))
            pointer = f"/components/securitySchemes/{escape_token(scheme)}/flows"
            scopes = {s for flow in flows.values() for s in flow.get("scopes", ())}
            if set(self._driver.declared_scopes(scheme)) != scopes:
                problem = (
                    f"{pointer}: expected the scopes {sorted(scopes)} in the client"
                )
                report.add("scopes", [problem])
            for grant, urls in _token_urls(flows).items():
                if not urls:
                    continue
                is_shown = len(set(places)) == len(places)
                expected = _Exchange(grant, tuple(sorted(scopes)), urls, is_shown)
                given = expected.credential(self._driver)
                secrets = self._credentials.arguments(schemes) | {keyword: given}
                for outcome in self._driver.call(
                    case.name, arguments, _issue, secrets=secrets
                ):
                    problems = expected.problems(outcome.requests, outcome.error)
                    located = (f"{pointer}: {problem}" for problem in problems)
                    report.add(f"{scheme}, {grant}", located, outcome.client)


def _token_urls(flows: dict[str, Any]) -> dict[str, set[str]]:
    """The URLs that may issue tokens for a grant, by grant: those of its own flow, else
    those of the others. Without TLS, no token is requested.
    """
    tokens = {name: _url(flow, "tokenUrl") for name, flow in flows.items()}
    refresh = {_url(flow, "refreshUrl") for flow in flows.values()} - {""}
    own, every = tokens.get("clientCredentials", ""), set(tokens.values()) - {""}
    found = {
        "client_credentials": {own} if own else every,
        "refresh_token": refresh or (every - {own}) or every,
    }
    is_safe = all(url.startswith("https:") for url in every | refresh)
    return found if is_safe else {}


def _url(flow: dict[str, Any], name: str) -> str:
    url = flow.get(name)
    return str(httpx2.URL(f"{BASE_URL}/").join(str(url))) if url else ""


def _issue(request: httpx2.Request) -> httpx2.Response:
    """Issue a token for the first request, and stop at the one that has it."""
    if (
        _FORM in request.headers.get("content-type", "")
        and b"grant_type" in request.content
    ):
        return httpx2.Response(200, json={"access_token": _TOKEN, "expires_in": 3600})
    raise RequestSent


class _Exchange:
    """The expected request for a token, and the one with it.

    Args:
        grant: The ``grant_type``.
        scopes: The scopes to request.
        urls: The token endpoints.
        is_shown: Whether no other credential is sent in place of the token.
    """

    def __init__(
        self, grant: str, scopes: tuple[str, ...], urls: set[str], is_shown: bool
    ) -> None:
        self._grant = grant
        self._scopes = scopes
        self._urls = urls
        self._is_shown = is_shown

    def credential(self, driver: ClientDriver) -> Any:
        """Return the credential that makes a client use the grant."""
        common = {"client_id": "id", "client_secret": "s:e", "scopes": self._scopes}
        if self._grant == "client_credentials":
            return driver.exported("ClientCredentials")(**common)
        return driver.exported("RefreshToken")(refresh_token="refresh", **common)

    def problems(
        self, requests: list[SentRequest], error: Exception | None
    ) -> Iterator[str]:
        """Yield what is wrong with the requests of a call."""
        if len(requests) != 2:
            yield f"expected two requests, got {len(requests)} and {error!r:.300}"
            return
        request, second = requests
        form = {"grant_type": self._grant}
        if self._grant == "refresh_token":
            form["refresh_token"] = "refresh"
        if self._scopes:
            form["scope"] = " ".join(self._scopes)
        query = f"?{request.query}" if request.query else ""
        url, basic = f"{request.origin}{request.path}{query}", b"id:s%3Ae"
        for name, expected, actual in (
            ("method", "POST", request.method),
            ("form", form, dict(parse_qsl(request.content.decode()))),
            (
                "client authentication",
                f"Basic {base64.b64encode(basic).decode()}",
                request.header("authorization"),
            ),
            (
                "access token",
                f"Bearer {_TOKEN}" if self._is_shown else None,
                second.header("authorization") if self._is_shown else None,
            ),
        ):
            if expected != actual:
                yield f"expected {name} {expected!r}, got {actual!r}"
        if url not in self._urls:
            yield f"expected a token of {' or '.join(sorted(self._urls))}, got {url}"
