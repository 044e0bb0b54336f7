"""Who is let in: the browser on this computer that was given the address, and nobody else.

Every request is looked at before anything of its body is read. The name it was sent to (``Host``) must be this
computer's own, so that no foreign name can be pointed here; what changes something must come from a page of ours
(``Origin``); and the token of the address lets in once, in exchange for a cookie that no script and no other site has.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from hashlib import sha256
from hmac import compare_digest
from typing import TYPE_CHECKING

from starlette.requests import Request

from pia_audit.app.refusals import Refusal

if TYPE_CHECKING:
    from starlette.responses import Response
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

NAMES = ("127.0.0.1", "localhost")
"""The names of this computer that the page answers to."""

PAGE = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; frame-src 'self'; frame-ancestors 'none'; base-uri 'none'; "
    "require-trusted-types-for 'script'; trusted-types 'none'"
)
"""The content security policy of a screen: its own style, script and forms, and nothing from anywhere else."""

DOCUMENT = "sandbox allow-scripts allow-modals; frame-ancestors 'self'"
"""That of a document shown within a screen, beside the policy it brings: we may frame it, and its script is of no
origin, so that it reaches neither us nor the cookie."""

_HEADERS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",  # with none at all a form's Origin would be null
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
}
_SAFE = ("GET", "HEAD")


class Gate:
    """The application behind its checks.

    Args:
        inner: the application.
        token: lets in once.
        refused: makes the answer that tells of a refusal.
        welcome: makes the answer to the address with the token, from where one goes on.
    """

    def __init__(
        self,
        inner: ASGIApp,
        token: str,
        refused: Callable[[Refusal], Response],
        welcome: Callable[[], Response],
    ) -> None:
        self._inner, self._refused, self._welcome = inner, refused, welcome
        self._token: str | None = token
        self._key = secrets.token_urlsafe(32)
        self._cookie = f"pia-audit-{sha256(token.encode()).hexdigest()[:12]}"  # cookies do not know ports

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the request in, or answer it."""
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self._inner(scope, receive, send)
            return
        request, headed = Request(scope), _headed(send)
        try:
            entering = self._checked(request)
        except Refusal as refusal:
            await self._refused(refusal)(scope, receive, headed)
            return
        if entering:
            answer = self._welcome()
            answer.set_cookie(self._cookie, self._key, path="/", httponly=True, samesite="strict")
            await answer(scope, receive, headed)
        else:
            await self._inner(scope, receive, headed)

    def _checked(self, request: Request) -> bool:
        """Whether the request comes with the token. Raises :class:`Refusal` for one that is not let in."""
        addresses = _addresses(request)
        if request.headers.get("host", "").lower() not in addresses:
            raise Refusal("host", 421)
        if request.method not in (*_SAFE, "POST"):
            raise Refusal("method", 405)
        if not compare_digest(request.cookies.get(self._cookie, "").encode(), self._key.encode()):
            token = request.query_params.get("token")
            if token is None or request.url.path != "/" or request.method != "GET":
                raise Refusal("token", 403)
            self._spend(token)
            return True
        if request.method not in _SAFE:
            _from_ourselves(request, addresses)
        return False

    def _spend(self, token: str) -> None:
        """Take the token, which holds once; a wrong one leaves it as it is."""
        if self._token is None or not compare_digest(token.encode(), self._token.encode()):
            raise Refusal("used" if self._token is None else "token", 403)
        self._token = None


def _addresses(request: Request) -> tuple[str, ...]:
    """The names with the port at which the page answers."""
    port = (request.scope.get("server") or ("", None))[1]
    return tuple(f"{name}:{port}" for name in NAMES)


def _from_ourselves(request: Request, addresses: tuple[str, ...]) -> None:
    """Refuse what does not come from a page of ours. A browser names the origin of every form; without it, no."""
    origins = {f"http://{address}" for address in addresses}
    same_site = request.headers.get("sec-fetch-site", "same-origin") == "same-origin"
    if request.headers.get("origin", "").lower() not in origins or not same_site:
        raise Refusal("origin", 403)


def _headed(send: Send) -> Send:
    """``send`` with the headers of every answer; one with a policy of its own keeps that."""

    async def headed(message: Message) -> None:
        if message["type"] == "http.response.start":
            given = {name.lower() for name, _ in message["headers"]}
            added = {**_HEADERS, "content-security-policy": PAGE}
            extra = [(n.encode(), v.encode()) for n, v in added.items() if n.encode() not in given]
            message = {**message, "headers": [*message["headers"], *extra]}
        await send(message)

    return headed
