"""``serve``: the page in the browser, on this computer alone."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import datetime
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pia_audit.cli.help import verb
from pia_audit.cli.language import language, stop
from pia_audit.cli.options import configured, spoken
from pia_audit.cli.settings_options import settings_of
from pia_audit.messages.wording import Wording
from pia_audit.readers import Reading

if TYPE_CHECKING:
    from pia_audit.audit_request import Request
    from pia_audit.model import Edition

_NEEDED = ("starlette", "uvicorn", "python_multipart")


@verb("serve", epilog="pia-audit serve --port 8765\npia-audit serve --folder work --no-browser")
@click.option("--port", type=click.IntRange(1, 65535), metavar="N",
              help="待ち受けるポート（既定は空いているポート） / the port (default: one that is free).")  # fmt: skip
@click.option("--folder", type=click.Path(file_okay=False, path_type=Path),
              help="作業フォルダー（既定は利用者のフォルダーに新しく作ります）"
              " / working folder (default: a new one in the user's own folder).")  # fmt: skip
@click.option("--no-browser", is_flag=True,
              help="ブラウザーを開かず、場所だけを示します"
              " / opens no browser and tells where to look.")  # fmt: skip
@configured
@spoken
def serve_command(
    port: int | None, folder: Path | None, no_browser: bool, config: Path | None, lang: str | None, quiet: bool
) -> None:
    """取り込みから判定、出力までの画面をブラウザーで開きます
    / opens the page in the browser, from files to decisions and what is handed out.
    """
    wording = Wording(language(lang))
    if any(find_spec(name) is None for name in _NEEDED):
        stop(wording.say("app", "usage.extra"))
    from pia_audit.app.server import serve  # the extra alone has what it needs

    settings, chosen = settings_of(config, wording.lang, quiet=quiet), folder or _new_folder()

    def announce(address: str) -> None:
        click.echo(address)
        if not quiet:
            click.echo(wording.say("app", "usage.running", path=chosen), err=True)

    try:
        serve(chosen, wording.lang, port or 0, settings, announce, browser=not no_browser, approval=_approval)
    except KeyboardInterrupt:
        if not quiet:
            click.echo(wording.say("app", "usage.ended", path=chosen), err=True)
    except OSError as error:
        stop(wording.say("app", "usage.cannot", path=chosen, port=port or 0, reason=error.strerror or "?"))


def _approval(editions: Sequence[Edition], request: Request, lang: str) -> str:
    """The sheets of a year's work that go round for approval."""
    from pia_audit.years import summaries, year  # the page asks for them seldom, and they load a year's work

    return summaries.approval_page(year.of_reading(Reading(tuple(editions), (), ()), request, lang))


def _new_folder() -> Path:
    """A folder for this run where the user's own data lie: what is decided has to be there tomorrow."""
    home = Path.home()
    local = os.environ.get("LOCALAPPDATA") if os.name == "nt" else os.environ.get("XDG_DATA_HOME")
    base = Path(local) if local else home / ("AppData/Local" if os.name == "nt" else ".local/share")
    return base / "pia-audit" / "work" / datetime.now().strftime("%Y%m%d-%H%M%S")
