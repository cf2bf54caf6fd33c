"""The versions of successive releases of a package (PEP 440)."""

from __future__ import annotations

import re
from collections.abc import Collection

from packaging.version import InvalidVersion, Version

__all__ = ["is_later_major", "listed_versions", "next_post_release", "next_release"]


def next_release(previous: str, wanted: str, used: Collection[Version]) -> str:
    """Return the version of the release after `previous`.

    It is `wanted`, that of the document, unless an earlier release has it, or it would
    not follow `previous` although it is the same version without a post-release: then it
    is a post-release. `used` are the versions of all earlier releases.
    """
    old, new = Version(previous), Version(wanted)
    if _without_post(old) == _without_post(new) and new <= old:
        wanted = _with_local(next_post_release(previous, used), new.local)
    while Version(wanted) in used:
        wanted = next_post_release(wanted, used)
    return wanted


def next_post_release(version: str, used: Collection[Version] = ()) -> str:
    """Return the next post-release that is not in `used`.

    A development release (``1.0.dev0``) is followed by another one: it precedes its
    release, which a post-release would not.
    """
    known = Version(version)
    dev, post = known.dev, known.post
    if dev is not None:
        text = f"{known.public.removesuffix(f'.dev{dev}')}.dev{dev + 1}"
    elif post is not None:
        text = f"{known.public.removesuffix(f'.post{post}')}.post{post + 1}"
    else:
        text = f"{known.public}.post1"
    text = _with_local(text, known.local)
    return next_post_release(text, used) if Version(text) in used else text


def _with_local(version: str, local: str | None) -> str:
    public = version.partition("+")[0]
    return f"{public}+{local}" if local else public


def _without_post(version: Version) -> tuple[Version, bool]:
    """Return a version without its parts of a post or development release, and whether it
    is a development release.
    """
    pre = "".join(map(str, version.pre or ()))
    return Version(f"{version.base_version}{pre}"), version.is_devrelease


def is_later_major(old: str, new: str) -> bool:
    """Return whether a version may drop what an earlier one deprecated: a later major
    version; below 1.0, a later minor one.
    """
    before, after = ((*Version(each).release, 0)[:2] for each in (old, new))
    width = 2 if before[0] == 0 else 1
    return after[:width] > before[:width]


def listed_versions(changelog: str) -> set[Version]:
    """Return the versions that a changelog has entries of."""
    found = set()
    for text in re.findall(r"^## \[?([^\s\]]+)", changelog, re.MULTILINE):
        try:
            found.add(Version(text))
        except InvalidVersion:
            continue
    return found
