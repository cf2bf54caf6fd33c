"""The last check of an emitted module: only the shapes of our templates may occur.

Whatever a document contains, it can become names, literals and docstrings; a call or
a statement that no template has means that something broke out of its place.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable

__all__ = ["AuditError", "audit"]

_CALLS = frozenset(
    {
        "API",
        "APIKey",
        "Case",
        "Encoding",
        "Field",
        "HTTPBasic",
        "HTTPBearer",
        "HTTPScheme",
        "OAuth2",
        "OpenIDConnect",
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
        "self._call",
        "super",
        "super.__init__",
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
_DUNDERS = frozenset(
    {"__all__", "__dir__", "__getattr__", "__init__", "__name__", "__version__"}
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
        "pytest",
        "typing",
        "uuid",
    }
)


class AuditError(Exception):
    """An emitted module has a shape that no template has."""


def audit(path: str, source: str, resources: frozenset[str] = frozenset()) -> None:
    """Check an emitted Python module; `resources` are the classes it may construct.

    Raises AuditError where it does not parse or contains a foreign shape.
    """
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError) as error:
        raise AuditError(f"{path}: {error}") from None
    for node in ast.walk(tree):
        reason = _objection(node, resources)
        if reason:
            raise AuditError(f"{path}:{getattr(node, 'lineno', 0)}: {reason}")


def _objection(node: ast.AST, resources: frozenset[str]) -> str:
    match node:
        case ast.Call(func=func):
            name = _spoken(func)
            allowed = name in _CALLS or name in resources
            return "" if allowed else f"a call of {name or 'an expression'}"
        case ast.Expr(value=value):
            ok = isinstance(value, ast.Constant) and (
                isinstance(value.value, str) or value.value is Ellipsis
            )
            ok = ok or (
                isinstance(value, ast.Call) and _spoken(value.func) == "super.__init__"
            )
            return "" if ok else "an expression as a statement"
        case ast.stmt() if not isinstance(node, _STATEMENTS):
            return f"a statement of kind {type(node).__name__}"
        case ast.Import(names=names):
            return _foreign(alias.name for alias in names)
        case ast.ImportFrom(module=module, level=0):
            return _foreign([module or ""])
        case ast.Name(id=name) | ast.Attribute(attr=name):
            hidden = name.startswith("__") and name not in _DUNDERS
            return f"the name {name}" if hidden else ""
        case _ if isinstance(node, _FORBIDDEN):
            return f"an expression of kind {type(node).__name__}"
        case _:
            return ""


def _foreign(modules: Iterable[str]) -> str:
    strange = [name for name in modules if name not in _MODULES]
    return f"an import of {strange[0]}" if strange else ""


def _spoken(func: ast.expr) -> str:
    """Return the dotted name of what is called: ``super().__init__`` without marks."""
    match func:
        case ast.Name(id=name):
            return name
        case ast.Attribute(value=ast.Name(id=owner), attr=name):
            return f"{owner}.{name}"
        case ast.Attribute(value=ast.Call(func=ast.Name(id=owner)), attr=name):
            return f"{owner}.{name}"
        case _:
            return ""
