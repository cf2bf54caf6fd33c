"""A type that is known when it is first needed, with its validator."""

from collections.abc import Callable
from functools import cache
from typing import Annotated, Any, TypeAlias

from pydantic import BaseModel, TypeAdapter

from .process import ProcessLock
from .strict_types import Strict

TypeOf: TypeAlias = Callable[[], object]

WIRE: dict[str, Any] = {"by_alias": True, "exclude_unset": True, "warnings": False}
"""Options of pydantic to dump the set properties by wire name."""
_build_lock = ProcessLock()


class Schema:
    """A type, with a validator that is built when it is first needed."""

    def __init__(self, type_of: TypeOf) -> None:
        # Not a cached_property: before Python 3.12, that has a lock, which a forked
        # process may inherit from a thread that it does not have.
        self._type_of = cache(type_of)
        self._adapter: TypeAdapter[Any] | None = None

    @property
    def type(self) -> Any:
        """The annotation."""
        return self._type_of()

    @property
    def adapter(self) -> TypeAdapter[Any]:
        """Validator and serializer."""
        found = self._adapter
        return self._build() if found is None else found

    def _build(self) -> TypeAdapter[Any]:
        # Building completes the models of the type, which is not thread-safe.
        with _build_lock():
            annotation: Any = self.type
            if not (isinstance(annotation, type) and issubclass(annotation, BaseModel)):
                annotation = Annotated[annotation, Strict()]
            adapter: TypeAdapter[Any] = TypeAdapter(annotation)
            adapter.rebuild()
            self._adapter = adapter
            return adapter

    def to_json_value(self, value: Any) -> Any:
        """Return a validated value as a JSON value."""
        if type(value) in (str, int, bool):
            return value
        return self.adapter.dump_python(value, mode="json", **WIRE)
