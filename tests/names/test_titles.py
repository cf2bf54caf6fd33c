"""The names of packages, from the titles of documents."""

from __future__ import annotations

import pytest

from generator.names import title_name


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Qiskit Runtime Sessions API", "qiskit_runtime_sessions"),
        ("Stripe API", "stripe"),
        ("GitHub v3 REST API", "github"),
        ("GitHub's official OpenAPI spec + Octokit extension", "github"),
        ("Swagger Petstore - OpenAPI 3.0", "petstore"),
        ("Discord HTTP API (Preview)", "discord"),
        ("OpenAI API", "openai"),
        ("Spotify Web API", "spotify"),
        ("PlaceKit API Reference", "placekit"),
        ("The Jira Cloud platform REST API", "jira_cloud_platform"),
        ("Acme API v2.1", "acme"),
        ("Todo API 2024-01-01", "todo"),
        ("Acme Payments, version 2", "acme_payments"),
        ("Area 51 API", "area_51"),
        ("Bank of America API", "bank_of_america"),
        ("McDonald's Menu", "mcdonalds_menu"),
        ("MyApp.Api", "myapp"),
        ("PetstoreApi", "petstore"),
        ("ExoAPI", "exoapi"),
        ("UserManagementService", "user_management_service"),
        ("my-service", "my_service"),
        # titles without other words
        ("OpenAPI definition", "openapi_definition"),
        ("swagger", "swagger"),
        ("API v1", "api"),
        ("v1", "v1"),
        ("", ""),
    ],
)
def test_a_title(title: str, name: str) -> None:
    assert title_name(title) == name
