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
    "loading_options",
    "name_option",
    "selection_options",
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


name_option = click.option("--name", help="The name of the generated package.")


def loading_options(command: Command) -> Command:
    """Add how a document is read: overlays, and what references may lead to."""
    for decorator in (
        debug_option,
        click.option(
            "--allow-ref",
            "allow_refs",
            multiple=True,
            metavar="PREFIX",
            help="Follow references to this address or folder outside the document's "
            "folder.",
        ),
        header_option,
        click.option(
            "--no-overlay",
            is_flag=True,
            help="Ignore <stem>.overlay.yml beside the document.",
        ),
        click.option(
            "--overlay",
            "overlays",
            type=PATH,
            multiple=True,
            help="An OpenAPI Overlay to apply first; may be given several times.",
        ),
    ):
        command = decorator(command)
    return command


def document_options(command: Command) -> Command:
    """Add what `generate` and `doctor` have in common: a document and its problems."""
    for decorator in (
        click.option(
            "--format",
            "output_format",
            type=click.Choice(["text", "json"]),
            default="text",
            help="How to print problems.",
        ),
        loading_options,
        click.argument("spec", type=DOCUMENT),
    ):
        command = decorator(command)
    return command


def selection_options(command: Command) -> Command:
    """Add `--include` and `--exclude`."""
    exclude = _patterns_option("exclude", "Leave out operations that match")
    return _patterns_option("include", "Only operations that match")(exclude(command))


def _patterns_option(name: str, purpose: str) -> Callable[[Command], Command]:
    return click.option(
        f"--{name}",
        multiple=True,
        metavar="PATTERN",
        help=f"{purpose}: a tag, an operationId, a path or 'GET /path', with * and ?.",
    )
