"""Names of servers: members of the ``Server`` enum."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping

from generator.ir import Api
from generator.names.allocate import Need, allocate
from generator.names.reserved import KEYWORDS
from generator.names.words import snake, upper
from generator.text import names_in

__all__ = ["former_server_names", "name_servers"]

_MAX_DESCRIPTION = 40
_STAGES = names_in("""
    production prod live sandbox staging stage test testing qa development dev preview
    demo mock local localhost
    """)
_TOP_LEVEL_DOMAIN = re.compile(r"(?<=[\w}])\.\w+(?=[:/]|$)")
_NOISE = frozenset(names_in("a api base endpoint environment host server the url"))


def name_servers(api: Api, pins: Mapping[str, str] | None) -> dict[str, str]:
    """Return the name of each server by its URL.

    It comes from a short description, else from a word like production or sandbox, else
    from what the URL has and others have not. A name that two servers would have is not
    used. A server that nothing tells from others is the default one.
    """
    descriptions = {server.url: server.description for server in api.servers}
    parts = {url: _parts(url) for url in descriptions}
    shared = set.intersection(*map(set, parts.values())) if parts else set[str]()
    found = {
        url: [
            _described(description),
            _stage(description) or _stage(_TOP_LEVEL_DOMAIN.sub("", url)),
            upper(" ".join(part for part in parts[url] if part not in shared)),
        ]
        for url, description in descriptions.items()
    }
    claims = Counter(name for names in found.values() for name in dict.fromkeys(names))
    needs = [
        Need(
            url,
            tuple(
                f"SERVER_{name}" if name[0].isdigit() else name
                for name in (
                    *(each for each in names if claims[each] == 1),
                    *(["DEFAULT"] if len(found) == 1 else []),
                    upper(" ".join(parts[url])) or "DEFAULT",
                )
                if name
            ),
        )
        for url, names in found.items()
    ]
    return allocate(needs, reserved=KEYWORDS, pins=pins)


def former_server_names(
    names: Mapping[str, str], former: Mapping[str, str]
) -> dict[str, str]:
    """Return the URL of each name of an earlier version that no server has now; `names`
    are the present ones by URL.
    """
    used = {name.casefold() for name in names.values()} | KEYWORDS
    return {
        name: url
        for name, url in sorted(former.items())
        if url in names
        and name.isascii()
        and name.isidentifier()
        and not name.startswith("_")
        and name.casefold() not in used
    }


def _parts(url: str) -> list[str]:
    """Return the words of the host and the path."""
    return snake(url.split("://")[-1].split("?")[0]).split("_")


def _described(description: str) -> str:
    """Return a short description without the words that say that it is a server."""
    if len(description) > _MAX_DESCRIPTION:
        return ""
    words = snake(description).split("_")
    return upper("_".join(word for word in words if word not in _NOISE))


def _stage(text: str) -> str:
    words = re.findall("[a-z]+", text.lower())
    return upper(next((word for word in words if word in _STAGES), ""))
