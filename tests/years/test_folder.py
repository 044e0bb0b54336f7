"""The folder that is written: files exchanged whole, nothing filled in lost, an interruption harmless."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from pia_audit.audits.decisions import Decision
from pia_audit.years import folder as folders
from pia_audit.years.folder import KEPT, LIST, BadFolder, OutFolder, Placed


def placed(folder: OutFolder, files: dict[str, str]) -> Placed:
    """Write these files into the folder."""
    with folder.aside() as aside:
        for name, text in files.items():
            (aside / name).parent.mkdir(parents=True, exist_ok=True)
            (aside / name).write_text(text, encoding="utf-8")
        return folder.place(aside)


def seen(folder: OutFolder) -> dict[str, str]:
    """Every file but those for later runs, with its text."""
    files = (p for p in sorted(folder.path.rglob("*")) if p.is_file() and KEPT not in p.parts)
    return {p.relative_to(folder.path).as_posix(): p.read_text(encoding="utf-8") for p in files}


def test_files_are_renewed_and_those_no_longer_made_go(tmp_path: Path) -> None:
    """What nobody touched is exchanged or removed, its folder with it."""
    folder = OutFolder(tmp_path / "点検")
    placed(folder, {"00.html": "1", "照会文/福祉課.docx": "1", "照会文/税務課.docx": "1", "古/x": "1"})
    again = placed(folder, {"00.html": "2", "照会文/福祉課.docx": "1"})
    assert (again.kept, again.stayed) == ((), ())
    assert seen(folder) == {"00.html": "2", "照会文/福祉課.docx": "1"}
    assert not (folder.path / "古").exists()


def test_what_somebody_filled_in_is_kept(tmp_path: Path) -> None:
    """Under ``.bak``, each time under another name; a file that is no longer made stays where it is."""
    folder = OutFolder(tmp_path)
    placed(folder, {"a.docx": "1", "b.docx": "1"})
    for text, kept in (("記入1", "a.docx.bak"), ("記入2", "a.docx.bak2")):
        (tmp_path / "a.docx").write_text(text, encoding="utf-8")
        assert placed(folder, {"a.docx": text[-1] * 2, "b.docx": "1"}).kept == (("a.docx", kept),)
    (tmp_path / "b.docx").write_text("記入", encoding="utf-8")
    assert placed(folder, {"a.docx": "9"}).stayed == ("b.docx",)
    assert seen(folder) == {"a.docx": "9", "a.docx.bak": "記入1", "a.docx.bak2": "記入2", "b.docx": "記入"}
    assert placed(folder, {"a.docx": "9", "b.docx": "2"}).kept == (("b.docx", "b.docx.bak"),)


def test_a_file_that_was_there_before_is_kept_as_well(tmp_path: Path) -> None:
    """Somebody's own file of that name is not ours to write over."""
    (tmp_path / "00.html").write_text("人のもの", encoding="utf-8")
    placed(OutFolder(tmp_path), {"00.html": "1"})
    assert seen(OutFolder(tmp_path)) == {"00.html": "1", "00.html.bak": "人のもの"}


