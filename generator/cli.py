"""The command line: ``gen-client``, with the commands generate, doctor and diff."""

from __future__ import annotations

import io
import os
import shlex
import sys
import traceback
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import wraps
from pathlib import Path
from typing import Any, TypeAlias

import click

from generator import __version__
from generator.command_options import (
    DOCUMENT,
    PATH,
    Command,
    debug_option,
    document_options,
    loading_options,
    name_option,
    selection_options,
)
from generator.diagnostics.model import DocumentError, Problem, UsageError
from generator.diagnostics.process_state import process_state
from generator.diagnostics.progress import progress
from generator.diagnostics.render import render_json, render_problems, render_summary
from generator.diagnostics.streams import OutputStream, tolerant_streams
from generator.diff import diff_versions, find_version
from generator.doctor import find_target, summary, write_repairs
from generator.document.content import DocumentSource, Headers
from generator.document.overlay import find_overlay
from generator.evolve import (
    Bump,
    as_html,
    as_json,
    as_markdown,
    as_text,
    failure_as_json,
    is_at_least,
)
from generator.file_argument import read_documents
from generator.lower import Selection
from generator.pipeline import Generated, Options, examine, generate, recorded_options
from generator.text import pluralize, printable, truncate
from generator.workspace.drift import find_up_to_date_project, project_diff
from generator.workspace.lock import Lock
from generator.workspace.writer import check_output, recover, write_project

__all__ = ["gen_client", "main"]

_DONE, _FAILED, _UNUSABLE = 0, 1, 2
_REPORTS = {"text": as_text, "json": as_json, "markdown": as_markdown, "html": as_html}
_MAX_ERROR_SHOWN = 300
_LOST_OUTPUT = "cannot write to standard output: {}."
_HELP_OPTIONS = ["-h", "--help"]
_CONTEXT = {"help_option_names": _HELP_OPTIONS}

_Given: TypeAlias = Any  # what `DOCUMENT` converts to


