"""CreateSessionRequest."""

from __future__ import annotations

from typing import TypeAlias

from .create_session_request_channel_partner import CreateSessionRequestChannelPartner
from .create_session_request_cloud import CreateSessionRequestCloud

CreateSessionRequest: TypeAlias = (
    CreateSessionRequestCloud | CreateSessionRequestChannelPartner
)
