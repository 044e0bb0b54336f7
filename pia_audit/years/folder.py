"""The folder a year's work is written to: made aside, then put in place file by file, and nothing filled in is lost.

``控え`` in it keeps what the next run needs: the findings (the baseline), the decisions, and the digest of every file
as it was written. By that digest a file is known that somebody has changed since: it is kept beside the new one, with
``.bak`` at its end.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path, PurePosixPath

from msgspec import Struct

from pia_audit.audits import baseline, decisions
from pia_audit.audits.baseline import Baseline
from pia_audit.audits.decisions import Decision, statement
from pia_audit.model.files import InputError, write

KEPT = "控え"
"""The folder within OUT for what a later run reads."""
BASELINE, DECISIONS, LIST, ARCHIVE = "前回の指摘.json", "判定.json", "ファイル一覧.json", "保管.sqlite"
"""The files in it: the findings of the last run, what was decided, the files with their digests, and the archive."""

_ASIDE, _LOCK = ".作成中-", "実行中"
_VERSION = 1


class BadFolder(InputError):
    """A folder that a year's work cannot be written to, or read from."""

    sentences = ("year", "folder")


class Placed(Struct, frozen=True):
    """What became of a folder's files.

    Attributes:
        files: the files of this run, by their paths in the folder.
        kept: files that somebody had changed, and the names they have now.
        stayed: files of an earlier run that are no longer made and stay, since somebody changed them.
    """

    files: tuple[str, ...]
    kept: tuple[tuple[str, str], ...]
    stayed: tuple[str, ...]


