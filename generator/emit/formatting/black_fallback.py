"""What only black itself can lay out: statements of an unusual shape."""

from __future__ import annotations

import re

import black
from black.mode import TargetVersion

__all__ = ["element", "statement"]

_MODE = black.Mode(target_versions={TargetVersion.PY311})
_PARAMETER = re.compile(r"(?!lambda\b)[A-Za-z_]\w*: ", re.ASCII)


def statement(text: str, indent: int) -> list[str]:
    """Let black break one statement, in a block of its own as deep as it stands."""
    body = f"{text}\n{' ' * indent}    pass" if text.endswith(":") else text
    if text.startswith("@"):
        body = f"{text}\n{' ' * indent}def f(): ..."
    heads = [f"{' ' * depth}if x:" for depth in range(0, indent, 4)]
    source = "\n".join([*heads, " " * indent + body]) + "\n"
    lines = black.format_str(source, mode=_MODE).rstrip("\n").split("\n")
    lines = [line for line in lines if line.strip() not in ("", "if x:")]
    return lines[:-1] if text.startswith("@") or text.endswith(":") else lines


def element(text: str, indent: int, kind: str) -> list[str]:
    """The same for one member of a dict, argument of a call or parameter."""
    if kind == "def" or _PARAMETER.match(text):
        text = f"def f({text}): ..."
    elif text.startswith(('"', "'")):
        text = f"x = {{{text}}}"
    else:
        text = f"call({text})"
    return statement(text, indent - 4)[1:-1]
