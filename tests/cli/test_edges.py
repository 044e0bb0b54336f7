"""Inputs that are no files, names that would break a message, an output that is closed, and an interruption."""

from __future__ import annotations

import csv
import io
import os
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import openpyxl
import pytest
from commands import run
from interrupted import environment

from pia_audit.model.files import NO_FILE, TooLarge, escaped, name_of, names_of, read_bounded

EVIL = "a\nb\u202ec\x1b[31m\u2028d.txt"
SHOWN = "a\\nb\\u202ec\\x1b[31m\\u2028d.txt"


@pytest.fixture
def pipe(tmp_path: Path) -> Path:
    """A pipe nobody writes to: whoever opens it waits for ever."""
    path = tmp_path / "pipe.txt"
    os.mkfifo(path)
    return path


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
@pytest.mark.parametrize(
    "words",
    [
        ["audit", "PIPE"], ["diff", "PIPE", "REPORT"], ["reconcile", "REPORT", "PIPE"], ["log", "PIPE"],
        ["trends", "PIPE"], ["checklist", "make", "PIPE"], ["checklist", "read", "PIPE"],
        ["checklist", "compare", "PIPE", "PIPE"], ["archive", "add", "new.sqlite", "PIPE"], ["archive", "list", "PIPE"],
        ["audit", "REPORT", "--config", "PIPE"], ["audit", "REPORT", "--baseline", "PIPE"],
        ["audit", "REPORT", "--decisions", "PIPE"], ["checklist", "make", "REPORT", "--questions", "PIPE"],
    ],
)  # fmt: skip
def test_a_pipe_is_refused_in_a_sentence(
    pipe: Path, sample_path: Path, monkeypatch: pytest.MonkeyPatch, words: list[str]
) -> None:
    """Wherever a file is meant, a pipe ends at once with exit status 2 and its name."""
    monkeypatch.chdir(pipe.parent)
    named = {"PIPE": pipe.name, "REPORT": str(sample_path)}
    done = run(*(named.get(word, word) for word in words))
    assert done.exit_code == 2
    assert pipe.name in done.output


@pytest.mark.parametrize("option", ["--config", "--baseline", "--decisions"])
def test_a_file_without_end_is_refused(sample_path: Path, option: str) -> None:
    """A device gives zeros for ever and is not read."""
    done = run("audit", sample_path, option, "/dev/zero")
    assert done.exit_code == 2
    assert "/dev/zero" in done.output
    assert "装置" in done.output


@pytest.mark.parametrize("option", ["--config", "--baseline", "--decisions"])
def test_a_file_far_too_large_is_not_read_whole(tmp_path: Path, sample_path: Path, option: str) -> None:
    """A file of the wrong kind and size is told by its size, however the option is used."""
    path = tmp_path / "huge.bin"
    with path.open("wb") as file:
        file.truncate(70 * 1024 * 1024)
    done = run("audit", sample_path, option, path)
    assert done.exit_code == 2
    assert "大きすぎ" in done.output


def test_the_bound_is_the_last_byte_read(tmp_path: Path) -> None:
    """As many bytes as the bound are read, one more is refused with the size; a folder and a pipe are told apart."""
    path = tmp_path / "f"
    path.write_bytes(b"x" * 10)
    assert read_bounded(path, 10) == b"x" * 10
    with pytest.raises(TooLarge) as error:
        read_bounded(path, 9)
    assert (error.value.size, error.value.limit) == (10, 9)
    with pytest.raises(IsADirectoryError):
        read_bounded(tmp_path, 10)
    with pytest.raises(OSError, match=NO_FILE):
        read_bounded(Path("/dev/null"), 10)


