"""The command line: ``gen-client SPEC -o DIR``."""

from __future__ import annotations

import gc
import signal
import sys
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import click
import yaml

from generator import __version__
from generator.diagnostics.model import (
    DocumentError,
    Problem,
    UsageError,
)
from generator.diagnostics.progress import progress
from generator.diagnostics.render import render_json, render_problems, render_summary
from generator.diff import difference, find_version
from generator.document import overlay_beside
from generator.evolve import Bump, as_html, as_json, as_markdown, as_text, reaches
from generator.lower import Selection
from generator.pipeline import (
    Generated,
    Options,
    examine,
    generate,
    recorded_options,
)
from generator.text import pluralize, printable
from generator.workspace.drift import drift, find_up_to_date_project
from generator.workspace.lock import LOCK_NAME, Lock, write_lock
from generator.workspace.writer import (
    existing_lock,
    hand_edited,
    tidy,
    write_project,
    write_text,
)

__all__ = ["main"]

_DONE, _FAILED, _UNUSABLE = 0, 1, 2
_REPORTS = {
    "text": as_text,
    "json": as_json,
    "markdown": as_markdown,
    "html": as_html,
}


@dataclass(frozen=True, slots=True)
class _Request:
    """What the command line asks for."""

    source: Path
    output: Path
    options: Options
    strict: bool
    force: bool
    check: bool
    as_json: bool


_Command: TypeAlias = Callable[..., Any]
_HELP = {"help_option_names": ["-h", "--help"]}
_spec = click.argument("spec", type=click.Path(path_type=Path))
_overlay = click.option(
    "--overlay",
    "overlays",
    type=click.Path(path_type=Path),
    multiple=True,
    help="An OpenAPI Overlay to apply first; may be given several times.",
)
_no_overlay = click.option(
    "--no-overlay", is_flag=True, help="Ignore <stem>.overlay.yml beside SPEC."
)
_allow_ref = click.option(
    "--allow-ref",
    "allow_refs",
    multiple=True,
    metavar="PREFIX",
    help="Follow references to this address or folder outside of SPEC's own.",
)
_format = click.option(
    "--format",
    "output_format",
    type=click.Choice(["text", "json"]),
    default="text",
    help="How problems are printed.",
)


def _patterns(name: str, told: str) -> Callable[[_Command], _Command]:
    return click.option(
        f"--{name}",
        multiple=True,
        metavar="PATTERN",
        help=f"{told}: a tag, an operationId, a path or 'GET /path', with * and ?.",
    )


@click.command(
    context_settings=_HELP,
    epilog="gen-client doctor SPEC shows every problem and writes repairs. "
    "gen-client diff OLD NEW tells what changes for the users of the package.",
)
@_spec
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    required=True,
    help="The folder that gets the generated project, in a folder of its name.",
)
@_overlay
@_no_overlay
@_allow_ref
@click.option("--strict", is_flag=True, help="Exit 1 and write nothing on a warning.")
@click.option("--name", help="The name of the generated package.")
@click.option("--force", is_flag=True, help="Overwrite files that were edited by hand.")
@click.option(
    "--check", is_flag=True, help="Write nothing; exit 1 with a diff on drift."
)
@click.option(
    "--pin", is_flag=True, help="Make the version part of the package's name."
)
@_patterns("include", "Only operations that match")
@_patterns("exclude", "All operations but those that match")
@_format
@click.version_option(__version__, prog_name="gen-client")
def _generate_command(
    spec: Path,
    output: Path,
    overlays: tuple[Path, ...],
    no_overlay: bool,
    allow_refs: tuple[str, ...],
    strict: bool,
    name: str | None,
    force: bool,
    check: bool,
    pin: bool,
    include: tuple[str, ...],
    exclude: tuple[str, ...],
    output_format: str,
) -> int:
    """Generate a typed Python client from the OpenAPI document SPEC."""
    overlays = _overlays(spec, overlays, no_overlay)
    selection = Selection(include, exclude)
    options = Options(overlays, allow_refs, name, pin, selection)
    as_json = output_format == "json"
    return _run(_Request(spec, output, options, strict, force, check, as_json))


