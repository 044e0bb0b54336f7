"""``convert`` to a corpus: files, a folder or an archive of any size, in bounded memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

from pia_audit.archive.signature import is_archive
from pia_audit.cli.archive import opening
from pia_audit.cli.language import stop
from pia_audit.cli.output import Progress, refused, tell
from pia_audit.corpus.from_archive import contents, each_edition
from pia_audit.corpus.writer import gather, partitions_for
from pia_audit.messages.wording import Wording
from pia_audit.model import Edition, Unread
from pia_audit.readers import files_of, read_each

SUFFIX = ".corpus"
"""What the name of a corpus to be made ends with."""


class _NothingRead(Exception):
    """There was no report."""


def gathered(source: str, target: Path, partitions: int | None, lang: str, *, quiet: bool) -> list[Unread]:
    """Make the corpus; tell and give what could not be read. Exit status 2 where nothing was, or the folder is used."""
    wording, lost = Wording(lang), list[Unread]()
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        stop(wording.say("partitions", "gather.not-empty", path=target))
    progress = Progress(quiet=quiet)
    opened = _archive(Path(source), lang, progress) if is_archive(source) else nullcontext(_files(source, progress))
    try:
        with opened as (entries, count), refused(target, lang):
            gather(_watched(entries, lost), target, partitions or partitions_for(count))
    except _NothingRead:
        tell(lost, lang)
        stop(wording.ui("usage_no_report"))
    tell(lost, lang)
    return lost


def _files(source: str, progress: Progress) -> tuple[Iterator[Edition | Unread], int]:
    """What is read in files, and about how many editions that will be."""
    missing: list[Unread] = []
    files = list(files_of([source], missing))
    return _with_missing(missing, read_each(files, progress)), len(files)


def _with_missing(missing: list[Unread], entries: Iterator[Edition | Unread]) -> Iterator[Edition | Unread]:
    yield from missing
    yield from entries


@contextmanager
def _archive(path: Path, lang: str, progress: Progress) -> Iterator[tuple[Iterator[Edition | Unread], int]]:
    """The editions of an archive that no later entry corrects, and how many they are."""
    with opening(path, 10, lang) as archive:
        holdings = contents(archive)
        yield each_edition(archive, holdings, progress), sum(len(e.heads) for e in holdings.entries)


def _watched(entries: Iterable[Edition | Unread], lost: list[Unread]) -> Iterator[Edition | Unread]:
    """What is found, with what could not be read noted; raises where there is no edition at all."""
    read = 0
    for entry in entries:
        if isinstance(entry, Unread):
            lost.append(entry)
        else:
            read += 1
            lost.extend(entry.unread)
        yield entry
    if not read:
        raise _NothingRead
