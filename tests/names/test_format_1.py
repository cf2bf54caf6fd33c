"""A project with a lock of format 1 keeps the names that earlier rules gave."""

from __future__ import annotations

from generator.names import assign
from generator.names.format_1 import full_pins
from generator.surface import gather

from .test_properties import document, lowered, properties

WIRE = ("oAuthToken", "ipV4", "object", "before_", "name__gt", "json", "options", "id")


def test_properties_and_arguments_keep_the_old_rules() -> None:
    schemas = {"Thing": properties(*WIRE)}
    reference = {"$ref": "#/components/schemas/Thing"}
    api = lowered(document(schemas, reference, ("body", "IPv4Only", "list_")))
    old = full_pins(api, gather(api), {"resources": {"a": "a"}})
    fields = {
        "oAuthToken": "o_auth_token",
        "ipV4": "ip_v4",
        "object": "object_",
        "before_": "before",
        "name__gt": "name_gt",
        "json": "json_",
        "options": "options",
        "id": "id",
    }
    arguments = {
        "query:body": "body_",
        "query:IPv4Only": "i_pv4_only",
        "query:list_": "list",
        **{f"body:{key}": name for key, name in fields.items()},
        "body:object": "object",
        "body:json": "json",
        "body:options": "options_",
    }
    names = assign(api, gather(api), old)
    pointer = api.operations[0].pointer
    assert names.fields["#/components/schemas/Thing"] == fields
    assert names.arguments[pointer] == arguments
    # What the rules of today would choose otherwise is in the next lock.
    assert names.pins["fields #/components/schemas/Thing"] == fields
    assert names.pins[f"arguments {pointer}"] == arguments
