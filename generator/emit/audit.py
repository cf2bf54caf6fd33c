"""The last check of an emitted module: it contains only what the templates contain.

A document can provide names, literals and docstrings. A call, a statement or an import
that no template has means that text of the document was printed as code.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from types import NoneType

from generator.text import names_in

__all__ = ["AuditError", "audit"]

_CALLS = frozenset(names_in("""
    API AlternativeBodies AsyncPages AsyncStream.either AsyncStream.open Encoding Field FormBody
    CookieKey HTTPBasic HTTPBearer HTTPScheme HeaderKey QueryKey JSONLinesBody MatchedResponse MultipartBody MutualTLS OAuth2
    Operation OperationServer Paging Parameter PathParameter QueryString
    RangeBody RawBody RequestBody ResponseSpec ServerVariable Stream.either Stream.open
    Tagged
    WebhookTypes _WEBHOOKS.parse TypeAliasType TypedDict TypedHeaders cached_property deprecated dict.fromkeys
    acall_unwrapped call_unwrapped expand_server first_page lazy_exports lazy_pages parse_event self._call super super.__init__ with_former_names
    warn_of_misspelled_keys
    """))
_STATEMENT_CALLS = {"super.__init__", "warn_of_misspelled_keys"}
_TEST_CALLS = frozenset(names_in("""
    Case Contract Live live.check Path Path.with_name
    contract.check_errors contract.check_event contract.check_exports
    contract.check_model contract.check_requests contract.check_responses
    contract.check_servers contract.check_wire pytest.fixture pytest.mark.parametrize
    """))
_ALL_TEST_CALLS = _CALLS | _TEST_CALLS
_EXAMPLE_CALLS = frozenset(names_in("""
    .json Client Decimal MockTransport UUID datetime.date datetime.datetime.fromisoformat
    datetime.time.fromisoformat datetime.timedelta httpx2.Client iter next pytest.raises
    server.respond
    """))
_STATEMENTS = (
    ast.AnnAssign,
    ast.Assign,
    ast.AsyncFunctionDef,
    ast.ClassDef,
    ast.Expr,
    ast.FunctionDef,
    ast.If,
    ast.Import,
    ast.ImportFrom,
    ast.Return,
)
_FORBIDDEN = (
    ast.JoinedStr,
    ast.NamedExpr,
    ast.Yield,
    ast.YieldFrom,
    ast.ListComp,
    ast.SetComp,
    ast.DictComp,
    ast.GeneratorExp,
)
_SKIPPED_NODES = frozenset(
    {ast.BitOr, ast.Constant, ast.Load, ast.Store, NoneType, bool, int, str}
)
"""Types of nodes and of their fields that contain no name and no call. A constant that
is a statement is checked with its statement."""
_SKIPPED_FIELDS = frozenset(
    {"arg", "attr", "conversion", "ctx", "id", "kind", "level", "module", "names"}
)
_CHILD_FIELDS = {
    kind: tuple(name for name in kind._fields if name not in _SKIPPED_FIELDS)
    for kind in vars(ast).values()
    if isinstance(kind, type) and issubclass(kind, ast.AST)
}
"""The fields of each type of node that can contain nodes to check. The names of an
import are checked with the import."""
_SPECIAL_NAMES = frozenset(names_in("""
    __all__ __dir__ __file__ __getattr__ __init__ __name__ __pydantic_extra__
    __version__
    """))
_MODULES = frozenset(names_in("""
    __future__ builtins collections.abc datetime decimal enum functools httpx2 pydantic
    typing typing_extensions uuid
    """))


class AuditError(Exception):
    """An emitted module contains code that no template contains."""


@dataclass(frozen=True, slots=True)
class _Allowed:
    """The calls, imports and statements that one module may contain."""

    calls: frozenset[str]
    classes: frozenset[str]
    """Classes of the package that the module may also call; two per resource."""
    modules: frozenset[str]
    fixtures: bool
    """Whether it may have ``with`` and ``yield``, for pytest fixtures."""
    example: bool
    """Whether it is the test in the README, which calls methods of the client."""


def audit(path: str, source: str, package: str, classes: frozenset[str]) -> None:
    """Check the source of an emitted Python module.

    `path` is relative to the project, `package` the name of the import package, and
    `classes` are the classes of the package that the module may instantiate. Raises
    AuditError where the source does not parse or contains foreign code.
    """
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError) as error:
        raise AuditError(f"{path}: {error}") from None
    is_test = path.startswith("tests/")
    allowed = _Allowed(
        _ALL_TEST_CALLS if is_test else _CALLS,
        frozenset() if is_test else classes,
        _MODULES | (_test_modules(package) if is_test else frozenset()),
        path == "tests/conftest.py",
        path == "tests/example_test.py",
    )
    for node in _nodes(tree):
        if type(node) is ast.Name and not node.id.startswith("__"):
            continue  # Most nodes are names.
        violation = _violation(node, allowed)
        if violation:
            raise AuditError(f"{path}:{getattr(node, 'lineno', 0)}: {violation}")


def _nodes(tree: ast.AST) -> Iterator[ast.AST]:
    """Yield the nodes to check.

    Large packages have millions of nodes, for which `ast.walk` is too slow.
    """
    waiting: list[ast.AST] = [tree]
    while waiting:
        node = waiting.pop()
        yield node
        for name in _CHILD_FIELDS[type(node)]:
            value = getattr(node, name)
            kind = type(value)
            if kind is list:
                waiting += [each for each in value if type(each) not in _SKIPPED_NODES]
            elif kind not in _SKIPPED_NODES:
                waiting.append(value)


def _test_modules(package: str) -> frozenset[str]:
    engine = {"generator.contract", "generator.contract.plugin"}
    return frozenset({package, f"{package}.testing", *engine, "pathlib", "pytest"})


def _violation(node: ast.AST, allowed: _Allowed) -> str:
    """Describe what is not allowed about a node itself; "" if it is allowed."""
    if allowed.example and _is_allowed_in_example(node):
        return ""
    if allowed.fixtures and isinstance(node, ast.With | ast.Yield):
        return ""
    match node:
        case ast.Call(func=func):
            name = _called_name(func)
            known = name in allowed.calls or name in allowed.classes
            return "" if known else f"a call of {name or 'a value'}"
        case ast.Expr(value=value):
            return "" if _can_be_statement(value, allowed) else "a bare expression"
        case ast.AugAssign(target=ast.Name(id="__all__" | "_MODULES")):
            return ""
        case ast.stmt() if not isinstance(node, _STATEMENTS):
            return f"a statement of kind {type(node).__name__}"
        case ast.Import(names=names):
            return _import_violation((alias.name for alias in names), allowed)
        case ast.ImportFrom(module=module, level=0):
            return _import_violation([module or ""], allowed)
        case ast.Name(id=name) | ast.Attribute(attr=name):
            is_foreign = name.startswith("__") and name not in _SPECIAL_NAMES
            return f"the name {name}" if is_foreign else ""
        case _ if isinstance(node, _FORBIDDEN):
            return f"an expression of kind {type(node).__name__}"
        case _:
            return ""


def _is_allowed_in_example(node: ast.AST) -> bool:
    match node:
        case ast.With() | ast.Assert():
            return True
        case ast.Expr(value=ast.Call() as call) | (ast.Call() as call):
            name = _called_name(call.func)
            is_of_package = name.startswith(("client.", "models."))
            return is_of_package or name in _EXAMPLE_CALLS
        case _:
            return False


def _can_be_statement(value: ast.expr, allowed: _Allowed) -> bool:
    """Return whether an expression may be a statement: a docstring, an ellipsis, or a
    call whose result the templates do not use.
    """
    match value:
        case ast.Constant(value=constant):
            return isinstance(constant, str) or constant is Ellipsis
        case ast.Call(func=func):
            return _called_name(func) in _TEST_CALLS | _STATEMENT_CALLS
        case _:
            return allowed.fixtures and isinstance(value, ast.Yield)


def _import_violation(modules: Iterable[str], allowed: _Allowed) -> str:
    unknown = [name for name in modules if name not in allowed.modules]
    return f"an import of {unknown[0]}" if unknown else ""


def _called_name(func: ast.expr) -> str:
    """Return the dotted name of what is called, without the parentheses of calls in it:
    ``super.__init__`` for ``super().__init__``.
    """
    match func:
        case ast.Name(id=name):
            return name
        case ast.Attribute(value=ast.Call(func=ast.Name(id=owner)), attr=name):
            return f"{owner}.{name}"
        case ast.Attribute(value=owner, attr=name):
            return f"{_called_name(owner)}.{name}"
        case _:
            return ""
