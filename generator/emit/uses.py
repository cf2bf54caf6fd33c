"""What of the runtime an API makes use of, for its exports and its README."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from generator.code import Code
from generator.emit.resources import MethodView, ResourceView
from generator.emit.results import Way
from generator.ir import Api, BinaryType

__all__ = ["Uses", "uses"]


@dataclass(frozen=True, slots=True)
class Uses:
    """The parts that only some APIs have; methods as examples of them."""

    stream: Code | None
    pages: Code | None
    download: Code | None
    upload: bool
    events: bool
    oauth: bool

    @property
    def names(self) -> Iterator[str]:
        """The names of the runtime that users need for them."""
        if self.stream is not None:
            yield from ("AsyncStream", "Stream")
        if self.pages is not None:
            yield from ("AsyncPages", "Pages")
        if self.download is not None:
            yield from ("AsyncDownload", "Download")
        if self.upload:
            yield "File"
        if self.events:
            yield from ("EventError", "Verifier")
        if self.oauth:
            yield from ("ClientCredentials", "RefreshToken")


def uses(api: Api, resources: Iterable[ResourceView]) -> Uses:
    """Return what an API uses."""
    methods = [(view, method) for view in resources for method in view.methods]
    return Uses(
        stream=_example(methods, "stream"),
        pages=_example(methods, "pages"),
        download=_spoken(pair for pair in methods if _downloads(pair[1])),
        upload=any("File" in str(m.signature.declarations) for _, m in methods),
        events=bool(api.events),
        oauth=any(scheme.kind == "oauth2" for scheme in api.schemes),
    )


def _example(
    methods: Iterable[tuple[ResourceView, MethodView]], way: Way
) -> Code | None:
    return _spoken(pair for pair in methods if pair[1].way == way)


def _spoken(methods: Iterable[tuple[ResourceView, MethodView]]) -> Code | None:
    """Return the first method as it is called from a client."""
    found = next(iter(methods), None)
    return None if found is None else Code(f"{found[0].attribute}.{found[1].name}")


def _downloads(method: MethodView) -> bool:
    return any(
        isinstance(content.type, BinaryType)
        for response in method.operation.responses
        for content in response.contents
        if response.is_result
    )
