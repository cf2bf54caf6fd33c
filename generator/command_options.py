"""The options that several commands have in common."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

import click

from generator.file_argument import DocumentPath, FilePath, HeaderLine

__all__ = [
    "DOCUMENT",
    "PATH",
    "Command",
    "debug_option",
    "document_options",
    "header_option",
    "patterns_option",
]

Command: TypeAlias = Callable[..., Any]
PATH, DOCUMENT = FilePath(), DocumentPath()

debug_option = click.option(
    "--debug",
    is_flag=True,
    expose_value=False,
    help="Show the traceback of an internal error.",
)


header_option = click.option(
    "--header",
    "headers",
    type=HeaderLine(),
    multiple=True,
    metavar="'NAME: VALUE'",
    help="Send this header when fetching a document; may be given several times.",
)


def document_options(command: Command) -> Command:
    """Add what `generate` and `doctor` have in common: a document and its problems."""
    for decorator in (
        debug_option,
        click.option(
            "--format",
            "output_format",
            type=click.Choice(["text", "json"]),
            default="text",
            help="How to print problems.",
        ),
        click.option(
            "--allow-ref",
            "allow_refs",
            multiple=True,
            metavar="PREFIX",
            help="Follow references to this address or folder outside SPEC's folder.",
        ),
        header_option,
        click.option(
            "--no-overlay", is_flag=True, help="Ignore <stem>.overlay.yml beside SPEC."
        ),
        click.option(
            "--overlay",
            "overlays",
            type=PATH,
            multiple=True,
            help="An OpenAPI Overlay to apply first; may be given several times.",
        ),
        click.argument("spec", type=DOCUMENT),
    ):
        command = decorator(command)
    return command


def patterns_option(name: str, purpose: str) -> Callable[[Command], Command]:
    return click.option(
        f"--{name}",
        multiple=True,
        metavar="PATTERN",
        help=f"{purpose}: a tag, an operationId, a path or 'GET /path', with * and ?.",
    )
