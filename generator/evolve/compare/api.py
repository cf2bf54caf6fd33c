"""Compare what operations share: the client's arguments, webhooks, model names."""

from __future__ import annotations

import re
from collections.abc import Collection

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
    Api,
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
    "moved_servers",
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
    successors = {
        f"Server.{name}": f"Server.{diff.new.names.servers[url]}"
        for name, url in diff.new.names.former_servers.items()
    }
    for symbol, server, found in paired(before, after):
        site = client_site(symbol, "#/servers")
        if found is None and symbol in successors:
            here = client_site(successors[symbol], "#/servers")
            diff.add("server-renamed", here, symbol, successors[symbol])
        elif found is None:
            diff.add("server-removed", site)
        elif server is None and symbol not in successors.values():
            diff.add("server-added", site)
        elif server is None:
            continue
        elif server.url != found.url:
            diff.add("server-url-changed", site, server.url, found.url)
        elif server.description != found.description:
            diff.add("server-described", site)
    _compare_former_servers(diff, {*after, *successors})
    defaults = diff.old.api.default_server, diff.new.api.default_server
    match defaults:
        case Server(url=before_url), Server(url=after_url):
            here = client_site("Client(server=)", "#/servers")
            diff.add_difference("server-default-changed", here, before_url, after_url)
        case Server(), None:
            diff.add("base-url-required", client_site("Client(base_url=)", "#/servers"))
        case None, Server():
            diff.add("base-url-optional", client_site("Client(base_url=)", "#/servers"))


def _compare_former_servers(diff: Diff, usable: Collection[str]) -> None:
    """Record which deprecated names of servers were removed."""
    for name, url in diff.old.names.former_servers.items():
        if f"Server.{name}" not in usable:
            current = diff.new.names.servers.get(url) or diff.old.names.servers[url]
            site = client_site(f"Server.{name}", "#/servers")
            diff.add("server-alias-removed", site, new=f"Server.{current}")


def moved_servers(old: Api, new: Api) -> dict[str, str]:
    """Return the new URL of each server whose URL changed: the new server alone has its
    description, or else its scheme and host, or each version has one server.
    """
    before, after = ({each.url: each for each in api.servers} for api in (old, new))
    gone = [each for url, each in before.items() if url not in after]
    added = [each for url, each in after.items() if url not in before]
    if len(before) == len(after) == len(gone) == 1:
        return {gone[0].url: added[0].url}
    found: dict[str, str] = {}
    for key in (_description, _origin):
        for server in gone:
            equal = [each for each in added if key(each) and key(each) == key(server)]
            rivals = [each for each in gone if key(each) == key(server)]
            if len(equal) == len(rivals) == 1 and equal[0].url not in found.values():
                found.setdefault(server.url, equal[0].url)
    return found


def _description(server: Server) -> str:
    return server.description.strip().casefold()


def _origin(server: Server) -> str:
    return "/".join(server.url.split("/")[:3]) if "://" in server.url else ""


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
