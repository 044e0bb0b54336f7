"""The files that files, folders and ``.zip`` files mean: those to be read, and those that are accounted for unread."""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from fnmatch import fnmatchcase
from itertools import groupby
from pathlib import Path, PurePosixPath

from msgspec import Struct, field

from pia_audit.documents import containers
from pia_audit.japanese.patterns import regex
from pia_audit.model import FileEntry, Unread
from pia_audit.model.files import TooLarge, escaped, name_of, names_of, read_bounded, read_start
from pia_audit.readers.formats import FORMATS

MAX_FILE = 64 * 1024 * 1024
"""Largest file that is opened, in bytes; a printed report has a few hundred kilobytes."""

_LEFT_OUT = regex(
    r"~\$.*|\..*|thumbs\.db|ehthumbs\.db|desktop\.ini|icon\r|.*\.(?:tmp|part|crdownload|lnk)",
    re.IGNORECASE,
)
"""What an operating system or an office program lays beside a person's files."""
_FOLDERS_LEFT_OUT = regex(r"\..*|__macosx|\$recycle\.bin|system volume information", re.IGNORECASE)

_ZIP = ".zip"
_DOCUMENTS = (".doc", ".docx", ".docm", ".xls", ".xlsb", ".ods", ".odt", ".rtf", ".jtd", ".jtdc", ".xdw")
"""Documents that may be a report and are in no format that is read: they are named, with what to do."""
_IMAGES = (".jpg", ".jpeg", ".png", ".tif", ".tiff", ".bmp", ".gif", ".heic", ".webp")
_OF_A_PAGE = regex(r"[_.](?:files|ファイル)$")
"""The folder in which a browser puts the pictures of a page that it saves."""
_PACKED = (".7z", ".lzh", ".rar", ".gz", ".tar", ".tgz", ".cab", ".exe")

_NESTED = 2
"""A ``.zip`` in a ``.zip`` is opened; one in that is not."""


class Source(Struct, frozen=True):
    """A file to be read: on the disk, or the ``inner``-th file of the ``.zip`` there (of one in it: two numbers).

    ``name`` is what is told of it; ``met`` whether it was met in a folder or a ``.zip`` and not named.
    """

    path: Path
    name: str
    inner: tuple[int, ...] = ()
    met: bool = False


class Sources(Struct):
    """What paths mean: the files to be read, and every other file there with why it is not."""

    files: list[Source] = field(default_factory=list)
    aside: list[FileEntry] = field(default_factory=list)
    missing: list[Unread] = field(default_factory=list)
    exclude: tuple[str, ...] = ()

    @property
    def unread(self) -> list[Unread]:
        """Paths that mean no file, and files that cannot be opened."""
        return [*self.missing, *(e.reason for e in self.aside if e.reason is not None and e.status == "unread")]


def sources_of(paths: Iterable[str | Path | Source], exclude: Sequence[str] = ()) -> Sources:
    """The files meant by files and folders; what is no file to be read is accounted for in ``aside``.

    A :class:`Source` stands for a file that lies under another name than people know it by. ``exclude`` are patterns of
    files and folders that are left out of folders and ``.zip`` files (:func:`excluded`); what is named is meant.
    """
    made, folders = Sources(exclude=tuple(exclude)), dict[Path, Path]()
    entries: list[tuple[Path, Path | None]] = []
    for argument in paths:
        if isinstance(argument, Source):
            _sort_named(argument, made)
            continue
        path = Path(argument)
        if argument == "":  # an empty variable in a script is not the folder one happens to be in
            made.missing.append(Unread('""', "cannot-open", params={"reason": os.strerror(errno.ENOENT)}))
        elif path.is_dir():
            inside = sorted(_inside(path, made))
            folders.update({p: path for p in inside if p not in folders})
            entries += [(p, path) for p in inside] or [(path, path)]
        else:
            entries.append((path, None))
    names = iter(names_of([p for p, folder in entries if p != folder], folders))
    for folder, group in groupby(entries, key=lambda entry: entry[1]):
        counts = _counts(made)
        for path, _ in group:
            if path != folder:
                _sort(Source(path, next(names), met=folder is not None), path.name, made)
        if folder is not None and _counts(made) == counts:
            made.missing.append(Unread(name_of(folder), "empty-folder"))
    return made


def _counts(made: Sources) -> tuple[int, int]:
    """How many files are to be read, and how many may be reports and cannot be."""
    return len(made.files), sum(e.status == "unread" for e in made.aside)


def _inside(folder: Path, made: Sources) -> Iterator[Path]:
    """The files in a folder and its folders; what lies in hidden folders of programs counts as one thing left out."""
    for root, inner, names in os.walk(folder):
        hidden = [n for n in inner if _FOLDERS_LEFT_OUT.fullmatch(n)]
        made.aside += [FileEntry(name_of(Path(root, n)), "left-out") for n in sorted(hidden)]
        inner[:] = sorted(n for n in inner if n not in hidden)
        below = PurePosixPath(Path(root).relative_to(folder).as_posix())
        inner[:] = [n for n in inner if not _is_excluded(Path(root, n), below / n, made)]
        yield from (Path(root, n) for n in names if not _is_excluded(Path(root, n), below / n, made))


