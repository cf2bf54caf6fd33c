"""Contract tests: check the client against the document by the requests it sends.

The checks use the document, not the generated types: requests and responses are
generated from it and validated against it, by code that the client does not use.
"""

from generator.contract.case import Case
from generator.contract.contract import Contract
from generator.contract.live import Live, LiveSettings

__all__ = ["Case", "Contract", "Live", "LiveSettings"]
