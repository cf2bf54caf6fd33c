"""Compare what operations share: the client's arguments, webhooks, model names."""

from __future__ import annotations

import re

from generator.evolve.change import Subject
from generator.evolve.compare.diff import (
    ChangeSite,
    Diff,
    client_site,
    counterpart,
    model_site,
    paired,
)
from generator.evolve.compare.package_version import PackageVersion
from generator.evolve.compare.security import compare_schemes
from generator.evolve.compare.types import compare_types
from generator.ir import (
    Event,
    Server,
    ServerVariable,
    TypeId,
    schema_id,
)
from generator.names import event_key

__all__ = [
    "compare_client",
    "compare_events",
    "compare_former_types",
    "compare_model_names",
]


def compare_client(diff: Diff) -> None:
    """Record changes of the title, the descriptions, credentials, servers and tags."""
    old, new = diff.old.api, diff.new.api
    title = client_site("info.title", "#/info/title")
    diff.add_difference("package-title-changed", title, diff.old.name, diff.new.name)
    texts = [(a.title, a.description, a.license, a.contact) for a in (old, new)]
    if texts[0] != texts[1]:
        diff.add("api-described", client_site("info", "#/info"))
    compare_schemes(diff)
    _compare_servers(diff)
    _compare_server_variables(diff)
    _compare_resources(diff)


def _compare_servers(diff: Diff) -> None:
    old, new = diff.old.api.servers, diff.new.api.servers
    before = {_server_symbol(diff.old, each): each for each in old}
    after = {_server_symbol(diff.new, each): each for each in new}
    for symbol, server, found in paired(before, after):
        site = client_site(symbol, "#/servers")
        if found is None:
            diff.add("server-removed", site)
        elif server is None:
            diff.add("server-added", site)
        elif server.url != found.url:
            diff.add("server-url-changed", site, server.url, found.url)
        elif server.description != found.description:
            diff.add("server-described", site)
    defaults = diff.old.api.default_server, diff.new.api.default_server
    match defaults:
        case Server(url=before_url), Server(url=after_url):
            here = client_site("Client(server=)", "#/servers")
            diff.add_difference("server-default-changed", here, before_url, after_url)
        case Server(), None:
            diff.add("base-url-required", client_site("Client(base_url=)", "#/servers"))
        case None, Server():
            diff.add("base-url-optional", client_site("Client(base_url=)", "#/servers"))


def _server_symbol(version: PackageVersion, server: Server) -> str:
    return f"Server.{version.names.servers[server.url]}"


def _compare_server_variables(diff: Diff) -> None:
    before, after = (
        {
            v.name: v
            for server in version.api.servers
            if version.api.default_server is not None
            for v in server.variables
        }
        for version in (diff.old, diff.new)
    )
    for name, old, new in paired(before, after):
        symbol = f"Client(server_variables={{{name!r}: ...}})"
        site = client_site(symbol, "#/servers")
        if new is None:
            diff.add("server-variable-removed", site)
        elif old is None:
            diff.add("server-variable-added", site)
        else:
            rule = "server-variable-default-changed"
            diff.add_difference(rule, site, old.default, new.default)
            _compare_values(diff, old, new, site)


def _compare_values(
    diff: Diff, old: ServerVariable, new: ServerVariable, site: ChangeSite
) -> None:
    if old.values and new.values:
        diff.add_members("server-variable-value", site, old.values, new.values)
    elif old.values or new.values:
        rule = f"server-variable-value-{'added' if old.values else 'removed'}"
        diff.add(rule, site, "other values", "other values")


def _compare_resources(diff: Diff) -> None:
    before = {tag.name: tag.description for tag in diff.old.api.tags}
    places = {tag.name: f"#/tags/{i}" for i, tag in enumerate(diff.new.api.tags)}
    for resource in diff.new.resources:
        tag = resource.tag
        if tag is not None and before.get(tag.name, "") != tag.description:
            site = client_site(resource.symbol, places[tag.name])
            diff.add("resource-described", site)


def compare_events(diff: Diff) -> None:
    """Record changes of webhooks and callbacks."""
    before = {event_key(event): event for event in diff.old.api.events}
    after = {event_key(event): event for event in diff.new.api.events}
    for _, old, new in paired(before, after):
        if old is not None and new is not None:
            site = _event_site(diff.new, old, new)
            if old.description != new.description:
                diff.add("event-described", site)
            compare_types(diff, old.payload, new.payload, site.received())
        elif old is not None:
            diff.add("event-removed", _event_site(diff.old, old, old))
        elif new is not None:
            diff.add("event-added", _event_site(diff.new, new, new))


def _event_site(version: PackageVersion, old: Event, new: Event) -> ChangeSite:
    symbol = f"webhooks.{version.names.events[event_key(new)]}()"
    return ChangeSite(symbol, Subject("webhooks", "", ""), old.pointer, new.pointer)


def compare_model_names(diff: Diff) -> None:
    """Record which models were removed, added or renamed, and compare those that no
    operation refers to.
    """
    before, after = diff.old.names.types, diff.new.names.types
    old_names, new_names = set(before.values()), set(after.values())
    for key, name in before.items():
        target = counterpart(key, diff.new.api, diff.renamed)
        if target is None:
            if name not in new_names:
                _add_model(diff, diff.old, key, "removed")
        elif after[target] != name:
            _add_renamed(diff, key, target)
        elif (key, target) not in diff.compared:
            diff.outside_calls = True
            diff.enqueue(key, target, "response")
    for key, name in after.items():
        is_new = key not in before and schema_id(key) not in diff.renamed.values()
        if is_new and name not in old_names:
            _add_model(diff, diff.new, key, "added")


def _add_renamed(diff: Diff, old: TypeId, new: TypeId) -> None:
    before, after = diff.old.model(old), diff.new.model(new)
    kept = diff.new.names.former_types.get(diff.old.names.types[old])
    rule = "model-renamed" if kept == new else "model-rename-lost"
    diff.add(rule, model_site(after, old, new), before, after)


def compare_former_types(diff: Diff) -> None:
    """Record which deprecated names of declarations were removed."""
    before, after = diff.old.names, diff.new.names
    usable = {*after.former_types, *after.types.values()}
    for name, key in before.former_types.items():
        if name not in usable:
            target = counterpart(key, diff.new.api, diff.renamed)
            site = model_site(f"models.{name}", key, target or key)
            current = after.types[target] if target else before.types[key]
            diff.add("model-alias-removed", site, new=f"models.{current}")


def _add_model(diff: Diff, version: PackageVersion, key: TypeId, state: str) -> None:
    """Record that a model was added or removed. For an inline schema only the name is
    known to have changed, because its schema may be in another place.
    """
    is_component = re.fullmatch(r"#/components/schemas/[^/]*", key)
    site = model_site(version.model(key), key, key)
    diff.add(f"{'model' if is_component else 'type-name'}-{state}", site)
