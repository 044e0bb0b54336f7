"""``audit`` of an archive as a whole: its editions and decisions, in memory as those of files are."""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct

from pia_audit.audits.decisions import Decision
from pia_audit.cli.archive import opening
from pia_audit.cli.language import stop
from pia_audit.messages.wording import Wording
from pia_audit.model import Edition, FileEntry, Unread
from pia_audit.readers import account
from pia_audit.readers.witnesses import witnessed

LARGEST = 1_000
"""An archive of more editions is audited partition by partition: so many take some hundred megabytes."""

_WAIT = 10


class Holdings(Struct, frozen=True):
    """What an archive holds for an audit; ``notes`` tell of editions that were not taken, as those of files do."""

    editions: tuple[Edition, ...]
    notes: tuple[Unread, ...]
    files: tuple[FileEntry, ...]
    decisions: tuple[Decision, ...]


def is_large(path: Path, lang: str) -> bool:
    """Whether an archive has more editions than are held in memory at once."""
    with opening(path, _WAIT, lang) as archive:
        return len(archive.standing()) > LARGEST


def holdings(path: Path, lang: str) -> Holdings:
    """The editions of an archive, one of each, and the decisions; ends with exit status 2 where there is none."""
    with opening(path, _WAIT, lang) as archive:
        unique, decisions = witnessed(archive.editions()), tuple(d for _, d in archive.decisions())
    if not unique.editions:
        stop(Wording(lang).say("archive", "audit.empty"))
    notes = tuple(account.notes(unique.witnesses, unique.rivals))
    return Holdings(tuple(unique.editions), notes, tuple(account.of_editions(unique)), decisions)
