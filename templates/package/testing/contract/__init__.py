"""Contract tests: check the client against the document by the requests it sends.

The document is the judge, not the generated types: requests and responses are generated
from it and validated against it, by code that shares nothing with the client.
"""

from .case import Case
from .contract import Contract
from .live import Live

__all__ = ["Case", "Contract", "Live"]
