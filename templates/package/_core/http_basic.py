"""User name and password (RFC 7617)."""

import base64
from collections.abc import Awaitable, Callable
from typing import Any, TypeAlias

from .redaction import Signature, is_pair
from .security import HTTPBearer

_UserPassword: TypeAlias = tuple[str, str]
BasicCredential: TypeAlias = _UserPassword | Callable[[], _UserPassword]
AsyncBasicCredential: TypeAlias = (
    _UserPassword | Callable[[], _UserPassword | Awaitable[_UserPassword]]
)


class HTTPBasic(HTTPBearer):
    """User name and password (RFC 7617); ``user:password`` in the environment."""

    expected = "a pair of user name and password"

    def accepts(self, secret: object) -> bool:
        return is_pair(secret)

    def sign(self, secret: Any, signature: Signature) -> None:
        text = base64.b64encode(":".join(secret).encode()).decode()
        signature.headers["Authorization"] = f"Basic {text}"

    def from_env(self, text: str) -> Any:
        return text.partition(":")[::2]
