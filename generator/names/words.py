"""Split text into ASCII words and join words to identifiers."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from generator.lazy_import import LazyModule

__all__ = [
    "legal_name",
    "pascal",
    "pascal_words",
    "singular",
    "snake",
    "upper",
    "words",
]

_anyascii = LazyModule("anyascii")
_MAX_LENGTH = 80
_SIGNS = {
    "+": " plus ",
    "-": " minus ",
    "<": " less ",
    ">": " greater ",
    "=": " equal ",
}
_LEADING_SIGN = re.compile(r"^([<>=+-]{1,2})(?=\d|$|=)")
_IRREGULAR = {"series": 6, "species": 7, "movies": 5, "cookies": 6, "news": 4}
"""Plurals that the rules below would get wrong, with the length of the singular."""
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_COMPOUND = re.compile(
    r"[A-Z]{2,}v(?=\d)|(?<![A-Za-z])([oO]Auth|[eE]Tag|mTLS|iOS|macOS)(?![a-z])"
    r"|(OAuth|OpenI[dD]|OpenAPI|GraphQL|WiFi|[SIP]aaS|NoSQL|MySQL|PostgreSQL)(?![a-z])"
)
"""Words with capitals inside: ``OAuth2``, ``IPv4``."""
_CAMEL_PLURAL = re.compile(r"([A-Z]{2,})s(?=[A-Z_\W]|$)")
_PART = re.compile(r"[A-Za-z0-9]+")
_LEGAL = re.compile(r"[a-z][a-z0-9_]*")


@lru_cache(maxsize=100_000)
def words(text: str) -> tuple[str, ...]:
    """Return the ASCII words of `text`, split at everything that is no letter or
    digit, their case kept: ``"lineItem-id"`` gives ``("lineItem", "id")``.
    """
    text = text[: 4 * _MAX_LENGTH]
    text = _LEADING_SIGN.sub(lambda m: "".join(_SIGNS[c] for c in m.group()), text)
    normal = unicodedata.normalize("NFKC", text)
    if not normal.isascii():
        normal = _anyascii.anyascii(normal)
    return tuple(_PART.findall(normal.replace("'", "")))


def _split(text: str) -> list[str]:
    """Return the words of `text`, split at changes of case as well."""
    found: list[str] = []
    for word in words(text):
        word = _COMPOUND.sub(lambda m: m.group().capitalize(), word)
        word = _CAMEL_PLURAL.sub(lambda m: m.group(1).capitalize() + "s", word)
        found.extend(part for part in _CAMEL.split(word) if part)
    return found


@lru_cache(maxsize=100_000)
def snake(text: str) -> str:
    """Return ``snake_case``: ``"petID"`` gives ``"pet_id"``; empty without words."""
    return _cut("_".join(part.lower() for part in _split(text)), "_")


def legal_name(text: str, fallback: str) -> str:
    """Return `text` as an identifier in snake case. One that is such an identifier
    stays as it is; an underscore at the end alone stays too.

    `fallback` is the name of a text without words, and the first word of a name that
    would start with a digit.
    """
    if len(text) <= _MAX_LENGTH and _LEGAL.fullmatch(text):
        return text
    name = snake(text)
    if not name:
        return fallback
    if name[0].isdigit():
        name = f"{fallback}_{name}"
    return f"{name}_" if text[0] != "_" == text[-1] else name


def upper(text: str) -> str:
    """Return ``UPPER_CASE``."""
    return snake(text).upper()


@lru_cache(maxsize=100_000)
def pascal(text: str) -> str:
    """Return ``PascalCase``: ``"pet-item"`` gives ``"PetItem"``; acronyms stay."""
    joined = ""
    for word in words(text):
        word = word if not word.isupper() or len(word) <= 4 else word.capitalize()
        head = word[:1].upper() + word[1:]
        separate = joined[-1:].isdigit() and head[:1].isdigit()
        joined += "_" + head if separate else head
    return _cut(joined, "")


@lru_cache(maxsize=100_000)
def pascal_words(name: str) -> tuple[str, ...]:
    """Return the words of a name in Pascal case; joined, they are the name again:
    ``"HTTPServer2"`` gives ``("HTTP", "Server2")``.
    """
    return tuple(part for part in _CAMEL.split(name) if part)


def _cut(name: str, separator: str) -> str:
    """Keep names readable: long names are cut at a word."""
    if len(name) <= _MAX_LENGTH:
        return name
    cut = name[:_MAX_LENGTH]
    return cut.rsplit(separator, 1)[0] if separator and separator in cut else cut


@lru_cache(maxsize=100_000)
def singular(word: str) -> str:
    """Return the singular of an English plural, by its ending."""
    if word.lower() in _IRREGULAR:
        return word[: _IRREGULAR[word.lower()]]
    if re.search(r"[^aeiou]ies$", word, re.IGNORECASE) and len(word) > 4:
        return word[:-3] + "y"
    if re.search(r"(ss|x|z|ch|sh)es$", word, re.IGNORECASE):
        return word[:-2]
    if re.search(r"[^siu]s$", word, re.IGNORECASE) and len(word) > 2:
        return word[:-1]
    return word
