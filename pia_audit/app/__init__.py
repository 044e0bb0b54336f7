"""The local page: files, findings, decisions and what is handed out, in a browser on the same computer.

    access.py     who is let in: Host, Origin, the one-time token, the headers of every answer
    uploads.py    files from the browser, bounded, under their digests
    desk.py       the working folder: the archive, the reports as they were checked, the work in the background
    ledger.py     decisions, straight into the archive
    outputs.py    the files that are handed out, a line of a table each
    screens.py    one function for each address
    server.py     the address itself, on this computer alone

The room needs the extra ``app`` (Starlette, uvicorn, python-multipart), which no other room imports.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from starlette.applications import Starlette

    from pia_audit.app.desk import Yearly
    from pia_audit.audits.settings import Settings

__all__ = ["create"]


def create(
    folder: Path, token: str, lang: str = "ja", settings: Settings | None = None, yearly: Yearly | None = None
) -> Starlette:
    """The application on a working folder.

    Args:
        folder: where uploaded files, the archive and what is handed out lie; made where it is not there.
        token: lets in the first who comes with it, once.
        lang: ``ja`` or ``en``.
        settings: of the audits (default: none).
        yearly: makes what belongs to a year's work (default: none of it is offered).

    Returns:
        The application, for a server on this computer or for Starlette's ``TestClient``.

    Raises:
        OSError: where the folder cannot be made or written to.
    """
    from pia_audit.app.screens import application  # the extra alone has what it needs

    return application(folder, token, lang, settings, yearly)