class _DefaultToGenerate(click.Group):
    """A group that runs `generate` unless the first argument is another command."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if not args:
            click.echo(ctx.get_help(), err=True)
            ctx.exit(_UNUSABLE)
        first = next((n for n, text in enumerate(args) if text != "--debug"), None)
        own = {*self.commands, *_HELP_OPTIONS, "--version"}
        if first is not None and args[first] not in own:
            args = [*args[:first], "generate", *args[first:]]
        return super().parse_args(ctx, args)

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)  # in the order of their definition


def _reporting(command: Command) -> Command:
    """Print the problems of a document that cannot be used. As JSON, `diff` prints a
    report without changes, also if the command was used wrongly.
    """

    @wraps(command)
    def run(**arguments: Any) -> int:
        as_json, is_diff = arguments["output_format"] == "json", "old" in arguments
        render = failure_as_json if is_diff else render_json
        try:
            return int(command(**arguments))
        except DocumentError as error:
            _print_problems(error.problems, as_json, render)
            return _UNUSABLE
        except UsageError as error:
            if as_json and is_diff:
                click.echo(render([Problem("usage", "error", str(error))]))
            raise

    return run


@click.group(cls=_DefaultToGenerate, context_settings=_CONTEXT)
@debug_option
@click.version_option(__version__, prog_name="gen-client")
def gen_client() -> None:
    """Generate typed Python clients from OpenAPI documents.

    "gen-client SPEC -o DIR" is short for "gen-client generate SPEC -o DIR".
    """


@gen_client.command("generate", context_settings=_CONTEXT)
@click.option(
    "-o",
    "--output",
    type=PATH,
    required=True,
    help="The folder in which to create the project's folder.",
)
@click.option(
    "--strict", is_flag=True, help="Exit 1 and write nothing if there is a warning."
)
@name_option
@click.option("--force", is_flag=True, help="Overwrite files that were edited by hand.")
@click.option(
    "--check",
    is_flag=True,
    help="Write nothing; exit 1 and print a diff if files differ.",
)
@click.option(
    "--pin", is_flag=True, help="Make the version part of the package's name."
)
@selection_options
@document_options
@_reporting
def _generate_command(
    spec: _Given,
    output: Path,
    overlays: tuple[Path, ...],
    no_overlay: bool,
    headers: Headers,
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
    """Generate a typed Python client from the OpenAPI document SPEC.

    SPEC is a path, an http(s) address, or '-' for standard input.
    """
    as_json = output_format == "json"
    check_output(output)
    (source,) = _read_documents([spec], headers)
    overlays = _overlays(source, overlays, no_overlay)
    options = Options(overlays, allow_refs, name, pin, Selection(include, exclude))
    if not check:
        recover(output)
    if not (check or force or strict or as_json):
        known = recorded_options(options, source)
        found = find_up_to_date_project(output, source, known)
        if found is not None:
            return _report_up_to_date(*found)
    with progress(sys.stderr) as step:
        generated = generate(source, options, output, step, force=force and not check)
    _print_problems(generated.problems, as_json)
    if generated.problems.has_errors:
        _echo("Nothing was written.")
        return _UNUSABLE
    if strict and generated.problems.has_warnings:
        _echo("Nothing was written, because --strict allows no warnings.")
        return _FAILED
    for note in generated.version_warnings:
        _echo(f"warning: {note}.")
    project = generated.folder(output)
    if check:
        return _check(project, generated, source, as_json)
    return _write(project, generated, force)


def _report_up_to_date(project: Path, lock: Lock) -> int:
    warnings = pluralize(lock.warnings, "warning")
    problems = f"; {warnings} as before" if lock.warnings else ""
    files = pluralize(len(lock.files) + 1, "file")
    _echo(f"Nothing to change in {project} ({files}){problems}.")
    return _DONE


def _write(project: Path, generated: Generated, force: bool) -> int:
    if generated.other_api and not force:
        raise UsageError(
            f"{generated.other_api} Nothing was written. Keep both by --name or another "
            "-o, or use --force to replace the project."
        )
    previous = generated.previous
    changed = write_project(
        project,
        generated.files,
        force=force,
        recovered_files=previous.recovered_files if previous else (),
    )
    what = "Wrote" if changed else "Nothing to change in"
    files = pluralize(len(generated.files), "file")
    problems = render_summary(generated.problems)
    _echo(f"{what} {project} ({files}){'; ' + problems if problems else ''}.")
    if changed:
        _echo(f"Install it: pip install {_as_argument(project)}")
    return _DONE


def _as_argument(project: Path) -> str:
    """Return a path as pip takes it: one without a slash would be a name on an index."""
    shown = os.fspath(project)
    is_relative = not project.is_absolute() and not shown.startswith(".")
    return shlex.quote(printable(os.path.join(".", shown) if is_relative else shown))


def _check(
    project: Path, generated: Generated, source: DocumentSource, as_json: bool
) -> int:
    """Show how the project differs from what would be written."""
    if not os.path.exists(project):
        _echo(f"{project} does not exist yet. Nothing was written.")
        return _FAILED
    if generated.other_api:
        _echo(f"{generated.other_api} Give the --name of the project to check.")
        return _FAILED
    lines = project_diff(project, generated.files)
    if not lines:
        _echo(f"{project} is up to date with {source}.")
        return _DONE
    # With --format json, standard output holds the problems and nothing else.
    click.echo("\n".join(lines), err=as_json)
    _echo(f"{project} is not up to date with {source}. Nothing was written.")
    return _FAILED


@gen_client.command("doctor", context_settings=_CONTEXT)
@click.option(
    "--write-overlay",
    type=PATH,
    help="Write an OpenAPI Overlay with the proposed repairs.",
)
@click.option(
    "--force",
    is_flag=True,
    help="Add the repairs to an overlay that doctor did not write, or that was edited.",
)
@document_options
@_reporting
def _doctor_command(
    spec: _Given,
    overlays: tuple[Path, ...],
    no_overlay: bool,
    headers: Headers,
    allow_refs: tuple[str, ...],
    write_overlay: Path | None,
    force: bool,
    output_format: str,
) -> int:
    """Show the problems of the document SPEC and propose repairs."""
    (source,) = _read_documents([spec], headers)
    overlays = _overlays(source, overlays, no_overlay, write_overlay)
    options = Options(overlays=overlays, allow_refs=allow_refs)
    if write_overlay is None:
        examined, written = examine(source, options), ""
    else:
        target = find_target(write_overlay, source, overlays, force=force)
        examined, written = write_repairs(target, source, options)
    _print_problems(examined.problems, output_format == "json")
    _echo(written or summary(examined))
    return _UNUSABLE if examined.problems.has_errors else _DONE


@gen_client.command("diff", context_settings=_CONTEXT)
@click.argument("old", type=DOCUMENT)
@click.argument("new", type=DOCUMENT)
@loading_options
@name_option
@selection_options
@click.option(
    "--format",
    "output_format",
    type=click.Choice(sorted(_REPORTS)),
    default="text",
    help="How to print the changes.",
)
@click.option(
    "--fail-on",
    type=click.Choice(["major", "minor"]),
    help="Exit 1 if a change requires at least this version bump.",
)
@_reporting
def _diff_command(
    old: _Given,
    new: _Given,
    overlays: tuple[Path, ...],
    no_overlay: bool,
    headers: Headers,
    allow_refs: tuple[str, ...],
    name: str | None,
    include: tuple[str, ...],
    exclude: tuple[str, ...],
    output_format: str,
    fail_on: Bump | None,
) -> int:
    """Show what a new document changes for users of the package.

    OLD and NEW are documents or folders of generated projects. Options are for
    documents: a project has its own, which are the defaults for the other version.
    """
    before, after = _read_documents([old, new], headers)
    given = Options(overlays, allow_refs, name, selection=Selection(include, exclude))
    versions = [
        find_version(*pair, given, no_overlay=no_overlay)
        for pair in ((before, after), (after, before))
    ]
    for note in dict.fromkeys(note for each in versions for note in each.notes):
        _echo(note)
    comparison = diff_versions(*versions)
    report = _REPORTS[output_format](comparison).rstrip("\n")
    if output_format == "html":
        # The page is then the same in every encoding of standard output.
        report = report.encode("ascii", "xmlcharrefreplace").decode("ascii")
    click.echo(report)
    return _FAILED if fail_on and is_at_least(comparison.bump, fail_on) else _DONE


def _read_documents(given: list[_Given], headers: Headers) -> list[DocumentSource]:
    with progress(sys.stderr) as step:
        step("Fetching the document")
        return read_documents(given, headers)


def _overlays(
    source: DocumentSource,
    given: tuple[Path, ...],
    no_overlay: bool,
    written: Path | None = None,
) -> tuple[Path, ...]:
    """Return the overlays to apply: those given, else the one beside the document."""
    beside = None if no_overlay or given else find_overlay(source)
    if beside not in (None, written):
        _echo(f"Applying {beside}, found beside the document.")
    return given if beside is None else (beside,)


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and exit: 0 done, 1 drift, a strict warning or a failed
    ``--fail-on``, 2 unusable input or usage.
    """
    status = _UNUSABLE
    # An interrupt before or after the run itself has nothing to explain.
    with suppress(KeyboardInterrupt), process_state(), tolerant_streams() as output:
        status = _run(sys.argv[1:] if arguments is None else arguments)
        output.flush()
        if output.lost and status != _UNUSABLE:
            _echo(f"error: {_LOST_OUTPUT.format(output.lost)}")
            status = status or _UNUSABLE
    sys.exit(status)


