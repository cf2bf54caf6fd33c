"""The version of a package (PEP 440) for what a document calls its version."""

from __future__ import annotations

import re
import unicodedata

from packaging.version import InvalidVersion, Version

__all__ = ["normalized_version"]

_MAX_LENGTH = 100
_MIN_NUMBERS = 3
"""How many numbers precede those of a build at least, where the version is no date."""
_YEAR_AND_MONTH = re.compile(r"v?(?:19|20)\d\d-\d\d?(?!\d)")
"""The beginning of a date, which PEP 440 would read as a year and a post-release."""
_NUMBERS = re.compile(r"[^0-9]*([0-9]+(?:[.-][0-9]+)*)(.*)", re.DOTALL)
_LOCAL = re.compile(r"[a-z0-9]+(?:[-_.][a-z0-9]+)*", re.IGNORECASE)
_COMMIT = re.compile(
    r"\bg?(?=[0-9]*[a-f])(?=[a-f]*[0-9])[0-9a-f]{7,40}\b", re.IGNORECASE
)
"""The id of a commit, whose digits have no order."""
_SEMVER_SUFFIX = re.compile(r"-(?=[a-z])", re.IGNORECASE)
_UNFINISHED = re.compile(
    "alpha|beta|canary|dev|draft|experimental|nightly|next|pre|rc|snapshot|unstable",
    re.IGNORECASE,
)
_PRE_RELEASE = re.compile(
    r"(alpha|beta|preview|rc)[-._ ]*([0-9]+)(?:[-._ ]+([0-9]+))?", re.IGNORECASE
)
_LAST = re.compile(f"(?:{_PRE_RELEASE.pattern})$", re.IGNORECASE)
_PRE_RELEASES = {"alpha": "a", "beta": "b", "preview": "rc", "rc": "rc"}


def normalized_version(text: str) -> str:
    """Return a PEP 440 version for what a document calls its version.

    A text that PEP 440 can express stays the same version. ``2024-11-20`` gives
    ``2024.11.20``, ``1.0-SNAPSHOT`` gives ``1.0.dev0``, ``2020-09-14_1.681.5`` gives
    ``2020.9.14.1.681.5``; ``0`` where there is no number. Numbers keep their order; words
    that PEP 440 has no place for are left out.
    """
    cleaned = "".join(map(_ascii_digit, text.strip()[:_MAX_LENGTH]))
    dotted = re.sub(r"(?<=[0-9])-(?=[0-9])", ".", cleaned)
    is_date = _YEAR_AND_MONTH.match(cleaned) is not None
    for candidate in (dotted,) if is_date else (cleaned, dotted):
        try:
            return str(Version(candidate))
        except InvalidVersion:
            continue
    public, _, build = cleaned.partition("+")
    if _LOCAL.fullmatch(build) and any(map(str.isdigit, public)):
        return str(Version(f"{_public_version(public)}+{build}"))
    return str(Version(_public_version(cleaned)))


def _ascii_digit(character: str) -> str:
    return str(unicodedata.decimal(character, character))


def _public_version(text: str) -> str:
    """Return the version for a text that PEP 440 cannot express, without normalizing its
    numbers.
    """
    found = _NUMBERS.match(text)
    if found is None:
        return "0"
    release = re.split("[.-]", found[1])
    rest = _COMMIT.sub("", found[2])
    is_date = len(release[0]) == 4 and release[0] >= "1900"
    suffix = _SEMVER_SUFFIX.search(rest)
    unfinished = _UNFINISHED.search(rest) if is_date else suffix or _LAST.search(rest)
    if is_date and unfinished is None and not re.search("[0-9]", rest):
        unfinished = suffix
    build = rest if unfinished is None else rest[: unfinished.start()]
    builds = re.findall("[0-9]+", build)
    if builds and not is_date:
        release += ["0"] * (_MIN_NUMBERS - len(release))
    version = ".".join([*release, *builds])
    return version if unfinished is None else version + _suffix(rest[len(build) :])


def _suffix(text: str) -> str:
    """Return the suffix for a pre-release (SemVer, 9), which comes before its release."""
    found = _PRE_RELEASE.fullmatch(text.strip("-._ "))
    if found is not None:
        more = f".post{found[3]}" if found[3] else ""
        return f"{_PRE_RELEASES[found[1].lower()]}{found[2]}{more}"
    first, *others = re.findall("[0-9]+", text) or ["0"]
    return f".dev{first}{''.join(number.zfill(2) for number in others)}"
