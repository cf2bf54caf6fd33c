"""Contract tests: the client against the document, by what goes over the wire.

The document judges, not the generated types: requests and responses are drawn from it
and validated against it, by code that shares nothing with the client.
"""

from .call import Case
from .contract import Contract
from .live import Live

__all__ = ["Case", "Contract", "Live"]