def _run(arguments: list[str]) -> int:
    """Return the exit code; no exception leaves this function."""
    try:
        result = gen_client.main(
            arguments, prog_name="gen-client", standalone_mode=False
        )
    except click.ClickException as error:
        usage = io.StringIO()
        error.show(file=usage)
        _echo_lines(usage.getvalue().rstrip("\n"))
    except (click.Abort, KeyboardInterrupt) as error:
        # click raises Abort from the KeyboardInterrupt, which write_project may explain.
        explanation = str(error.__cause__ or error)
        _echo(f"Interrupted. {explanation or 'The existing package was not changed.'}")
    except UsageError as error:
        _echo(f"error: {error}")
    except (MemoryError, RecursionError):
        _echo("error: the document is too large or too deeply nested for this machine.")
    except OSError as error:
        _echo(
            f"error: the operating system reported: {error}. Nothing was written. "
            "Check the free space, the permissions and the limits, also of the folder "
            "for temporary files."
        )
    except Exception as error:  # noqa: BLE001 - users see no traceback
        _report_internal_error(error, "--debug" in arguments)
    else:
        return result if isinstance(result, int) else _DONE
    return _UNUSABLE


def _report_internal_error(error: Exception, debug: bool) -> None:
    """Print one paragraph; the exception's notes say where it was raised."""
    if debug:
        _echo_lines("".join(traceback.format_exception(error)))
    where = " ".join(getattr(error, "__notes__", ()))
    message = traceback.format_exception_only(error)[0].strip()
    shown = [truncate(printable(text), _MAX_ERROR_SHOWN) for text in (where, message)]
    advice = "" if debug else " --debug shows the traceback."
    _echo(
        f"internal error {': '.join(filter(None, shown))}. This is a bug in gen-client, "
        "not a mistake of yours. Nothing was written. Please report it together with "
        f"the document.{advice}"
    )


def _print_problems(
    problems: Iterable[Problem],
    as_json: bool,
    render: Callable[[Iterable[Problem]], str] = render_json,
) -> None:
    found = list(problems)
    if as_json:
        click.echo(render(found))
        if isinstance(sys.stdout, OutputStream) and sys.stdout.lost:
            raise UsageError(_LOST_OUTPUT.format(sys.stdout.lost))
    elif found:
        colour = sys.stderr.isatty()
        click.echo(render_problems(found, colour=colour) + "\n", err=True)


def _echo(text: str) -> None:
    """Print one paragraph to standard error; paths in it may have any characters."""
    click.echo(printable(text), err=True)


def _echo_lines(text: str) -> None:
    click.echo(printable(text, keep="\n"), err=True)
