"""Security requirements that name their schemes by URIs (OpenAPI 3.2.0 section 4.30)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from generator.document.pointer import MISSING, follow_refs, join, lookup, split
from generator.document.references.external_components import unique_name
from generator.document.references.loader import LoadedFile
from generator.document.references.targets import Target

__all__ = ["SchemeUse", "name_schemes", "scheme_uris"]

_URI = re.compile(r"#|\.(json|ya?ml)$")


class SchemeUse(NamedTuple):
    """A security requirement, a URI in it, and an object that holds it as a `$ref`."""

    requirement: dict[str, Any]
    uri: str
    holder: dict[str, Any]


def scheme_uris(
    root: dict[str, Any], section: tuple[str, ...], requirement: dict[str, Any]
) -> Iterator[str]:
    """Yield the URIs in a requirement; a name of a component has precedence."""
    for name in requirement:
        is_uri = isinstance(name, str) and _URI.search(name) is not None
        if is_uri and lookup(root, join(*section, name)) is MISSING:
            yield name


def name_schemes(
    main: LoadedFile, section: tuple[str, ...], uses: list[SchemeUse]
) -> None:
    """Replace URIs, whose references are canonical, by names of components."""
    for requirement, uri, holder in uses:
        target = follow_refs(main.root, holder["$ref"])
        if target is None:
            continue  # It was reported, and is an undefined name from now on.
        *path, name = split(holder["$ref"])
        if tuple(path) != section:
            *path, name = split(target)
        if tuple(path) != section:
            schemes: dict[str, Any] = main.root
            for key in section:
                schemes = schemes.setdefault(key, {})
            name = unique_name(schemes, Target(main, target))
            schemes[name] = {"$ref": target}
        members = [(name if key == uri else key, v) for key, v in requirement.items()]
        requirement.clear()
        requirement.update(members)
