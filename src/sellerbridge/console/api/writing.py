"""How an answer of the API is written: always the same way."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec
from starlette.responses import Response

from sellerbridge.console.api.operation import JSON
from sellerbridge.desk.plain import plain


def written(found: Any, *, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """An answer: the same document as the command line gives with --json."""
    return Response(
        msgspec.json.encode(plain(found)), status_code=status, media_type=JSON, headers=dict(headers or {})
    )