@click.command("doctor", context_settings=_HELP)
@_spec
@_overlay
@_no_overlay
@_allow_ref
@click.option(
    "--write-overlay",
    type=click.Path(path_type=Path),
    help="Write the repairs that are safe to guess as an OpenAPI Overlay.",
)
@_format
def _doctor_command(
    spec: Path,
    overlays: tuple[Path, ...],
    no_overlay: bool,
    allow_refs: tuple[str, ...],
    write_overlay: Path | None,
    output_format: str,
) -> int:
    """Show every problem of the OpenAPI document SPEC, and propose repairs."""
    overlays = _overlays(spec, overlays, no_overlay)
    options = Options(overlays=overlays, allow_refs=allow_refs)
    as_json = output_format == "json"
    try:
        found = examine(spec, options)
    except DocumentError as error:
        return _refuse(error, as_json)
    _print_problems(found.problems, as_json)
    actions = pluralize(len(found.overlay.get("actions", [])), "repair")
    if write_overlay is not None:
        write_text(write_overlay, yaml.safe_dump(found.overlay, sort_keys=False))
        _say(f"Wrote {write_overlay} ({actions}).")
    else:
        told = render_summary(found.problems) or "No problems"
        _say(f"{told}; --write-overlay FILE writes {actions}.")
    return _UNUSABLE if found.problems.has_errors else _DONE


@click.command("diff", context_settings=_HELP)
@click.argument("old", type=click.Path(path_type=Path))
@click.argument("new", type=click.Path(path_type=Path))
@click.option(
    "--format",
    "output_format",
    type=click.Choice(sorted(_REPORTS)),
    default="text",
    help="How the changes are printed.",
)
@click.option(
    "--fail-on",
    type=click.Choice(["major", "minor"]),
    help="Exit 1 where a change is that large, whatever the version says.",
)
def _diff_command(
    old: Path, new: Path, output_format: str, fail_on: Bump | None
) -> int:
    """Compare two documents, or a generated project and a document, as the users of
    the generated package see them.
    """
    versions = find_version(old), find_version(new)
    for version in versions:
        if version.overlay is not None:
            _say_applied(version.overlay)
    try:
        comparison = difference(*versions)
    except DocumentError as error:
        return _refuse(error, output_format == "json")
    click.echo(_REPORTS[output_format](comparison).rstrip("\n"))
    return _FAILED if fail_on and reaches(comparison.bump, fail_on) else _DONE


def _overlays(
    spec: Path, given: tuple[Path, ...], no_overlay: bool
) -> tuple[Path, ...]:
    """Return the overlays to apply: those given, else the one beside the document."""
    beside = None if no_overlay or given else overlay_beside(spec)
    if beside is None:
        return given
    _say_applied(beside)
    return (beside,)


