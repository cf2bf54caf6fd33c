"""Where methods are and what they are called."""

from __future__ import annotations

import json
import random
import re
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest
from fastapi import APIRouter, FastAPI
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.diagnostics.model import Problems
from generator.document.load import load_document
from generator.lower import lower
from generator.names.calls import calls

TEXT = {"type": "string"}
THING = {"type": "object", "properties": {"id": TEXT, "tags": TEXT}}
PAGE = {"type": "object", "properties": {"data": {"type": "array", "items": THING}}}
ARRAY = {"type": "array", "items": THING}
GOODS = ("hats", "pens", "rings", "toys", "mugs")


def named(document: Mapping[str, Any]) -> dict[str, str]:
    """Return the path of each method, by ``METHOD /path``."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "openapi.json")
        path.write_text(json.dumps(document), encoding="utf-8")
        problems = Problems()
        api = lower(load_document(path, problems), problems)
    found = calls(api)
    return {
        f"{op.method} {op.path}": ".".join((*call.resource, call.candidates[0]))
        for op in api.operations
        for call in [found[op.pointer]]
    }


def names(
    *routes: str, ids: Mapping[str, str] | None = None, **more: Any
) -> dict[str, str]:
    """Return the paths of methods with these routes: ``GET /things []`` returns a page.

    `ids` are operationIds by route, and so are `tags` and `summaries`.
    """
    paths: dict[str, Any] = {}
    for route in routes:
        method, path, *kind = route.split()
        key = f"{method} {path}"
        schema = {"[]": PAGE, "[*]": ARRAY}.get("".join(kind), THING)
        content = {"application/json": {"schema": schema}}
        operation: dict[str, Any] = {
            "responses": {"200": {"description": "It.", "content": content}},
            "parameters": [
                {"name": name, "in": "path", "required": True, "schema": TEXT}
                for name in re.findall(r"\{(\w+)\}", path.partition("#")[0])
            ],
        }
        if ids and key in ids:
            operation["operationId"] = ids[key]
        if key in more.get("summaries", {}):
            operation["summary"] = more["summaries"][key]
        if key in more.get("tags", {}):
            operation["tags"] = [more["tags"][key]]
        paths.setdefault(path, {})[method.lower()] = operation
    info = {"title": more.get("title", "Example"), "version": "1"}
    return named({"openapi": "3.1.0", "info": info, "paths": paths})


# Each is a small API: routes with the path that its users expect.
APIS: dict[str, dict[str, str]] = {
    "collections, items and what they contain": {
        "GET /v1/customers []": "customers.list",
        "POST /v1/customers": "customers.create",
        "GET /v1/customers/{id}": "customers.get",
        "POST /v1/customers/{id}": "customers.update",
        "DELETE /v1/customers/{id}": "customers.delete",
        "GET /v1/customers/search []": "customers.search",
        "GET /v1/customers/{id}/sources []": "customers.sources.list",
        "POST /v1/customers/{id}/sources/{source}/verify": "customers.sources.verify",
        "GET /v1/customers/{id}/discount": "customers.discount.get",
        "DELETE /v1/customers/{id}/discount": "customers.discount.delete",
        "DELETE /v1/subscriptions/{id}/discount": "subscriptions.delete_discount",
        "POST /v1/chat/completions": "chat.completions.create",
        "GET /v1/chat/completions []": "chat.completions.list",
        "POST /v1/audio/speech": "audio.speech.create",
        "GET /v1/balance": "balance.get",
        "GET /v1/files/{id}/content": "files.content",
        "POST /v1/invoices/{id}/mark_paid": "invoices.mark_paid",
        "POST /v1/invoices/{id}/add-lines": "invoices.add_lines",
        "DELETE /v1/sessions/{id}/close": "sessions.close",
        "POST /v1/uploads/{id}/parts": "uploads.parts.create",
        "POST /v1/import_jobs": "import_jobs.create",
        "POST /v1/import": "import",
    },
    "an update and a replacement": {
        "GET /pets [*]": "pets.list",
        "PUT /pets/{id}": "pets.replace",
        "PATCH /pets/{id}": "pets.update",
        "POST /pets/{id}": "pets.create",
        "PUT /owners/{id}": "owners.update",
        "PATCH /owners/{id}/address": "owners.update_address",
    },
    "a setting": {
        "GET /organization/retention": "organization.retention.get",
        "POST /organization/retention": "organization.retention.update",
        "GET /quotas": "quotas.get",
        "PUT /quotas": "quotas.update",
    },
    "collections that are not called so": {
        "GET /audit_log []": "audit_log.list",
        "GET /staff [*]": "staff.list",
        "GET /staff/{id}": "staff.get",
        "GET /weather/{city} [*]": "weather.list",
    },
    "reports": {
        "GET /usage/completions []": "usage.completions",
        "GET /usage/images []": "usage.images",
        "GET /usage/costs []": "usage.costs",
        "GET /users []": "users.list",
    },
    "an action and what is below it": {
        "GET /notes []": "notes.list",
        "GET /notes/preview": "notes.preview",
        "GET /notes/preview/lines []": "notes.preview_lines.list",
        "GET /keys/{id}/secret": "keys.secret.get",
        "POST /keys/{id}/secret/rotate": "keys.secret.rotate",
    },
    "what a collection and its items have": {
        "POST /threads": "threads.create",
        "POST /threads/runs": "threads.create_runs",
        "POST /threads/{id}/runs": "threads.runs.create",
        "GET /users [*]": "users.list",
        "POST /users/ban": "users.ban_users",
        "POST /users/{id}/ban": "users.ban",
    },
    "a collection is changed as a whole": {
        "GET /tasks [*]": "tasks.list",
        "DELETE /tasks": "tasks.delete_all",
        "DELETE /tasks/{id}": "tasks.delete",
        "DELETE /cache": "cache.delete",
    },
    "a verb with arguments in the path": {
        "GET /users/find-by-email/{email}": "users.find_by_email",
        "GET /lookup/{phone}": "lookup",
        "GET /users [*]": "users.list",
    },
    "actions after a colon, a fragment and a dot": {
        "POST /v1/jobs/{id}:cancel": "jobs.cancel",
        "POST /v1/jobs:batchGet": "jobs.batch_get",
        "PUT /v1/files/{id}#add_link": "files.add_link",
        "POST /chat.postMessage": "chat.post_message",
        "GET /v1/Accounts/{sid}.json": "accounts.get",
    },
    "names with dots": {
        "POST /chat.update": "chat.update",
        "GET /chat.history []": "chat.history",
        "POST /users.profile.set": "users.profile.set",
        "GET /robots [*]": "robots.list",
    },
    "the root": {
        "GET /": "get",
        "GET /{a}": "get_by_a",
        "GET /{a}/{b}": "get_by_b",
        "GET /my%20pets/{id}": "my_pets.get",
    },
    "signs that are no words": {"GET /groups/{id}/-/epics/{epic}": "groups.epics.get"},
    "a verb with two methods": {
        "GET /search": "search.get",
        "POST /search": "search.create",
    },
    "procedures": {
        "POST /sendMessage": "send_message",
        "POST /getUpdates": "get_updates",
        "POST /deleteWebhook": "delete_webhook",
    },
    "a parameter is the first segment": {
        "GET /{tenant}/users [*]": "users.list",
        "GET /{tenant}/users/{id}": "users.get",
        "GET /{tenant}": "get",
    },
    "two versions": {
        "GET /v1/disputes []": "disputes.list",
        "GET /v1/disputes/{id}": "disputes.get",
        "GET /v1/cards []": "cards.list",
        "GET /v2/disputes []": "v2.disputes.list",
        "GET /v2/disputes/{id}/files []": "v2.disputes.files.list",
        "GET /v2/rules []": "rules.list",
    },
    "what the query fixes": {
        "POST /messages": "messages.create",
        "POST /messages?beta=true": "beta.messages.create",
    },
    "three prefixes": {
        "GET /rest/api/3/issues [*]": "issues.list",
        "GET /rest/agile/1.0/boards [*]": "agile.boards.list",
    },
    "a prefix before the version": {
        "GET /shop/v1/orders [*]": "orders.list",
        "GET /shop/v1/orders/{id}": "orders.get",
    },
    "a prefix before the version of most paths": {
        **{f"POST /shop/v1/{name}/{{id}}": f"{name}.update" for name in GOODS},
        "GET /v1/orders [*]": "orders.list",
    },
    "a prefix that tells paths apart": {
        **{f"POST /shop/v1/{name}/{{id}}": f"shop.{name}.update" for name in GOODS},
        "POST /v1/hats/{id}": "hats.update",
    },
    "a shared prefix": {
        "GET /shop/orders [*]": "orders.list",
        "GET /shop/goods/{id}": "goods.get",
    },
    "a shared collection is no prefix": {
        "GET /api/v1/orders [*]": "orders.list",
        "GET /api/v1/orders/{id}/lines [*]": "orders.lines.list",
    },
    "one path": {"POST /v1/chat/completions": "chat.completions.create"},
    "segments in any case": {
        "GET /BankAccounts [*]": "bank_accounts.list",
        "GET /bank-accounts/{id}": "bank_accounts.get",
        "GET /bank_accounts/{id}/History": "bank_accounts.history",
    },
    "the user": {
        "GET /me": "me.get",
        "GET /users/@me": "users.me.get",
        "PATCH /users/@me": "users.me.update",
        "GET /users/{id}": "users.get",
    },
}


@pytest.mark.parametrize("api", APIS.values(), ids=APIS)
def test_the_url_says_where_a_method_is(api: dict[str, str]) -> None:
    expected = {" ".join(r.split()[:2]): name for r, name in api.items()}
    ids = {"POST /users/ban": "BanUsers"}
    assert names(*api, ids=ids) == expected


@pytest.mark.parametrize(
    ("route", "operation_id", "expected"),
    [
        # Standard verbs are those of the method.
        ("GET /users [*]", "findUsers", "users.list"),
        ("GET /users/{id}", "retrieveUser", "users.get"),
        ("GET /users/{id}", "GetUsersById", "users.get"),
        ("POST /users", "PostUsers", "users.create"),
        ("POST /users/{id}", "modifyUser", "users.update"),
        ("DELETE /users/{id}", "remove_user", "users.delete"),
        # What the document calls otherwise is called so.
        ("GET /users", "listUsers", "users.list"),
        ("GET /users/{kind}", "list_users_by_kind", "users.list"),
        ("PUT /users", "createUsers", "users.create"),
        ("POST /users/{id}", "createUser", "users.create"),
        ("POST /users", "createOrUpdateUser", "users.create_or_update"),
        ("PUT /users/{id}", "upsertUser", "users.upsert"),
        ("PUT /users/{id}", "addUser", "users.add"),
        ("DELETE /subscriptions/{id}", "cancelSubscription", "subscriptions.cancel"),
        ("POST /files", "uploadFile", "files.upload"),
        ("POST /files", "fileUpload", "files.upload"),
        ("GET /files/{id}/content", "downloadFile", "files.download"),
        ("GET /files/{id}/content", "getFileContent", "files.content"),
        ("PUT /users/{id}/logo", "uploadUserLogo", "users.upload_logo"),
        ("POST /tickets", "buyExampleTickets", "tickets.buy"),
        ("POST /fraud/payments/{id}", "reportFraudPayment", "fraud.payments.report"),
        ("PATCH /users", "bulkUpdateUsers", "users.bulk_update"),
        ("POST /invites", "inviteUser", "invites.create"),
        ("POST /control/hold", "control_hold", "control.hold"),
        ("POST /ingest", "ingest", "ingest"),
        ("POST /videos/{id}/remix", "createVideoRemix", "videos.remix"),
        ("POST /audio/speech", "createSpeech", "audio.speech.create"),
        ("POST /players/{id}/next", "skipUsersPlaybackToTheNextTrack", "players.next"),
        ("GET /tracks/contains", "checkUsersSavedTracks", "tracks.contains"),
        ("POST /input", "Getinputtokencounts", "input"),
        # Ids that frameworks make.
        ("POST /v1/messages", "messages_post", "messages.create"),
        ("GET /users/{id}", "read_user_users__id__get", "users.read_user"),
        ("GET /users/{id}", "UsersController_findOne", "users.get"),
        ("PUT /users/{id}", "UsersController_rename", "users.rename"),
        ("GET /users [*]", "findAllUsingGET_1", "users.list"),
        ("GET /users [*]", "users_list", "users.list"),
        ("PATCH /users/{id}", "users_partial_update", "users.update"),
        ("POST /users/{id}/ban", "users_ban_create", "users.ban"),
        ("GET /users [*]", "App\\\\Http\\\\UserController::index", "users.list"),
        # Namespaces are taken as they are.
        ("GET /repos/{id}/issues [*]", "issues/list-for-repo", "issues.list_for_repo"),
        ("GET /repos/{id}", "repos.get", "repos.get"),
        ("GET /u/{id}/m", "mail.users.messages.list", "mail.users.messages.list"),
        ("GET /users/{id}", "get/users/{id}", "users.get"),
        # Ids without words, or with the wrong ones.
        ("GET /users/{id}", "日本", "users.get"),
        ("GET /users/{id}", "---", "users.get"),
    ],
)
def test_words_of_an_operation_id(route: str, operation_id: str, expected: str) -> None:
    key = " ".join(route.split()[:2])
    assert names(route, ids={key: operation_id}) == {key: expected}


def test_namespaces_that_all_ids_share_are_dropped() -> None:
    ids = {
        "GET /a/{id}": "api.v1.items_controller.get_item",
        "GET /b": "api.v1.users.list_users",
        "GET /c": "api.v1.users.roles.all",
    }
    assert [*names(*ids, ids=ids).values()] == [
        "items.get_item",
        "users.list_users",
        "users.roles.all",
    ]


def test_names_for_other_generators_are_taken_as_they_are() -> None:
    def operation(path: str, **extensions: Any) -> dict[str, Any]:
        get = {"responses": {"200": {"description": ""}}}
        get |= {f"x-{key.replace('_', '-')}": each for key, each in extensions.items()}
        return {path: {"get": get}}

    paths = {
        **operation("/a", speakeasy_group="v1.things", speakeasy_name_override="find"),
        **operation("/b", fern_sdk_group_name=["v2", "my things"]),
        **operation(
            "/c", fern_sdk_group_name=["v2", "things"], fern_sdk_method_name="getAll"
        ),
        **operation("/d", fern_sdk_group_name="things", fern_sdk_method_name=7),
        **operation("/e", speakeasy_group="---", speakeasy_name_override="get"),
    }
    info = {"title": "Example", "version": "1"}
    found = named({"openapi": "3.1.0", "info": info, "paths": paths})
    assert found == {
        "GET /a": "v1.things.find",
        "GET /b": "b.get",
        "GET /c": "v2.things.get_all",
        "GET /d": "d.get",
        "GET /e": "e.get",
    }


def test_groups_of_operations_are_namespaces_if_all_ids_have_one() -> None:
    ids = {
        "GET /subscriptions/{id}/vms": "VirtualMachines_ListAll",
        "PUT /subscriptions/{id}/vms/{vm}": "VirtualMachines_CreateOrUpdate",
    }
    assert [*names(*ids, ids=ids).values()] == [
        "virtual_machines.list_all",
        "virtual_machines.create_or_update",
    ]


def test_numbers_that_make_ids_unique_say_nothing() -> None:
    ids = {
        "GET /cats": "find",
        "GET /cats/{id}": "find_1",
        "GET /cats/{id}/food": "find_2",
    }
    found = names(*ids, ids=ids)
    assert [*found.values()] == ["cats.list", "cats.get", "cats.food"]


def test_of_two_claims_the_plainer_one_has_the_name() -> None:
    ids = {
        "POST /pet/{id}": "updatePetWithForm",
        "PUT /pet": "updatePet",
        "GET /pet/{id}": "getPet",
        "POST /pet": "getPets",
        "GET /pet/{id}/{part}": "getPetPart",
    }
    assert names(*ids, ids=ids) == {
        "POST /pet/{id}": "pet.update_with_form",
        "PUT /pet": "pet.update",
        "GET /pet/{id}": "pet.get",
        "POST /pet": "pet.get_pets",
        "GET /pet/{id}/{part}": "pet.get_part",
    }


def test_tags_place_what_has_no_resource() -> None:
    tags = {
        "POST /ingest": "Event",
        "POST /search": "Search",
        "POST /series": "Event",
        "GET /events": "Event",
        "GET /{code}": "Links",
    }
    ids = {"POST /series": "submitEventsV1"}
    assert [*names(*tags, tags=tags, ids=ids).values()] == [
        "events.ingest",
        "search",
        "events.submit",
        "events.get",
        "links.get",
    ]


def test_procedures_are_grouped_by_tags_if_there_are_several() -> None:
    tags = {"POST /sendMessage": "Messages", "POST /getUser": "users"}
    assert [*names(*tags, tags=tags).values()] == [
        "messages.send_message",
        "users.get_user",
    ]
    same = {"POST /sendMessage": "Bot API", "POST /getUser": "bot-api"}
    assert [*names(*same, tags=same).values()] == ["send_message", "get_user"]


def fastapi_application() -> FastAPI:
    def handler() -> None:
        """Do nothing."""

    def add(router: APIRouter | FastAPI, method: str, path: str, name: str) -> None:
        router.add_api_route(path, handler, methods=[method], name=name)

    items = APIRouter(prefix="/items", tags=["Items"])
    add(items, "GET", "/", "read_items")
    add(items, "GET", "/{item_id}", "read_item")
    add(items, "POST", "/{item_id}/close", "close_the_item")
    add(items, "GET", "/{item_id}/files/{path:path}", "read_file")
    pools = APIRouter(prefix="/work_pools", tags=["Work pools"])
    add(pools, "GET", "/{pool}/queues/{name}", "read_work_queue")
    add(pools, "POST", "/filter", "read_items")
    inner = APIRouter(prefix="/api/v1")
    inner.include_router(items)
    inner.include_router(pools)
    app = FastAPI(title="Shop")
    app.include_router(inner)
    add(app, "GET", "/", "root")
    add(app, "GET", "/health", "health_check")
    return app


def test_methods_for_fastapi_are_called_like_its_functions() -> None:
    document = fastapi_application().openapi()
    functions = {
        f"{method.upper()} {path}": operation["summary"].lower().replace(" ", "_")
        for path, item in document["paths"].items()
        for method, operation in item.items()
    }
    found = named(document)
    assert {key: name.rpartition(".")[2] for key, name in found.items()} == functions
    assert found["GET /api/v1/items/{item_id}/files/{path}"] == "items.files.read_file"
    assert found["POST /api/v1/items/{item_id}/close"] == "items.close_the_item"
    assert found["GET /"] == "root"


def test_methods_for_django_ninja_are_read_from_its_functions() -> None:
    ids = {
        "GET /api/events": "shop_api_list_events",
        "POST /api/events/{id}/tickets": "shop_views_buy_ticket",
    }
    summaries = {"GET /api/events": "List Events"}
    summaries["POST /api/events/{id}/tickets"] = "Buy Ticket"
    found = names(*ids, ids=ids, summaries=summaries)
    assert [*found.values()] == ["events.list", "events.tickets.buy"]


def test_single_ids_that_fastapi_made_are_read_as_words() -> None:
    ids = {
        "POST /v1/files?beta=true": "beta_upload_file_v1_files_post",
        "GET /v1/users": "listUsers",
        "GET /v1/users/{id}": "getUser",
    }
    found = names(*ids, ids=ids)
    assert [*found.values()] == ["beta.files.upload", "users.list", "users.get"]


def test_ids_with_the_tag_before_the_function() -> None:
    ids = {"GET /users": "users-read", "GET /users/{id}": "users-read_user"}
    tags = dict.fromkeys(ids, "users")
    found = names(*ids, ids=ids, tags=tags)
    assert [*found.values()] == ["users.read", "users.read_user"]


def test_names_are_not_longer_than_45_characters() -> None:
    long = "the_" * 20 + "end"
    routes = [f"GET /{long}/{{id}}/{long}s/{{x}}/{long}", f"POST /a/{{id}}/{long}"]
    ids = {"POST /b/{id}": f"update_b_with_{long}", "PUT /b/{id}": "update_b"}
    for name in names(*routes, *ids, ids=ids).values():
        assert all(len(part) <= 45 for part in name.split("."))


WORDS = st.sampled_from(["users", "User", "search", "v1", "{id}", "{x}", "me", "api"])
PATHS = st.lists(WORDS, min_size=0, max_size=4).map(lambda each: "/" + "/".join(each))
METHODS = st.sampled_from(["GET", "POST", "PUT", "PATCH", "DELETE"])
IDS = st.sampled_from(["", "listUsers", "users.get", "search", "getUser_1", "a-b"])
ROUTES = st.lists(
    st.tuples(METHODS, PATHS, IDS), max_size=12, unique_by=lambda r: r[:2]
)


@settings(max_examples=25)
@given(ROUTES, st.randoms(use_true_random=False))
def test_names_are_unique_and_independent_of_the_order(
    routes: list[tuple[str, str, str]], rng: random.Random
) -> None:
    def found(each: Iterable[tuple[str, str, str]]) -> dict[str, str]:
        # The same path with other parameters is one path to OpenAPI.
        unique = {(m, re.sub(r"\{\w+\}", "{}", p)): (m, p, i) for m, p, i in each}
        some = [unique[key] for key in sorted(unique)]
        rng.shuffle(some)
        keys = {f"{m} {p}": f"{i}{n}" for n, (m, p, i) in enumerate(sorted(some)) if i}
        return names(*(f"{m} {p}" for m, p, _ in some), ids=keys)

    first = found(routes)
    assert found(routes) == first
    paths = [tuple(name.split(".")) for name in first.values()]
    resources = {path[:end] for path in paths for end in range(1, len(path))}
    assert len({*paths}) == len(paths)
    assert resources.isdisjoint(paths)