def excluded(path: PurePosixPath, patterns: Iterable[str]) -> str | None:
    """The pattern that leaves out a file or folder; ``None`` where none does.

    A pattern without ``/`` is one of its name, one with ``/`` of its path below the folder that was named; ``*``, ``?``
    and ``[…]`` stand for characters, and a ``*`` also for ``/``.
    """
    for pattern in patterns:
        wanted = pattern.strip().replace("\\", "/").strip("/")
        if fnmatchcase(str(path) if "/" in wanted else path.name, wanted):
            return pattern
    return None


def _is_excluded(path: Path, below: PurePosixPath, made: Sources) -> bool:
    """Whether a pattern leaves it out; then it is accounted for, a folder as one thing."""
    return _leaves_out(name_of(path), below, made)


def _leaves_out(name: str, below: PurePosixPath, made: Sources) -> bool:
    pattern = excluded(below, made.exclude) if made.exclude else None
    if pattern is not None:
        reason = Unread(name, "excluded", params={"pattern": pattern}, fatal=False)
        made.aside.append(FileEntry(name, "left-out", reason=reason))
    return pattern is not None


def _sort_named(source: Source, made: Sources) -> None:
    """Put a file where it belongs by the name it is told by, its folders too."""
    *folders, name = PurePosixPath(source.name).parts or ("",)
    if source.met and any(map(_FOLDERS_LEFT_OUT.fullmatch, folders)):
        made.aside.append(FileEntry(source.name, "left-out"))
    else:
        _sort(source, name, made)


def _sort(source: Source, name: str, made: Sources) -> None:
    """Put a file where it belongs by its name; whoever names a file means it, whatever it is called."""
    ending = PurePosixPath(name).suffix.lower()
    if not source.met:
        if ending == _ZIP or (not _is_read(ending) and _begins_as_zip(source.path)):
            _unpack(source, made)
        else:
            made.files.append(source)
    elif _LEFT_OUT.fullmatch(name):
        made.aside.append(FileEntry(source.name, "left-out"))
    elif ending == _ZIP:
        _unpack(source, made)
    elif _is_read(ending) or ending in _DOCUMENTS:
        made.files.append(source)
    elif ending in _PACKED:
        made.aside.append(_unread(source.name, "packed-otherwise"))
    elif ending in _IMAGES and _OF_A_PAGE.search(PurePosixPath(source.name).parent.name):
        made.aside.append(FileEntry(source.name, "left-out"))
    elif ending in _IMAGES:
        made.aside.append(_unread(source.name, "image-file"))
    else:
        made.aside.append(FileEntry(source.name, "not-a-report", reason=Unread(source.name, "other-file")))


def _is_read(ending: str) -> bool:
    return any(ending in f.endings for f in FORMATS)


def _begins_as_zip(path: Path) -> bool:
    try:
        return read_start(path, 4).startswith(containers.ZIP)
    except (OSError, ValueError):
        return False


def _unpack(source: Source, made: Sources) -> None:
    """Put the files of a ``.zip`` where they belong; one that is none is read as what it is."""
    data = load(source)
    if isinstance(data, Unread):
        made.aside.append(FileEntry(source.name, "unread", reason=data))
    elif not containers.is_zip(data):
        made.files.append(source)
    elif len(source.inner) >= _NESTED:
        made.aside.append(_unread(source.name, "zip-nested"))
    else:
        _members(source, data, made)


def _members(source: Source, data: bytes, made: Sources) -> None:
    empty = True
    for item in containers.members(data):
        empty = False
        name = f"{source.name}/{item.name}" if item.name else source.name
        folders = PurePosixPath(item.name).parts[:-1]
        if any(map(_FOLDERS_LEFT_OUT.fullmatch, folders)):
            made.aside.append(FileEntry(name, "left-out"))
        elif any(_leaves_out(name, part, made) for part in _steps(item.name)):
            continue
        elif item.refused:
            made.aside.append(_unread(name, item.refused, members=containers.MAX_MEMBERS, limit=containers.MAX_MEMBER))
        else:
            inner = Source(source.path, name, (*source.inner, item.number), met=True)
            _sort(inner, PurePosixPath(item.name).name, made)
    if empty:
        made.aside.append(_unread(source.name, "empty-zip"))


def _steps(inner_name: str) -> Iterator[PurePosixPath]:
    """A member of a ``.zip`` and the folders it lies in there, the uppermost first."""
    path = PurePosixPath(inner_name)
    yield from (*[p for p in reversed(path.parents) if p.name], path)


def _unread(name: str, code: str, **params: object) -> FileEntry:
    return FileEntry(name, "unread", reason=Unread(name, code, params=params))


def load(source: Source | Path) -> bytes | Unread:
    """A file's bytes, or why they cannot be had; never more than :data:`MAX_FILE`."""
    if isinstance(source, Path):
        source = Source(source, name_of(source))
    try:
        data: bytes | None = read_bounded(source.path, MAX_FILE)
    except TooLarge as error:
        return Unread(source.name, "file-too-large", params={"size": error.size, "limit": error.limit})
    except (OSError, ValueError) as error:
        return _cannot_open(source.name, error)
    for number in source.inner:
        data = containers.member(data or b"", number)
    return Unread(source.name, "zip-broken") if data is None else data


_WHY = {errno.ENOENT: "not-found", errno.EACCES: "no-permission", errno.EPERM: "no-permission"}


def _cannot_open(name: str, error: OSError | ValueError) -> Unread:
    number = getattr(error, "errno", None)
    if number in _WHY:
        return Unread(name, _WHY[number])
    return Unread(name, "cannot-open", params={"reason": getattr(error, "strerror", None) or escaped(str(error))})
