"""Security schemes, and which of them an operation requires."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from generator.ir import SecurityScheme

from .documents import Lowered, lower_document, returning

SCHEMES = "#/components/securitySchemes/"
OAUTH = {"authorizationUrl": "https://a.test/authorize", "scopes": {"read": ""}}


def lowered(folder: Path, schemes: dict[str, Any], **sections: Any) -> Lowered:
    operation = sections.pop("operation", {})
    return lower_document(
        folder,
        returning({"type": "string"}, **operation),
        components={"securitySchemes": schemes},
        **sections,
    )


def scheme(folder: Path, value: dict[str, Any]) -> SecurityScheme:
    (found,) = lowered(folder, {"S": value}).api.schemes
    return found


@pytest.mark.parametrize(
    ("value", "kind", "location", "name"),
    [
        ({"type": "apiKey", "in": "header", "name": "K"}, "api_key", "header", "K"),
        ({"type": "apiKey", "in": "query", "name": "k"}, "api_key", "query", "k"),
        ({"type": "http", "scheme": "Basic"}, "basic", "", "Basic"),
        ({"type": "http", "scheme": "bearer"}, "bearer", "", "bearer"),
        ({"type": "http", "scheme": "digest"}, "http", "", "digest"),
        (
            {"type": "openIdConnect", "openIdConnectUrl": "https://a.test"},
            "open_id_connect",
            "",
            "",
        ),
        ({"type": "mutualTLS"}, "mutual_tls", "", ""),
    ],
)
def test_each_type_of_scheme_has_a_kind(
    tmp_path: Path, value: dict[str, Any], kind: str, location: str, name: str
) -> None:
    found = scheme(tmp_path, value)
    assert (found.kind, found.location, found.name) == (kind, location, name)
    assert found.pointer == f"{SCHEMES}S"


@pytest.mark.parametrize(
    ("flows", "token_url", "refresh_url"),
    [
        (
            {"clientCredentials": {"tokenUrl": "https://a.test/t"}},
            "https://a.test/t",
            "",
        ),
        (
            {
                "clientCredentials": {"tokenUrl": "https://a.test/t"},
                "authorizationCode": {**OAUTH, "tokenUrl": "https://a.test/u"},
            },
            "https://a.test/t",
            "https://a.test/u",
        ),
        (
            {
                "password": {
                    "tokenUrl": "https://a.test/t",
                    "refreshUrl": "https://a.test/r",
                }
            },
            "https://a.test/t",
            "https://a.test/r",
        ),
        ({"implicit": OAUTH}, "", ""),
    ],
)
def test_oauth2_has_urls_for_tokens_and_for_refreshing(
    tmp_path: Path, flows: dict[str, Any], token_url: str, refresh_url: str
) -> None:
    complete = {name: {"scopes": {"read": ""}, **flow} for name, flow in flows.items()}
    found = scheme(tmp_path, {"type": "oauth2", "flows": complete})
    assert (found.token_url, found.refresh_url) == (token_url, refresh_url)
    assert found.scopes == ("read",)


@pytest.mark.parametrize(
    "value",
    [
        {"type": "apiKey", "in": "body", "name": "k"},
        {"type": "http"},
        {"type": "magic"},
    ],
)
def test_a_scheme_that_is_not_known_is_reported(
    tmp_path: Path, value: dict[str, Any]
) -> None:
    found = lowered(tmp_path, {"S": value})
    assert found.api.schemes == ()
    assert f"invalid-security-scheme {SCHEMES}S" in found.problems


A = {"type": "http", "scheme": "bearer"}
B = {"type": "apiKey", "in": "header", "name": "K"}


@pytest.mark.parametrize(
    ("document", "operation", "expected"),
    [
        ([{"A": []}], {}, (("A",),)),
        ([{"A": [], "B": []}], {}, (("A", "B"),)),
        ([{"A": []}, {"B": []}], {}, (("A",), ("B",))),
        ([{"A": []}], {"security": [{"B": []}]}, (("B",),)),
        ([{"A": []}], {"security": []}, ()),
        ([{"A": []}, {}], {}, (("A",), ())),
        (None, {}, ()),
    ],
)
def test_an_operation_has_alternatives_of_schemes(
    tmp_path: Path, document: Any, operation: dict[str, Any], expected: Any
) -> None:
    sections = {} if document is None else {"security": document}
    found = lowered(tmp_path, {"A": A, "B": B}, operation=operation, **sections)
    assert found.operation.security == expected


@pytest.mark.parametrize(
    ("security", "expected"),
    [
        ([{"X": []}], ()),
        ([{"X": [], "B": []}], (("B",),)),
        ([{"X": []}, {"B": []}], (("B",),)),
        ([{"X": []}, {}], ((),)),
    ],
)
def test_a_key_that_no_header_can_have(
    tmp_path: Path, security: Any, expected: Any
) -> None:
    wrong = {"type": "apiKey", "in": "header", "name": "X Key"}
    found = lowered(tmp_path, {"B": B, "X": wrong}, security=security)
    assert [scheme.key for scheme in found.api.schemes] == ["B"]
    assert found.operation.security == expected
    assert found.problems == [f"invalid-security-scheme {SCHEMES}X"]


@pytest.mark.parametrize(
    "value",
    [
        {"type": "apiKey", "in": "cookie", "name": "a b"},
        {"type": "http", "scheme": "my scheme"},
    ],
)
def test_an_odd_name_is_reported(tmp_path: Path, value: dict[str, Any]) -> None:
    found = lowered(tmp_path, {"S": value})
    assert len(found.api.schemes) == 1
    assert found.problems == [f"invalid-security-scheme {SCHEMES}S"]


@pytest.mark.parametrize(
    ("scheme", "parameter", "is_one"),
    [
        (B, {"name": "k", "in": "header"}, True),
        (B, {"name": "K", "in": "query"}, False),
        ({**B, "in": "query"}, {"name": "K", "in": "query"}, True),
        ({**B, "in": "query"}, {"name": "k", "in": "query"}, False),
        ({**B, "in": "cookie"}, {"name": "K", "in": "cookie"}, True),
        ({"type": "mutualTLS"}, {"name": "k", "in": "header"}, False),
    ],
)
@pytest.mark.parametrize("security", [[{"S": []}], [{}, {"S": []}], [{"Gone": []}], []])
def test_a_parameter_in_the_place_of_a_credential(
    tmp_path: Path, scheme: Any, parameter: Any, is_one: bool, security: Any
) -> None:
    needed = {**parameter, "required": True, "schema": {"type": "string"}}
    operation = {"parameters": [needed], "security": security}
    found = lowered(tmp_path, {"S": scheme}, operation=operation)
    (lowered_parameter,) = found.operation.parameters
    is_one = is_one and security != []
    assert lowered_parameter.credentials == (("S",) if is_one else ())
    assert lowered_parameter.required
    assert lowered_parameter.needs_argument is not is_one


def test_an_undefined_scheme_leaves_open_what_is_required(tmp_path: Path) -> None:
    found = lowered(tmp_path, {"A": A}, security=[{"A": []}, {"Missing": []}])
    assert found.operation.security is None
    assert "undefined-security-scheme #/security/1/Missing" in found.problems
