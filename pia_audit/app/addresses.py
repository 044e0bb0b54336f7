"""What an address of the page is: its method, its path and the function that answers."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response

Handler = Callable[[Request], Awaitable[Response]]
Address = tuple[str, str, Handler]
