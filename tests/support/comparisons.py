"""Two editions compared on the command line: the commands, the editions and what is done to them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result
from msgspec.structs import replace

from pia_audit.cli import group
from pia_audit.model import Edition

DATA = Path(__file__).resolve().parents[2] / "data"
FOLDER = DATA / "tebiki-01"
FIRST, OLD, NEW = sorted(FOLDER.glob("*.txt"))
OTHER = DATA / "meguro-14" / "2026-03-18.txt"
VERBS = ("diff", "reconcile", "draft")
LANGUAGES = ("ja", "en")


def call(*arguments: object, status: int | None = None) -> Result:
    """A command in this process; it ends with ``status``, and never with anything but an exit status."""
    result = CliRunner(env={"PIA_AUDIT_LANG": None}).invoke(group, [str(a) for a in arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), repr(result.exception)
    assert "Traceback" not in result.output
    assert status is None or result.exit_code == status, result.output
    return result


def answer(*arguments: object, status: int | None = None) -> dict[str, Any]:
    """What a command gives as JSON, which is all there is on stdout."""
    given: dict[str, Any] = json.loads(call(*arguments, "--format", "json", status=status).stdout)
    assert given["version"] == 1
    return given


def replaced(edition: Edition, **texts: str) -> Edition:
    """The edition with some texts replaced; ``__`` in a name stands for the dot of an item id."""
    wanted = {name.replace("__", "."): text for name, text in texts.items()}
    items = tuple(replace(i, text=wanted.get(i.item_id, i.text)) for i in edition.items)
    return replace(edition, items=items)
