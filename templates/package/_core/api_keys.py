"""API keys in the query or in a cookie (OpenAPI 3.2, Security Scheme Object)."""

from dataclasses import dataclass
from typing import Any

from .json_values import percent_encode
from .redaction import Signature
from .security import HTTPBearer


@dataclass(eq=False, repr=False)
class QueryKey(HTTPBearer):
    """An API key in the query."""

    name: str = ""

    def __post_init__(self) -> None:
        self.place = ("query", self.name)

    def sign(self, secret: Any, signature: Signature) -> None:
        signature.query.append(f"{percent_encode(self.name)}={percent_encode(secret)}")


class CookieKey(QueryKey):
    """An API key in a cookie."""

    def __post_init__(self) -> None:
        self.place = ("cookie", self.name)

    def sign(self, secret: Any, signature: Signature) -> None:
        pair = f"{percent_encode(self.name)}={percent_encode(secret)}"
        signature.cookies.append(pair)
