"""Programs of a package's users, written from its surface alone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from generator.surface import (
    AliasDeclaration,
    Annotated,
    Argument,
    EnumClass,
    Expression,
    Generic,
    LiteralMembers,
    Method,
    ModelClass,
    Name,
    Package,
    Scope,
    Signature,
    Union,
    mentions,
    spell,
    union,
    union_members,
)

__all__ = ["user_program"]

IMPORTS = {
    "Any": "from typing import Any",
    "Base64": "",
    "Literal": "from typing import Literal",
    "Mapping": "from collections.abc import Mapping",
    "Sequence": "from collections.abc import Sequence",
    "dt": "import datetime as dt",
    "UUID": "from uuid import UUID",
    "Decimal": "from decimal import Decimal",
}
UNSET = Name("Unset")
MARKS = ("Open", "Lossless", "OwnTag", "Unique")


class Program:
    """A program under construction: one function for each thing that a user does."""

    def __init__(self, package: Package) -> None:
        self.package = package
        self.scope = Scope(package.names.types, qualifier="models.")
        self.functions: list[str] = []
        self.uses_any = False

    def spelled(self, expression: Expression) -> str:
        """An annotation without the runtime's marks, which users do not write."""
        text = str(spell(expression, self.scope))
        text = re.sub(r"\bBase64(Url)?\b", "bytes", text)
        text = re.sub(r"\bUtf8\b", "str", text)
        text = re.sub(r"\bNullable\[(.*)\]$", r"\1 | None", text)
        return unmarked(text)

    def function(self, head: str, result: str, *body: str) -> None:
        lines = [f"def f{len(self.functions)}({head}) -> {result}:"]
        self.functions.append("\n".join([*lines, *(f"    {each}" for each in body)]))

    def passing(self, expression: Expression) -> str:
        """The type of something that users pass: any object where that is allowed."""
        return self.spelled(with_any_as(expression, "object"))

    def reading(self, head: str, expression: Expression, value: str) -> None:
        """Add a function that reads a value. Users take ``Any`` for what they like."""
        annotation = self.spelled(expression)
        if mentions(expression, Name("Any")):
            liked = self.spelled(with_any_as(expression, "Liked"))
            self.uses_any = True
            self.function(head, "None", f"value: {liked} = {value}", "print(value)")
        elif annotation == "None":
            self.function(head, annotation, value)
        else:
            self.function(head, annotation, f"return {value}")

    def text(self) -> str:
        used = "\n\n\n".join(self.functions)
        if self.uses_any:
            used = f"class Liked:\n    pass\n\n\n{used}"
        names = set(re.findall(r"(?<![.\w'\"])[A-Za-z_]\w*", used))
        imports = [line for name, line in IMPORTS.items() if name in names and line]
        own = [n for n in ("Client", "Server", "models", "inputs", "webhooks")
               if re.search(rf"(?<![.\w]){n}\b", used)]  # fmt: skip
        lines = [f"from {self.package.name} import {', '.join(own)}"]
        for module, known in RUNTIME.items():
            given = [name for name in known if name in names]
            if given:
                lines.append(
                    f"from {self.package.name}.{module} import {', '.join(given)}"
                )
        if "paged" in names:
            lines.append(f"from {self.package.name} import paged")
        return "\n".join([*imports, "", *lines, "", "", used, ""])


RUNTIME = {
    "_core.pages": ("ListPage",),
    "_core.streaming": ("Stream",),
    "_core.files": ("File",),
    "_core.download": ("Download",),
    "_core.http_basic": ("BasicCredential",),
    "_core.mutual_tls": ("ClientCertificate",),
    "_core.oauth": ("OAuthCredential",),
    "_core.security": ("Credential",),
}


def with_any_as(expression: Expression, name: str) -> Expression:
    """An annotation with another name in place of ``Any``."""
    match expression:
        case Name("Any"):
            return Name(name)
        case Generic(base, arguments):
            return Generic(base, tuple(with_any_as(each, name) for each in arguments))
        case Union(members):
            return Union(tuple(with_any_as(each, name) for each in members))
        case Annotated(inner, metadata):
            return Annotated(with_any_as(inner, name), metadata)
        case _:
            return expression


def unmarked(text: str) -> str:
    """A spelled annotation with `Open[X]` and the like as X, and without `Annotated`."""
    for mark in MARKS:
        while (found := re.search(rf"\b{mark}\[", text)) is not None:
            end = closing(text, found.end())
            text = text[: found.start()] + text[found.end() : end] + text[end + 1 :]
    while (found := re.search(r"\bAnnotated\[", text)) is not None:
        end = closing(text, found.end())
        inner = first_argument(text[found.end() : end])
        text = text[: found.start()] + inner + text[end + 1 :]
    return text


def closing(text: str, start: int) -> int:
    """The index of the bracket that closes the one before `start`."""
    depth, quote = 1, ""
    for index in range(start, len(text)):
        letter = text[index]
        if quote:
            if letter == quote and text[index - 1] != "\\":
                quote = ""
        elif letter in "'\"":
            quote = letter
        elif letter in "([{":
            depth += 1
        elif letter in ")]}":
            depth -= 1
            if depth == 0:
                return index
    raise AssertionError(text)


