"""Extensions that operations lack, as their requests and responses show."""

from .proposals import Proposal, propose_extensions

__all__ = ["Proposal", "propose_extensions"]