@pytest.mark.parametrize(
    "words",
    [
        ["audit", "FILE"], ["audit", "NO"], ["diff", "FILE", "NO"], ["log", "NO"], ["show", "NO"], ["blame", "NO"],
        ["convert", "NO", "x.json"], ["convert", "REPORT", "NO"], ["trends", "NO"], ["checklist", "make", "NO"],
        ["checklist", "read", "NO"], ["checklist", "compare", "NO", "NO"], ["archive", "list", "NO"],
        ["archive", "add", "a.sqlite", "FILE"], ["archive", "add", "NO", "NO"], ["audit", "REPORT", "--config", "NO"],
        ["audit", "REPORT", "--baseline", "NO"], ["audit", "REPORT", "--decisions", "NO"],
        ["audit", "REPORT", "-o", "NO.json"], ["audit", "REPORT", "-o", "NO/x.json"], ["log", "DIR"],
        ["checklist", "make", "REPORT", "--questions", "NO"], ["audit", "REPORT", "--baseline", "DIR"],
    ],
)  # fmt: skip
def test_a_name_stays_in_its_line(
    tmp_path: Path, sample_path: Path, monkeypatch: pytest.MonkeyPatch, words: list[str]
) -> None:
    """Line breaks, marks that turn writing round and signs that steer a terminal are shown escaped in any message."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / EVIL).write_bytes(sample_path.read_bytes())
    (tmp_path / f"dir{EVIL}").mkdir()
    named = {"FILE": EVIL, "NO": f"no{EVIL}", "DIR": f"dir{EVIL}", "REPORT": str(sample_path)}
    given = [named.get(w) or w.replace("NO", f"no{EVIL}") for w in words]
    done = run(*given)
    assert SHOWN in done.output
    for sign in ("\u202e", "\x1b", "\u2028", "a\nb"):
        assert sign not in done.output


def test_a_name_is_escaped_in_every_output(tmp_path: Path, sample_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same in what is handed round."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / EVIL).write_bytes(sample_path.read_bytes())
    for name in ("o.json", "o.html", "o.csv", "o.md", "o.sarif"):
        run("audit", EVIL, "-o", name, "--quiet")
        text = Path(name).read_text(encoding="utf-8")
        assert "\u202e" not in text
        assert "\x1b" not in text


def test_no_output_shows_where_on_this_computer_a_file_lies(
    tmp_path: Path, sample_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Absolute paths are shown from the working folder on, or by name, in everything that is handed round."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "r.txt").write_bytes(sample_path.read_bytes())
    folder, secret = str(tmp_path), str(sample_path.parent.parent)
    for path, shown in ((tmp_path / "in" / "r.txt", "in/r.txt"), (sample_path, sample_path.name)):
        for name in ("o.json", "o.html", "o.csv", "o.md", "o.sarif", "o.xlsx"):
            run("audit", path, "-o", name, "--quiet")
            text = _inside(Path(name))
            assert folder not in text, name
            assert secret not in text, name
            assert shown in text, name
        run("checklist", "make", path, "-o", "c.xlsx", "--overwrite")
        run("convert", path, "e.json")
        for name in ("c.xlsx", "e.json"):
            assert folder not in _inside(Path(name))
            assert secret not in _inside(Path(name))


def _inside(path: Path) -> str:
    if path.suffix != ".xlsx":
        return path.read_text(encoding="utf-8")
    with zipfile.ZipFile(path) as parts:
        return "".join(parts.read(n).decode("utf-8", "replace") for n in parts.namelist())


def test_names_tell_files_apart() -> None:
    """Two files of one name in two folders keep as many of their folders as it takes, and no more."""
    paths = [Path("/x/2024/r.txt"), Path("/x/2025/r.txt"), Path("/y/s.txt"), Path("rel/../t.txt")]
    assert names_of(paths) == ["2024/r.txt", "2025/r.txt", "s.txt", "rel/../t.txt"]
    folder = Path("/x")
    assert names_of(paths[:2], dict.fromkeys(paths[:2], folder)) == ["x/2024/r.txt", "x/2025/r.txt"]
    assert name_of(Path.cwd() / "a" / "b.txt") == str(Path("a/b.txt"))
    assert escaped("無害な 名前（１）.txt") == "無害な 名前（１）.txt"


def _process(*words: object, **options: object) -> subprocess.Popen[str]:
    process: subprocess.Popen[str] = subprocess.Popen(
        [sys.executable, "-m", "pia_audit", *map(str, words)], env=environment(), text=True, encoding="utf-8",
        stderr=subprocess.PIPE, **options,  # type: ignore[call-overload]
    )  # fmt: skip
    return process


@pytest.mark.parametrize("words", [["audit", "REPORT"], ["rules"], ["--version"], ["log", "--help"]])
@pytest.mark.skipif(os.name == "nt", reason="a process there always has its streams")
def test_a_closed_output_is_no_silent_success(sample_path: Path, words: list[str]) -> None:
    """Where nothing can be shown the exit status is 2, with a word on standard error."""
    given = [str(sample_path) if w == "REPORT" else w for w in words]
    process = _process(*given, preexec_fn=lambda: os.close(1))
    message = process.communicate()[1]
    assert process.returncode == 2
    assert "標準出力" in message


@pytest.mark.skipif(os.name == "nt", reason="signals go another way there")
@pytest.mark.parametrize(("lang", "word"), [("ja", "中断しました"), ("en", "Interrupted")])
def test_an_interruption_is_told_in_the_readers_language(tmp_path: Path, lang: str, word: str) -> None:
    """Ctrl-C while the program waits for another one: one sentence, exit status 2, no traceback."""
    from pia_audit.archive.store import Store

    path = tmp_path / "a.sqlite"
    run("archive", "add", path, Path(__file__).parents[2] / "data" / "tebiki-01")
    store = Store(path, write=True, wait=0)
    try:
        process = _process("archive", "list", path, "--wait", "600", "--lang", lang)
        time.sleep(0.1)
        while process.poll() is None and not _waits(process.pid):
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        message = process.communicate(timeout=100)[1]
    finally:
        store.close()
    assert process.returncode == 2
    assert message.strip().endswith(f"{word}." if lang == "en" else f"{word}。")
    assert "Traceback" not in message


def _waits(pid: int) -> bool:
    """Whether a process has the archive's module loaded and sleeps."""
    try:
        maps = Path(f"/proc/{pid}/maps").read_text()
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except OSError:
        return True
    return "sqlite3" in maps and state == "S"


