"""Sample calls with arguments that the document accepts, and sample responses.

README, api.md, the tests and the data of the fake server read them from here.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from generator.emit.sample_calls import CallSampler, SampleCall
from generator.emit.sample_responses import ResponseSampler, SampleResponse
from generator.surface import Method, Package

__all__ = ["SampleCall", "SampleResponse", "Samples"]


class Samples:
    """Makes up the sample calls and responses of a package.

    Args:
        package: The package.
        document: The document, whose schemas the samples satisfy.
    """

    def __init__(self, package: Package, document: dict[str, Any]) -> None:
        self._package = package
        self._call_sampler = CallSampler(package, document)
        self._response_sampler = ResponseSampler(package, document)
        self._calls: dict[str, SampleCall | None] = {}
        self._responses: dict[str, SampleResponse | None] = {}

    def calls(self) -> Iterator[SampleCall]:
        """Yield the sample call of each method that has one."""
        for path, method in self._package.methods():
            call = self.call(path, method)
            if call is not None:
                yield call

    def call(self, path: str, method: Method) -> SampleCall | None:
        """Return a call with few arguments that the document accepts; None if none was
        found.

        `path` is the path of the method from the client.
        """
        if path not in self._calls:
            self._calls[path] = next(self._call_sampler.calls(path, method), None)
        return self._calls[path]

    def response(self, path: str, method: Method) -> SampleResponse | None:
        """Return a response with a result of the method: the document's example where
        it is valid, else a small instance. None if none was found.
        """
        if path not in self._responses:
            self._responses[path] = next(self._response_sampler.responses(method), None)
        return self._responses[path]
