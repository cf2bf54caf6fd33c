"""Keywords for credentials: the document's own names, unless no person would choose them."""

from __future__ import annotations

from typing import Any

import pytest

from generator.names import assign
from generator.surface import gather

from .test_properties import lowered

API_KEY = {"type": "apiKey", "in": "header", "name": "X-Key"}
BEARER = {"type": "http", "scheme": "bearer"}
OAUTH2 = {"type": "oauth2", "flows": {"implicit": {"scopes": {}}}}
OPENID = {"type": "openIdConnect", "openIdConnectUrl": "https://id.example"}


def keywords(**schemes: Any) -> dict[str, str]:
    api = lowered(
        {
            "openapi": "3.1.0",
            "info": {"title": "Names", "version": "1"},
            "paths": {"/a": {"get": {"responses": {"204": {"description": ""}}}}},
            "components": {"securitySchemes": schemes},
        }
    )
    return dict(assign(api, gather(api), {}).credentials)


@pytest.mark.parametrize(
    ("key", "scheme", "keyword"),
    [
        # the documents' own words
        ("BearerAuth", BEARER, "bearer_auth"),
        ("ServiceCRN", API_KEY, "service_crn"),
        ("ApiVersion", API_KEY, "api_version"),
        ("personalAccessToken", BEARER, "personal_access_token"),
        ("bearer", BEARER, "bearer"),
        ("basic", {"type": "http", "scheme": "basic"}, "basic"),
        ("accessCode", OAUTH2, "access_code"),
        ("clientKey", API_KEY, "client_key"),
        ("petstore_auth", OAUTH2, "petstore_auth"),
        ("jwt-auth", BEARER, "jwt"),
        ("ApiKeyAuth", BEARER, "api_key"),
        ("AdminApiKeyAuth", BEARER, "admin_api_key"),
        ("OAuth2Security", OAUTH2, "oauth2"),
        # placeholders and the classes of frameworks
        ("default", API_KEY, "api_key"),
        ("sec0", BEARER, "token"),
        ("HTTPBearer", BEARER, "token"),
        ("Bearer", API_KEY | {"name": "Authorization"}, "authorization"),
        ("APIKeyHeader", API_KEY, "api_key"),
        ("HTTPBasic", {"type": "http", "scheme": "basic"}, "basic_auth"),
        ("HTTPDigest", {"type": "http", "scheme": "Digest"}, "digest_auth"),
        ("OAuth2PasswordBearer", OAUTH2, "oauth2"),
        ("OAuth2AuthorizationCodeBearer", OAUTH2, "oauth2"),
        ("OpenIdConnect", OPENID, "token"),
    ],
)
def test_a_keyword(key: str, scheme: Any, keyword: str) -> None:
    assert keywords(**{key: scheme}) == {key: keyword}


def test_two_schemes_of_one_type_keep_their_keys() -> None:
    assert keywords(APIKeyHeader=API_KEY, APIKeyQuery=API_KEY | {"in": "query"}) == {
        "APIKeyHeader": "api_key_header",
        "APIKeyQuery": "api_key_query",
    }
    assert keywords(apiKey=API_KEY, HTTPBearer=BEARER) == {
        "apiKey": "api_key",
        "HTTPBearer": "token",
    }


def test_a_document_without_schemes_has_a_token() -> None:
    assert keywords() == {"token": "token"}