def first_argument(text: str) -> str:
    depth = 0
    for index, letter in enumerate(text):
        depth += (letter in "([{") - (letter in ")]}")
        if letter == "," and depth == 0:
            return text[:index]
    return text


def user_program(package: Package, *, open_enums: Iterable[str] = ()) -> str:
    """A program that uses all of a package with the types that its surface gives: each
    method is called once with all arguments and once with the required ones, each
    property that is received is read, each model that is sent is built, each member of
    an enum or a union is used by the name of the alias.

    `open_enums` are the aliases of enums whose members a program does not take for all
    that there are.
    """
    program = Program(package)
    _client(program)
    for _, method in package.methods():
        _calls(program, method)
    passed, opened = _passed(program), set(open_enums)
    for key in package.names.types:
        declared = package.declaration(key)
        usage = package.api.usage[key]
        if isinstance(declared, ModelClass):
            _model(program, declared, usage, is_passed=declared.name in passed)
        elif isinstance(declared, AliasDeclaration):
            _alias(program, declared, usage, opened)
        elif isinstance(declared, EnumClass):
            for name, _ in declared.members:
                program.function("", "int", f"return models.{declared.name}.{name}")
    for parser in package.events:
        value = f"webhooks.{parser.name}(body)"
        program.reading("body: bytes", parser.payload, value)
    return program.text()


def _client(program: Program) -> None:
    found = program.package.constructor
    url = "" if found.default_server else "base_url='https://a.example'"
    program.function("", "Client", f"return Client({url})")
    for credential in found.credentials:
        given = ", ".join(filter(None, (f"{credential.name}=given", url)))
        head = f"given: {credential.annotations[0]}"
        program.function(head, "Client", f"return Client({given})")
    for server in found.servers if found.default_server else ():
        program.function("", "Client", f"return Client(server=Server.{server.name})")
    for variable in found.variables:
        given = f"server_variables={{{variable.name!r}: {variable.default!r}}}"
        program.function("", "Client", f"return Client({given})")


def _calls(program: Program, method: Method) -> None:
    path = ".".join(("client", *method.path))
    plain = ((method.signature, (method.result,)),)
    for signature, results in method.all_overloads or plain:
        result = union(each.annotation() for each in results)
        for arguments in _argument_lists(signature):
            _call(program, path, signature, arguments, result)
        items = [each.item for each in results if each.item is not None]
        if items:
            item = program.spelled(items[0])
            head = f"page: {program.spelled(result)}"
            program.function(head, f"list[{item}]", "return [each for each in page]")


def _argument_lists(signature: Signature) -> Iterator[tuple[Argument, ...]]:
    yield signature.arguments
    required = tuple(each for each in signature.arguments if each.required)
    if required != signature.arguments:
        yield required


def _call(
    program: Program,
    path: str,
    signature: Signature,
    arguments: tuple[Argument, ...],
    result: Expression,
) -> None:
    head = ["client: Client"]
    given = []
    for number, argument in enumerate(arguments):
        members = [e for e in union_members(argument.annotation) if e != UNSET]
        head.append(f"a{number}: {program.passing(union(members))}")
        is_positional = argument in signature.positional
        given.append(f"a{number}" if is_positional else f"{argument.name}=a{number}")
    call = f"{path}({', '.join(given)})"
    program.reading(", ".join(head), result, call)


def _passed(program: Program) -> set[str]:
    """The models that are passed to a method, or are part of one that is."""
    package = program.package
    annotations = {
        declared.name: (
            [a.annotation for a in declared.attributes]
            if isinstance(declared, ModelClass)
            else [declared.value] if isinstance(declared, AliasDeclaration) else []
        )
        for declared in map(package.declaration, package.names.types)
    }
    pending = [
        argument.annotation
        for _, method in package.methods()
        for argument in method.definition.arguments
    ]
    found: set[str] = set()
    while pending:
        text = program.spelled(pending.pop())
        for name in set(re.findall(r"models\.(\w+)", text)) - found:
            found.add(name)
            pending += annotations[name]
    return found


def _model(
    program: Program, declared: ModelClass, usage: str, *, is_passed: bool
) -> None:
    name = f"models.{declared.name}"
    for attribute in declared.attributes:
        if usage != "request":
            value = f"x.{attribute.name}"
            program.reading(f"x: {name}", attribute.annotation, value)
    if not is_passed:
        return
    required = [a for a in declared.attributes if a.default is None]
    for attributes in (declared.attributes, tuple(required)):
        head = ", ".join(
            f"a{n}: {program.passing(a.annotation)}" for n, a in enumerate(attributes)
        )
        given = ", ".join(f"{a.name}=a{n}" for n, a in enumerate(attributes))
        program.function(head, name, f"return {name}({given})")


def _alias(
    program: Program, declared: AliasDeclaration, usage: str, open_enums: set[str]
) -> None:
    name, members = f"models.{declared.name}", list(union_members(declared.value))
    is_enum = isinstance(declared.value, LiteralMembers)
    if usage != "response" or is_enum or len(members) > 1:
        value = program.passing(declared.value)
        program.function(f"x: {value}", name, "return x")
    if usage != "request" and not (is_enum and declared.name in open_enums):
        program.reading(f"x: {name}", declared.value, "x")
