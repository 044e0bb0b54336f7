"""The address: this computer alone, a free port, and a token that holds once."""

from __future__ import annotations

import secrets
import socket
import threading
import webbrowser
from collections.abc import Callable
from pathlib import Path

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from pia_audit.app import create
from pia_audit.app.desk import Yearly
from pia_audit.audits.settings import Settings

_HOST = "127.0.0.1"
_SOON = 0.3


def serve(
    folder: Path, lang: str, port: int, settings: Settings, announce: Callable[[str], None], *, browser: bool,
    yearly: Yearly | None = None,
) -> None:  # fmt: skip
    """Serve the page until it is interrupted.

    Args:
        folder: the working folder.
        lang: ``ja`` or ``en``.
        port: where to listen; 0 for a free port.
        settings: of the audits.
        announce: is told the address, which lets in once.
        browser: whether to open the browser there.
        yearly: makes what belongs to a year's work.

    Raises:
        OSError: where the folder cannot be used, or the port is taken.
        KeyboardInterrupt: when it is interrupted.
    """
    token = secrets.token_urlsafe(32)
    app = create(folder, token, lang, settings, yearly)
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as listening:
        listening.bind((_HOST, port))
        listening.listen(128)
        address = f"http://{_HOST}:{listening.getsockname()[1]}/?token={token}"
        config = uvicorn.Config(
            app, http=H11Protocol, loop="none", ws="none", lifespan="off", log_level="critical", access_log=False,
            server_header=False, date_header=False, proxy_headers=False, timeout_graceful_shutdown=2,
            limit_concurrency=64,
        )  # fmt: skip
        announce(address)
        if browser:
            timer = threading.Timer(_SOON, webbrowser.open, [address])
            timer.daemon = True
            timer.start()
        uvicorn.Server(config).run(sockets=[listening])
