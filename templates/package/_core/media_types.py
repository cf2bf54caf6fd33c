"""Finds the documented media type or range that a media type is of."""

from collections.abc import Iterable

from .json_values import essence, media_type_parameters, unquoted


def _distinctions(media_type: str) -> set[tuple[str, str]]:
    """Return the parameters that make a difference, in one spelling (RFC 9110, 5.6.6)."""
    pairs = media_type_parameters(media_type)
    return {(k, unquoted(v).lower()) for k, v in pairs if k not in ("charset", "q")}


def matching_media_types(media_type: str, documented: Iterable[str]) -> list[str]:
    """Return the documented media types or ranges that a media type may be of, the best
    first.

    Parameters count: the one with all of them is best, one without any comes next. Those
    with others are only in the result if there is none of these. A range is worse (RFC
    9110, 12.5.1).
    """
    name, given = essence(media_type), _distinctions(media_type)
    ranks: dict[str, tuple[int, bool, int]] = {}
    for key in documented:
        prefix, is_range, _ = essence(key).partition("*")
        if name.startswith(prefix) if is_range else name == prefix:
            own = _distinctions(key)
            ranks[key] = len(prefix), own <= given, len(own & given)
    found = sorted(ranks, key=ranks.__getitem__, reverse=True)
    is_exact = bool(found) and ranks[found[0]][1]
    size = ranks[found[0]][0] if found else 0
    return found[:1] if is_exact else [key for key in found if ranks[key][0] == size]