def test_the_list_of_an_archive_is_guarded_as_every_table_is(tmp_path: Path, sample_path: Path) -> None:
    """No cell of its CSV starts a formula, in full width neither, and a cell that is quoted is guarded as well."""
    path = tmp_path / "a.sqlite"
    names = ['＝HYPERLINK("x")', "\u200b=1+1", "'=1", "@x", "x"]
    for number, name in enumerate(names):
        (tmp_path / f"{number}.txt").write_bytes(sample_path.read_bytes() + b"\n" * (number + 1))
        assert run("archive", "add", path, tmp_path / f"{number}.txt", "--by", name).exit_code == 0
    text = run("archive", "list", path, "--format", "csv").stdout
    cells = [row[4] for row in csv.reader(io.StringIO(text))][1:]
    assert cells == [f"'{n}" if n != "x" else n for n in names]


def test_the_cells_of_all_sheets_are_bounded_together(tmp_path: Path) -> None:
    """Many sheets, each with one cell far out, are not laid out one after the other."""
    book = openpyxl.Workbook()
    for number in range(8):
        sheet = book.create_sheet(f"s{number}")
        sheet["A1"], sheet.cell(4000, 1000).value = "特定個人情報保護評価書（基礎項目評価書）", "x"
    path = tmp_path / "wide.xlsx"
    book.save(path)
    from pia_audit.documents.xlsx.workbook import read_workbook

    unread = read_workbook("wide.xlsx", path.read_bytes())
    assert [u.code for u in unread.problems] == ["sheet-too-large"] * 7  # type: ignore[union-attr]
