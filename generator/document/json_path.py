"""JSONPath (RFC 9535) as overlays use it."""

from __future__ import annotations

from jsonpath import JSONPathEnvironment, JSONPathError, JSONPathMatch

from generator.document.limits import MAX_DEPTH

__all__ = ["ENVIRONMENT", "JSONPathError", "JSONPathMatch"]


class _Environment(JSONPathEnvironment):
    """RFC 9535, with regular expressions left out: they need not end."""

    max_recursion_depth = MAX_DEPTH + 10

    def setup_function_extensions(self) -> None:
        super().setup_function_extensions()
        for name in ("match", "search"):
            self.function_extensions.pop(name, None)


ENVIRONMENT = _Environment(strict=True)
