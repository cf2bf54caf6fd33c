"""Write ``tests/wire``: what each method sends and receives, as editors show and run it.

A file has a block for each method: the call as a comment, the request, and a response
as a comment. The contract tests check that the client sends these bytes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

from generator.diagnostics.processing import processing
from generator.emit.samples import SampleCall, SampleResponse, Samples
from generator.emit.wire.request import (
    BASE_URL,
    FRESH_UUID,
    NotShownError,
    WireRequest,
    WireRequests,
)
from generator.ir.media_types import essence, is_json
from generator.surface import Method, Package, Resource
from generator.text import dump_json

__all__ = ["WireFileError", "audit_wire_file", "wire_files"]

MAX_LINE = 86
"""Maximum length of a call and of JSON in a response in one line; longer ones have
several."""

_VARIABLE = re.compile(r"\{\{([^{}]*)\}\}")
# What begins such a line means something to an editor: a comment, a variable, a file to
# send, a script to run, or another request.
_BODY_LINE = r"(?!#|//|@|<|>|[A-Z]+ (?:https?:|\S+ HTTP/)).*\n"
_HEADER = r"(?!//)[!$%&'*+.^`|~\w-][!#$%&'*+.^`|~\w-]*: .*\n"
_REQUEST = (
    r"[A-Za-z][\w-]* \S+ HTTP/1\.1\n"
    rf"(?:{_HEADER})*(?:\n(?!\n)(?:{_BODY_LINE})+?(?<!\n\n))?"
)
_COMMENT = r"#(?: (?!@).*)?\n"
_RESPONSE = rf"# HTTP/1\.1 [0-9]{{3}}[ \w-]*\n(?:{_COMMENT})*"
_IS_REQUEST = re.compile(_REQUEST, re.ASCII)
_IS_RESPONSE = re.compile(_RESPONSE, re.ASCII)
_IS_BLOCK = re.compile(
    rf"### [\w.]+\n(?:{_COMMENT})+(?:{_REQUEST}(?:\n{_RESPONSE})?)?", re.ASCII
)


class WireFileError(Exception):
    """A text of the document broke out of its place; this is a bug of the generator."""


def wire_files(package: Package, samples: Samples) -> Iterator[tuple[str, str]]:
    """Yield path and text of the file of each resource."""
    requests = WireRequests(package)
    variables = {each.name for each in package.constructor.credentials}
    for _, resource in package.walk():
        if not resource.methods:
            continue
        blocks = _blocks(resource, requests, samples)
        text = "\n".join([_head(resource.symbol, requests.base_url), *blocks])
        audit_wire_file(text, variables)
        yield f"tests/wire/{resource.module}.http", text


def _head(symbol: str, base_url: str) -> str:
    return (
        f"# What {symbol} sends and receives, as the contract tests check it.\n"
        "# An editor that runs it needs values for the variables in double braces.\n"
        f"@{BASE_URL} = {base_url}\n"
    )


def _blocks(
    resource: Resource, requests: WireRequests, samples: Samples
) -> Iterator[str]:
    for method in resource.methods:
        name = ".".join(method.path)
        with processing(method.operation.pointer):
            yield f"### {name}\n" + _block(name, method, requests, samples)


def _block(name: str, method: Method, requests: WireRequests, samples: Samples) -> str:
    call = samples.call(name, method)
    if call is None:
        return "# No call is shown: no valid arguments were found.\n"
    if not call.is_certain:
        return "# No call is shown: the document may not accept the arguments found.\n"
    try:
        request = _request(requests.request(method, call.arguments))
    except NotShownError as reason:
        return f"# No call is shown: {reason}.\n"
    block = _call(call) + request
    response = samples.response(name, method)
    is_certain = response is not None and response.is_certain
    shown = _response(response) if response is not None and is_certain else ""
    return f"{block}\n{shown}" if shown else block


def _call(call: SampleCall) -> str:
    lines = [f"client.{call.code}"]
    if len(lines[0]) > MAX_LINE:
        arguments = (f"    {each}," for each in call.argument_codes)
        lines = [f"client.{call.path}(", *arguments, ")"]
    # Editors would replace a variable; in a literal, the escape is the same text.
    return "".join(f"# {line}\n" for line in lines).replace("{{", "{\\x7b")


def _request(request: WireRequest) -> str:
    lines = [f"{request.method} {request.url} HTTP/1.1"]
    lines += [f"{name}: {text}" for name, text in request.headers]
    body = request.body or ""
    if body:
        lines += ["", *body.split("\n")]
    text = "".join(f"{line}\n" for line in lines)
    if _IS_REQUEST.fullmatch(text) is None:
        raise NotShownError("it has a line that means something else in this file")
    return text


def _response(response: SampleResponse) -> str:
    """Return a response as comments; "" for one with text that cannot be one."""
    try:
        reason = f" {HTTPStatus(response.status).phrase}"
    except ValueError:
        reason = ""
    lines = [f"HTTP/1.1 {response.status}{reason}"]
    if response.media_type:
        lines += [f"Content-Type: {response.media_type}", "", *_content(response)]
    text = "".join(f"# {line}".rstrip() + "\n" for line in lines)
    is_shown = all(line.removeprefix("\x1e").isprintable() for line in lines)
    has_end = any(line != line.rstrip() for line in lines)
    is_one = _IS_RESPONSE.fullmatch(text) is not None
    if not is_shown or has_end or "{{" in text or not is_one:
        return ""
    return text


def _content(response: SampleResponse) -> list[str]:
    text = response.content
    if is_json(essence(response.media_type)) and text:
        value: Any = json.loads(text)
        if len(text) > MAX_LINE:
            text = dump_json(value, 2)
        if not text.replace("\n", "").isprintable() or "{{" in text:
            text = json.dumps(value, indent=2).replace("{{", "{\\u007b")
    return text.split("\n")


def audit_wire_file(text: str, variables: set[str]) -> None:
    """Check that a file has no line but those that `wire_files` writes, and no variable
    in a body or outside of `variables`.

    Raises WireFileError otherwise.
    """
    head, *blocks = re.split(r"^(?=### )", text, flags=re.MULTILINE)
    if re.fullmatch(rf"(?:# .*\n)+@{BASE_URL} = https?://\S+\n\n", head) is None:
        raise WireFileError("the head of a file of tests/wire is not as it should be")
    known = {*variables, BASE_URL, FRESH_UUID}
    for block in blocks:
        one = block.removesuffix("\n") if block.endswith("\n\n") else block
        if _IS_BLOCK.fullmatch(one) is None or not _has_only(one, known):
            name = block.partition("\n")[0]
            raise WireFileError(f"a block of tests/wire is not as it should be: {name}")
    if not text.replace("\n", "").replace("\x1e", "").isprintable():
        raise WireFileError("a file of tests/wire has a control character")


def _has_only(block: str, known: set[str]) -> bool:
    """Return whether all variables are known and stand in the request line and headers."""
    head, _, rest = block.partition("\n\n")
    found = _VARIABLE.findall(head)
    is_free = "{{" not in rest and head.count("{{") == len(found)
    return is_free and known.issuperset(found)