@pytest.mark.parametrize("at", range(1, 9))
def test_an_interruption_at_any_step_loses_nothing(at: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whichever exchange is the last, every file is whole, the filled one is there, and the next run completes it."""
    folder = OutFolder(tmp_path)
    names = ("a", "b", "c", "d")
    placed(folder, dict.fromkeys(names, "old"))
    (tmp_path / "b").write_text("filled", encoding="utf-8")
    calls = 0
    replace_file = os.replace

    def stopping(source: Any, target: Any) -> None:
        nonlocal calls
        calls += 1
        if calls >= at:
            raise KeyboardInterrupt
        replace_file(source, target)

    with monkeypatch.context() as patched, suppress(KeyboardInterrupt):
        patched.setattr(os, "replace", stopping)
        placed(folder, dict.fromkeys(names, "new"))
    files = seen(folder)
    assert set(files.values()) <= {"old", "new", "filled"}
    assert "filled" in files.values()
    again = placed(folder, dict.fromkeys(names, "new"))
    assert [name for name, _ in again.kept] in ([], ["b"])
    assert seen(folder) == dict.fromkeys(names, "new") | {"b.bak": "filled"}
    assert not list(tmp_path.glob(".*"))


def test_what_an_interrupted_run_left_behind_goes(tmp_path: Path) -> None:
    """A folder of the kind the work is made in is cleared by the next run."""
    (tmp_path / ".作成中-x").mkdir()
    placed(OutFolder(tmp_path), {"a": "1"})
    assert not list(tmp_path.glob(".*"))


@pytest.mark.parametrize("text", ["", "[]", '{"version": 2, "files": {}}', '{"version": 1, "files": {"../x": ["0"]}}'])
def test_a_damaged_list_is_refused(text: str, tmp_path: Path) -> None:
    """No path of it leads out of the folder, and nothing is written over on its word."""
    (tmp_path / KEPT).mkdir()
    (tmp_path / KEPT / LIST).write_text(text, encoding="utf-8")
    with pytest.raises(BadFolder):
        placed(OutFolder(tmp_path), {"a": "1"})
    assert not (tmp_path / "a").exists()


def test_two_runs_at_a_time_are_refused(tmp_path: Path) -> None:
    """The second one is told, the first one's work stays; afterwards the folder is free again."""
    folder = OutFolder(tmp_path)
    with folder.aside() as aside:
        (aside / "a").write_text("1", encoding="utf-8")
        with pytest.raises(BadFolder, match="busy"):
            placed(OutFolder(tmp_path), {"a": "2"})
        folder.place(aside)
    assert seen(folder) == {"a": "1"}
    placed(folder, {"a": "2"})
    assert seen(folder) == {"a": "2"}


def test_a_file_that_is_in_use_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A program that holds it open keeps it as it is; the next run exchanges it."""
    folder = OutFolder(tmp_path)
    placed(folder, {"a.docx": "1"})
    replace_file = os.replace

    def held(source: Any, target: Any) -> None:
        if Path(target).name == "a.docx":
            raise PermissionError(13, "in use", str(target))
        replace_file(source, target)

    with monkeypatch.context() as patched:
        patched.setattr(os, "replace", held)
        with pytest.raises(BadFolder, match=r"a\.docx: in-use"):
            placed(folder, {"a.docx": "2"})
    assert seen(folder) == {"a.docx": "1"}
    assert placed(folder, {"a.docx": "2"}).kept == ()


def test_decisions_are_added_each_once(tmp_path: Path) -> None:
    """What is there stays, the old file is kept; nothing new writes nothing."""
    folder = OutFolder(tmp_path)
    first, second = (Decision("市/1", "fine", r, "佐藤", fingerprint="0" * 16, on=date(2026, 4, 1)) for r in "ab")
    assert folder.decide((first,)) == (first,)
    assert set(folder.decide((second, first))) == {first, second} == set(folder.decisions())
    assert folder.decide((second,)) == folder.decisions()
    kept = sorted(p.name for p in (tmp_path / KEPT).iterdir())
    assert kept == [folders.DECISIONS, f"{folders.DECISIONS}.bak"]
    assert len(json.loads((tmp_path / KEPT / kept[1]).read_text(encoding="utf-8"))["decisions"]) == 1


def test_a_folder_within_what_is_read_is_known(tmp_path: Path) -> None:
    """Also through a way round, and the folder itself."""
    inside = tmp_path / "R7" / "点検"
    (tmp_path / "R7").mkdir()
    assert OutFolder(inside).lies_in((tmp_path / "R7",))
    assert OutFolder(tmp_path / "x" / ".." / "R7").lies_in((tmp_path / "R7",))
    assert not OutFolder(tmp_path / "点検").lies_in((tmp_path / "R7",))
