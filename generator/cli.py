"""The command line: ``gen-client SPEC -o DIR``."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import click
import yaml

from generator import __version__
from generator.document import overlay_beside
from generator.lock import LOCK_NAME, Lock, digest, write_lock
from generator.pipeline import Generated, Options, examine, generate
from generator.problem import (
    DocumentError,
    Problem,
    UsageError,
    render_json,
    render_problems,
    summary,
)
from generator.text import count, printable
from generator.write import existing_lock, hand_edited, write_project, write_text

__all__ = ["main"]

_DONE, _FAILED, _UNUSABLE = 0, 1, 2


@dataclass(frozen=True, slots=True)
class _Request:
    """What the command line asks for."""

    source: Path
    output: Path
    options: Options
    strict: bool
    force: bool
    as_json: bool


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


@click.command(
    context_settings=_HELP,
    epilog="gen-client doctor SPEC shows every problem and writes repairs.",
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
    output_format: str,
) -> int:
    """Generate a typed Python client from the OpenAPI document SPEC."""
    overlays = _overlays(spec, overlays, no_overlay)
    options = Options(overlays=overlays, allow_refs=allow_refs, name=name)
    return _run(_Request(spec, output, options, strict, force, output_format == "json"))


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
    actions = count(len(found.overlay.get("actions", [])), "repair")
    if write_overlay is not None:
        write_text(write_overlay, yaml.safe_dump(found.overlay, sort_keys=False))
        _say(f"Wrote {write_overlay} ({actions}).")
    else:
        told = summary(found.problems) or "No problems"
        _say(f"{told}; --write-overlay FILE writes {actions}.")
    return _UNUSABLE if found.problems.has_errors else _DONE


def _overlays(
    spec: Path, given: tuple[Path, ...], no_overlay: bool
) -> tuple[Path, ...]:
    """Return the overlays to apply: those given, else the one beside the document."""
    beside = None if no_overlay or given else overlay_beside(spec)
    if beside is None:
        return given
    _say(f"Applying {printable(str(beside))}, which lies beside the document.")
    return (beside,)


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and exit: 0 done, 1 a strict warning, 2 unusable input.

    A user never sees a traceback.
    """
    given = sys.argv[1:] if arguments is None else arguments
    if given[:1] == ["doctor"]:
        sys.exit(_guarded(_doctor_command, given[1:], "gen-client doctor"))
    sys.exit(_guarded(_generate_command, given, "gen-client"))


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
    try:
        generated, project = _generate(request)
    except DocumentError as error:
        return _refuse(error, request.as_json)
    _print_problems(generated.problems, request.as_json)
    if generated.problems.has_errors:
        _say("Nothing was written.")
        return _UNUSABLE
    if request.strict and generated.problems.has_warnings:
        _say("Nothing was written: --strict allows no warning.")
        return _FAILED
    return _write(request, generated, project)


def _refuse(error: DocumentError, as_json: bool) -> int:
    """Tell why a document cannot be used, in the form that was asked for."""
    _print_problems(error.problems, as_json)
    return _UNUSABLE


def _generate(request: _Request) -> tuple[Generated, Path]:
    """Generate; a project of an earlier run keeps its names."""
    generated = generate(request.source, request.options)
    project = request.output / generated.identity.distribution
    lock = existing_lock(project)
    if lock is None or lock.pins == generated.pins:
        return generated, project
    pinned = Options(
        request.options.overlays,
        request.options.allow_refs,
        request.options.name,
        lock.pins,
    )
    return generate(request.source, pinned), project


def _check_output(output: Path) -> None:
    """Find out before any work whether the place can be written at all."""
    place = output
    while not place.exists() and place != place.parent:
        place = place.parent
    if not place.is_dir():
        raise UsageError(f"{place} is a file, not a folder. Choose another -o.")


def _write(request: _Request, generated: Generated, project: Path) -> int:
    lock = existing_lock(project)
    files = _with_lock(generated, request)
    edited = hand_edited(project, lock, files)
    if edited and not request.force:
        shown = ", ".join(edited[:5]) + (" and more" if len(edited) > 5 else "")
        raise UsageError(
            f"{count(len(edited), 'file')} in {project} changed since the last run: "
            f"{shown}. Nothing was written; move the changes elsewhere, or give "
            "--force to overwrite them."
        )
    changed = write_project(project, files, lock)
    what = "Wrote" if changed else "Nothing to change in"
    told = summary(generated.problems)
    _say(
        f"{what} {project} ({count(len(files), 'file')}){'; ' + told if told else ''}."
    )
    return _DONE


def _with_lock(generated: Generated, request: _Request) -> Mapping[str, str]:
    lock = Lock(
        generator=__version__,
        version=generated.api_version,
        sources=generated.sources,
        files={path: digest(text) for path, text in generated.files.items()},
        options={"name": request.options.name} if request.options.name else {},
        pins=generated.pins,
    )
    return {**generated.files, LOCK_NAME: write_lock(lock)}


def _print_problems(problems: Iterable[Problem], as_json: bool) -> None:
    found = list(problems)
    if as_json:
        click.echo(render_json(found))
    elif found:
        colour = sys.stderr.isatty()
        click.echo(render_problems(found, colour=colour) + "\n", err=True)


def _say(text: str) -> None:
    click.echo(text, err=True)
