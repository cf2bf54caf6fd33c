"""The last check of an emitted module: only the shapes of our templates may occur.

Whatever a document contains, it can become names, literals and docstrings; a call or
a statement that no template has means that something broke out of its place.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from types import NoneType

__all__ = ["AuditError", "audit"]

_CALLS = frozenset(
    {
        "API",
        "APIKey",
        "Encoding",
        "Field",
        "HTTPBasic",
        "HTTPBearer",
        "HTTPScheme",
        "MutualTLS",
        "OAuth2",
        "Paging",
        "Operation",
        "Parameter",
        "RequestBody",
        "ResponseSpec",
        "ServerVariable",
        "Tagged",
        "TypedDict",
        "TypeAliasType",
        "cached_property",
        "deprecated",
        "expand_server",
        "lazy_exports",
        "parse_event",
        "self._call",
        "self._paginate",
        "self._stream",
        "super",
        "super.__init__",
    }
)
_TEST_CALLS = frozenset(
    {
        "Case",
        "Contract",
        "Live",
        "live.check",
        "pytestconfig.getoption",
        "Path",
        "Path.with_name",
        "contract.check_errors",
        "contract.check_model",
        "contract.check_requests",
        "contract.check_responses",
        "contract.check_servers",
        "pytest.fixture",
        "pytest.mark.parametrize",
    }
)
_CALLS_IN_TESTS = _CALLS | _TEST_CALLS
_SAMPLE_CALLS = frozenset(
    {
        ".json",
        "Client",
        "MockTransport",
        "httpx2.Client",
        "pytest.raises",
        "server.respond",
    }
)
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
_HARMLESS = frozenset(
    {ast.BitOr, ast.Constant, ast.Load, ast.Store, NoneType, bool, int, str}
)
"""What has no name, no call and no child; an expression statement looks by itself."""
_PLAIN = {"arg", "attr", "conversion", "ctx", "id", "kind", "level", "module", "names"}
_FIELDS = {
    kind: tuple(name for name in kind._fields if name not in _PLAIN)
    for kind in vars(ast).values()
    if isinstance(kind, type) and issubclass(kind, ast.AST)
}
"""The fields of each kind of node that can hold others; an import looks by itself."""
_DUNDERS = frozenset(
    {
        "__all__",
        "__dir__",
        "__file__",
        "__getattr__",
        "__init__",
        "__name__",
        "__pydantic_extra__",
        "__version__",
    }
)
_MODULES = frozenset(
    {
        "__future__",
        "builtins",
        "collections.abc",
        "datetime",
        "decimal",
        "enum",
        "functools",
        "httpx2",
        "pydantic",
        "typing",
        "uuid",
    }
)


class AuditError(Exception):
    """An emitted module has a shape that no template has."""


@dataclass(frozen=True, slots=True)
class _Allowed:
    """What may occur in one module."""

    calls: frozenset[str]
    classes: frozenset[str]
    """Those of the package that may be called as well; as many as it has resources."""
    modules: frozenset[str]
    fixtures: bool
    """Whether the module has fixtures, with their ``with`` and ``yield``."""
    sample: bool
    """Whether it is the test of the README, which calls methods of the client."""


def audit(path: str, source: str, package: str, classes: frozenset[str]) -> None:
    """Check an emitted Python module; `classes` are those of the package that it may
    construct.

    Raises AuditError where it does not parse or contains a foreign shape.
    """
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError) as error:
        raise AuditError(f"{path}: {error}") from None
    tests = path.startswith("tests/")
    allowed = _Allowed(
        _CALLS_IN_TESTS if tests else _CALLS,
        frozenset() if tests else classes,
        _MODULES | (_test_modules(package) if tests else frozenset()),
        path == "tests/conftest.py",
        path == "tests/example_test.py",
    )
    for node in _nodes(tree):
        if type(node) is ast.Name and not node.id.startswith("__"):
            continue  # Most nodes are names.
        reason = _objection(node, allowed)
        if reason:
            raise AuditError(f"{path}:{getattr(node, 'lineno', 0)}: {reason}")


def _nodes(tree: ast.AST) -> Iterator[ast.AST]:
    """Give every node that can break a rule; in the millions, hence not `ast.walk`."""
    waiting: list[ast.AST] = [tree]
    while waiting:
        node = waiting.pop()
        yield node
        for name in _FIELDS[type(node)]:
            value = getattr(node, name)
            kind = type(value)
            if kind is list:
                waiting += [each for each in value if type(each) not in _HARMLESS]
            elif kind not in _HARMLESS:
                waiting.append(value)


def _test_modules(package: str) -> frozenset[str]:
    testing = f"{package}.testing"
    own = {package, testing, f"{testing}.contract", f"{testing}.contract.plugin"}
    return frozenset({*own, "pathlib", "pytest"})


def _objection(node: ast.AST, allowed: _Allowed) -> str:
    if allowed.sample and _is_of_sample(node):
        return ""
    if allowed.fixtures and isinstance(node, ast.With | ast.Yield):
        return ""
    match node:
        case ast.Call(func=func):
            name = _spoken(func)
            known = name in allowed.calls or name in allowed.classes
            return "" if known else f"a call of {name or 'a value'}"
        case ast.Expr(value=value):
            return "" if _is_statement(value, allowed) else "a bare expression"
        case ast.stmt() if not isinstance(node, _STATEMENTS):
            return f"a statement of kind {type(node).__name__}"
        case ast.Import(names=names):
            return _foreign((alias.name for alias in names), allowed)
        case ast.ImportFrom(module=module, level=0):
            return _foreign([module or ""], allowed)
        case ast.Name(id=name) | ast.Attribute(attr=name):
            hidden = name.startswith("__") and name not in _DUNDERS
            return f"the name {name}" if hidden else ""
        case _ if isinstance(node, _FORBIDDEN):
            return f"an expression of kind {type(node).__name__}"
        case _:
            return ""


def _is_of_sample(node: ast.AST) -> bool:
    match node:
        case ast.With() | ast.Assert():
            return True
        case ast.Expr(value=ast.Call() as call) | (ast.Call() as call):
            name = _spoken(call.func)
            return name in _SAMPLE_CALLS or name.startswith("client.")
        case _:
            return False


def _is_statement(value: ast.expr, allowed: _Allowed) -> bool:
    """Tell whether an expression may stand alone: a docstring, an ellipsis, or one of
    the calls that the templates make for their effect.
    """
    match value:
        case ast.Constant(value=constant):
            return isinstance(constant, str) or constant is Ellipsis
        case ast.Call(func=func):
            return _spoken(func) in _TEST_CALLS | {"super.__init__"}
        case _:
            return allowed.fixtures and isinstance(value, ast.Yield)


def _foreign(modules: Iterable[str], allowed: _Allowed) -> str:
    strange = [name for name in modules if name not in allowed.modules]
    return f"an import of {strange[0]}" if strange else ""


def _spoken(func: ast.expr) -> str:
    """Return the dotted name of what is called: ``super().__init__`` without marks."""
    match func:
        case ast.Name(id=name):
            return name
        case ast.Attribute(value=ast.Call(func=ast.Name(id=owner)), attr=name):
            return f"{owner}.{name}"
        case ast.Attribute(value=owner, attr=name):
            return f"{_spoken(owner)}.{name}"
        case _:
            return ""