def _say_applied(overlay: Path) -> None:
    _say(f"Applying {printable(str(overlay))}, which lies beside the document.")


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and exit: 0 done, 1 drift or a strict warning, 2 unusable input.

    A user never sees a traceback.
    """
    if threading.current_thread() is threading.main_thread():
        # To be ended is to be interrupted: what is half done is cleared up.
        signal.signal(signal.SIGTERM, signal.default_int_handler)
    given = sys.argv[1:] if arguments is None else arguments
    # A run builds large trees without cycles and ends: looking for some is in vain.
    gc.disable()
    try:
        sys.exit(_dispatch(given))
    finally:
        gc.enable()


def _dispatch(given: list[str]) -> int:
    if given[:1] == ["doctor"]:
        return _guarded(_doctor_command, given[1:], "gen-client doctor")
    if given[:1] == ["diff"]:
        return _guarded(_diff_command, given[1:], "gen-client diff")
    return _guarded(_generate_command, given, "gen-client")


def _guarded(command: click.Command, arguments: list[str], name: str) -> int:
    try:
        result = command.main(arguments, prog_name=name, standalone_mode=False)
    except click.ClickException as error:
        error.show()
        return _UNUSABLE
    except (click.Abort, KeyboardInterrupt):
        _say("Interrupted. What was generated before, or now, is whole.")
        return _UNUSABLE
    except UsageError as error:
        _say(f"error: {printable(str(error))}")
        return _UNUSABLE
    except BrokenPipeError:
        return _UNUSABLE
    except (MemoryError, RecursionError):
        _say("error: the document is too large or too deeply nested for this machine.")
        return _UNUSABLE
    except OSError as error:
        _say(
            f"error: the system refuses to go on: {printable(str(error))}. Nothing was "
            "written; look at free space, permissions and limits, also of the folder "
            "for temporary files."
        )
        return _UNUSABLE
    except Exception as error:  # noqa: BLE001 - a user never sees a traceback
        _say(
            f"error: gen-client failed on this document ({type(error).__name__}: "
            f"{printable(str(error))[:300]}). This is a fault of gen-client, not yours; "
            "nothing was written. Please report it with the document."
        )
        return _UNUSABLE
    return result if isinstance(result, int) else _DONE


def _run(request: _Request) -> int:
    _check_output(request.output)
    if not (request.check or request.force or request.strict or request.as_json):
        options = recorded_options(request.options, request.source)
        found = find_up_to_date_project(request.output, request.source, options)
        if found is not None:
            tidy(found[0])
            return _nothing_to_do(*found)
    try:
        with progress(sys.stderr) as step:
            generated = generate(request.source, request.options, request.output, step)
    except DocumentError as error:
        return _refuse(error, request.as_json)
    _print_problems(generated.problems, request.as_json)
    if generated.problems.has_errors:
        _say("Nothing was written.")
        return _UNUSABLE
    if request.strict and generated.problems.has_warnings:
        _say("Nothing was written: --strict allows no warning.")
        return _FAILED
    for note in generated.notes:
        _say(f"warning: {note}.")
    place = request.output / generated.identity.distribution
    return (_check if request.check else _write)(request, generated, place)


def _nothing_to_do(place: Path, lock: Lock) -> int:
    """Say so; the warnings are those that were told when it was written."""
    files = pluralize(len(lock.files) + 1, "file")
    told = pluralize(lock.warnings, "warning") + " as before" if lock.warnings else ""
    _say(f"Nothing to change in {place} ({files}){'; ' + told if told else ''}.")
    return _DONE


def _refuse(error: DocumentError, as_json: bool) -> int:
    """Tell why a document cannot be used, in the form that was asked for."""
    _print_problems(error.problems, as_json)
    return _UNUSABLE


def _check_output(output: Path) -> None:
    """Find out before any work whether the place can be written at all."""
    place = output
    while not place.exists() and place != place.parent:
        place = place.parent
    if not place.is_dir():
        raise UsageError(f"{place} is a file, not a folder. Choose another -o.")


def _write(request: _Request, generated: Generated, place: Path) -> int:
    lock = existing_lock(place)
    files = _with_lock(generated)
    edited = hand_edited(place, lock, files)
    if edited and not request.force:
        shown = ", ".join(edited[:5]) + (" and more" if len(edited) > 5 else "")
        raise UsageError(
            f"{pluralize(len(edited), 'file')} in {place} changed since the last run: "
            f"{shown}. Nothing was written; move the changes elsewhere, or give "
            "--force to overwrite them."
        )
    changed = write_project(place, files, lock)
    what = "Wrote" if changed else "Nothing to change in"
    told = render_summary(generated.problems)
    _say(
        f"{what} {place} ({pluralize(len(files), 'file')}){'; ' + told if told else ''}."
    )
    return _DONE


def _check(request: _Request, generated: Generated, place: Path) -> int:
    """Tell how the project differs from what would be written."""
    if not place.exists():
        _say(f"There is no {place} yet. Nothing was written.")
        return _FAILED
    lines = drift(place, existing_lock(place), _with_lock(generated))
    if not lines:
        _say(f"{place} is what {request.source} gives.")
        return _DONE
    # Where problems are asked for as JSON, they are all of the standard output.
    click.echo("\n".join(lines), err=request.as_json)
    _say(f"{place} is not what {request.source} gives. Nothing was written.")
    return _FAILED


def _with_lock(generated: Generated) -> Mapping[str, str]:
    return {**generated.files, LOCK_NAME: write_lock(generated.lock)}


def _print_problems(problems: Iterable[Problem], as_json: bool) -> None:
    found = list(problems)
    if as_json:
        click.echo(render_json(found))
    elif found:
        colour = sys.stderr.isatty()
        click.echo(render_problems(found, colour=colour) + "\n", err=True)


def _say(text: str) -> None:
    click.echo(text, err=True)