class OutFolder(Struct, frozen=True):
    """The folder of a year's work, whether it is there already or not."""

    path: Path

    @property
    def archive(self) -> Path:
        """Where the archive lies that no other one is named for."""
        return self.path / KEPT / ARCHIVE

    def baseline(self) -> Baseline | None:
        """The findings of the last run; ``None`` where there was none. Raises ``BadBaseline``."""
        file = self.path / KEPT / BASELINE
        return baseline.read(file) if file.exists() else None

    def decisions(self) -> tuple[Decision, ...]:
        """What was decided so far. Raises ``BadDecisions``."""
        file = self.path / KEPT / DECISIONS
        return decisions.load(file) if file.exists() else ()

    def decide(self, new: tuple[Decision, ...]) -> tuple[Decision, ...]:
        """Add decisions to those that are there, each once; the old file is kept with ``.bak`` at its end.

        Args:
            new: the decisions to be added.

        Returns:
            All of them. Raises ``OSError`` and ``BadDecisions``.
        """
        present = self.decisions()
        together = {statement(d): d for d in (*new, *present)}
        if len(together) == len(present):
            return present
        file = self.path / KEPT / DECISIONS
        file.parent.mkdir(parents=True, exist_ok=True)
        if file.exists():
            write(_free(file), file.read_bytes())
        write(file, decisions.dump(together.values()).encode())
        return tuple(together.values())

    def lies_in(self, folders: tuple[Path, ...]) -> bool:
        """Whether it lies in one of the folders that are read, which would then be read again in the next run."""
        mine = self.path.resolve()
        return any(mine.is_relative_to(folder.resolve()) for folder in folders if folder.is_dir())

    @contextmanager
    def aside(self) -> Iterator[Path]:
        """A new folder within it to write to, gone at the end; what an interrupted run left behind goes as well.

        One run at a time: another one is refused with :class:`BadFolder`.
        """
        if self.path.exists() and not self.path.is_dir():
            raise BadFolder(self.path, "no-folder")
        (self.path / KEPT).mkdir(parents=True, exist_ok=True)
        with _alone(self.path / KEPT / _LOCK, self.path):
            for leftover in self.path.glob(f"{_ASIDE}*"):
                shutil.rmtree(leftover, ignore_errors=True)
            folder = Path(tempfile.mkdtemp(prefix=_ASIDE, dir=self.path))
            try:
                yield folder
            finally:
                shutil.rmtree(folder, ignore_errors=True)

    def place(self, aside: Path) -> Placed:
        """Put the files of a folder where they belong, each whole or not at all.

        Args:
            aside: as :meth:`aside` gives it, filled.

        Returns:
            What was placed, and what was kept for the person who changed it. Raises ``OSError``.
        """
        known_digests = self._known()
        new = {str(PurePosixPath(p.relative_to(aside))): _digest(p) for p in sorted(aside.rglob("*")) if p.is_file()}
        # While files are exchanged both digests count as ours: a run that ends in between keeps none of ours aside.
        self._note(
            {
                name: [*known_digests.get(name, ()), *([new[name]] if name in new else [])]
                for name in {*known_digests, *new}
            }
        )
        exchanged = [
            pair for name in new if (pair := self._exchange(aside / name, name, new[name], known_digests.get(name, ())))
        ]
        stayed = [name for name in known_digests if name not in new and not self._removed(name, known_digests[name])]
        self._note({name: [digest] for name, digest in new.items()} | {name: known_digests[name] for name in stayed})
        return Placed(tuple(new), tuple(exchanged), tuple(stayed))

    def _exchange(
        self, source: Path, name: str, digest: str, known_digests: list[str] | tuple[()]
    ) -> tuple[str, str] | None:
        """Put one file in place; gives its name and its new name where somebody had changed the one that was there."""
        target = self.path / name
        target.parent.mkdir(parents=True, exist_ok=True)
        present = _digest(target) if target.is_file() else None
        pair = None
        try:
            if present is not None and present not in (digest, *known_digests):
                free = _free(target)
                os.replace(target, free)
                pair = name, free.relative_to(self.path).as_posix()
            os.replace(source, target)
        except PermissionError as error:
            raise BadFolder(target, "in-use") from error
        return pair

    def _removed(self, name: str, known_digests: list[str]) -> bool:
        """Remove a file that is no longer made, unless somebody changed it."""
        file = self.path / name
        if file.is_file() and _digest(file) not in known_digests:
            return False
        file.unlink(missing_ok=True)
        with suppress(OSError):
            file.parent.rmdir()  # only where it is empty
        return True

    def _known(self) -> dict[str, list[str]]:
        """The digests under which each file was written, by its path in the folder."""
        file = self.path / KEPT / LIST
        if not file.exists():
            return {}
        try:
            data = json.loads(file.read_text(encoding="utf-8"))
            if data["version"] != _VERSION:
                raise ValueError(data["version"])
            return {_inside(name): [str(d) for d in digests] for name, digests in data["files"].items()}
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise BadFolder(file, "bad-list") from error

    def _note(self, files: Mapping[str, list[str]]) -> None:
        file = self.path / KEPT / LIST
        file.parent.mkdir(parents=True, exist_ok=True)
        data = {"version": _VERSION, "files": {name: list(dict.fromkeys(files[name])) for name in sorted(files)}}
        write(file, (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode())


@contextmanager
def _alone(lock: Path, folder: Path) -> Iterator[None]:
    """Hold a lock that goes with this program, however it ends; raises :class:`BadFolder` where another one has it."""
    with lock.open("a+b") as file:
        try:
            if sys.platform == "win32":
                import msvcrt  # of Windows alone

                file.seek(0)
                msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
            else:
                import fcntl  # not of Windows

                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise BadFolder(folder, "busy") from error
        yield


def _inside(name: str) -> str:
    """A path of the list; raises ``ValueError`` for one that leads out of the folder."""
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or "\\" in name or ":" in name:
        raise ValueError(name)
    return name


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _free(path: Path) -> Path:
    """A name beside a file, ending in ``.bak``, that no file has."""
    names = (path.with_name(f"{path.name}.bak{n}" if n > 1 else f"{path.name}.bak") for n in range(1, 10_000))
    return next(name for name in names if not name.exists())
