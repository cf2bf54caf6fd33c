"""Read a text that a merge left with conflict markers, as git writes them."""

from __future__ import annotations

import re

__all__ = ["conflict_line", "sides"]

# A file can have the attribute conflict-marker-size; 7 is the default.
_MARKER = re.compile(r"(<{7,}|\|{7,}|={7,}|>{7,})(?: .*)?")
_LINE = re.compile(r"[^\n]*\n|[^\n]+")


def conflict_line(text: str) -> int | None:
    """Return the number of the first line that begins a conflict or ends one, or None
    if there is none.
    """
    for number, line in enumerate(_LINE.findall(text), 1):
        marker = _MARKER.fullmatch(line.rstrip("\r\n"))
        if marker and marker[1][0] in "<>":
            return number
    return None


def sides(text: str) -> tuple[str, str]:
    """Return both sides of a merge: the text of each one without the other, and without
    their common ancestor.

    Lines that are in no conflict are in both, also where only some of the markers are
    left. A text without conflicts is both sides.
    """
    if conflict_line(text) is None:
        return text, text
    found: tuple[list[str], list[str]] = ([], [])
    place = "both"
    size = nested = 0
    for line in _LINE.findall(text):
        marker = _MARKER.fullmatch(line.rstrip("\r\n"))
        kind = marker[1][0] if marker else ""
        if marker and place == "both":
            if kind == "<":
                place, size = "first", len(marker[1])
        elif marker and len(marker[1]) == size:
            # The ancestor of a criss-cross merge can have conflicts itself.
            if place == "ancestor" and kind == "<":
                nested += 1
            elif nested:
                nested -= kind == ">"
            elif kind == ">":
                place = "both"
            elif kind != "<":
                place = {"|": "ancestor", "=": "second"}[kind]
        else:
            for side, name in zip(found, ("first", "second"), strict=True):
                if place in (name, "both"):
                    side.append(line)
    first, second = found
    return "".join(first), "".join(second)
