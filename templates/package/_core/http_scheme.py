"""HTTP schemes that have no class of their own (RFC 9110, 11.1)."""

from .security import HTTPBearer


class HTTPScheme(HTTPBearer):
    """Another HTTP scheme; the credential is the whole Authorization header."""

    prefix = ""
