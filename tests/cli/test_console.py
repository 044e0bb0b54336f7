"""The console as it comes: code pages, a reader who leaves, a full disk, none at all; in processes of their own."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import pytest

import pia_audit

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "data" / "meguro-14" / "2026-03-18.txt"
OLD, NEW = (ROOT / "data" / "tebiki-01" / f"{day}.txt" for day in ("2025-06-17", "2026-01-09"))
FULL = Path("/dev/full")


def call(
    *words: object, encoding: str | None = None, stdout: int | IO[bytes] = subprocess.PIPE, **environment: str
) -> subprocess.CompletedProcess[bytes]:
    """The program as a console starts it."""
    kept = {k: v for k, v in os.environ.items() if k not in ("PIA_AUDIT_LANG", "PYTHONIOENCODING", "COLUMNS")}
    asked = {"PYTHONIOENCODING": encoding} if encoding else {}
    command = [sys.executable, "-m", "pia_audit", *map(str, words)]
    return subprocess.run(
        command, stdout=stdout, stderr=subprocess.PIPE, env={**kept, **asked, "PYTHONPATH": str(ROOT), **environment},
        check=False, timeout=300,
    )  # fmt: skip


@pytest.mark.parametrize("encoding", ["cp932:strict", "ascii:strict", "latin-1", "utf-8:strict", ":strict"])
def test_what_is_printed_is_utf8_whatever_the_code_page(encoding: str) -> None:
    """No code page is followed, however it was named: another one would lose signs."""
    result = call("explain", "PIA301", encoding=encoding, LC_ALL="C", PYTHONUTF8="0")
    assert (result.returncode, result.stderr) == (0, b"")
    assert "前後の変更がつながらない" in result.stdout.decode("utf-8")


def sentences(table: dict[str, Any]) -> Iterator[str]:
    """Every text in a table of the catalogue, but for the English ones."""
    for name, value in table.items():
        for held in value if isinstance(value, list) else [value]:
            if isinstance(held, dict) and name != "en":
                yield from sentences(held)
            elif isinstance(held, str):
                yield held


def test_every_japanese_sentence_fits_the_code_page_of_windows() -> None:
    """The program's own words never have to be escaped: each of their signs is in code page 932."""
    rooms = ("messages/ja", "rules/catalogue", "checklists/questions", "forms", "law")
    package = Path(pia_audit.__file__).parent
    files = [f for room in rooms for f in (package / room).glob("*.toml")]
    lost = {sign: f.name for f in files for text in sentences(tomllib.loads(f.read_text(encoding="utf-8")))
            for sign in text if sign.encode("cp932", "replace") == b"?" != sign.encode()}  # fmt: skip
    assert {f.parent.relative_to(package).as_posix() for f in files} == set(rooms)
    assert lost == {}


@pytest.mark.parametrize(("words", "status"), [(["audit", SAMPLE], 1), (["diff", OLD, NEW], 0), (["rules"], 0)])
def test_a_reader_who_leaves_changes_nothing(words: list[object], status: int) -> None:
    """As with ``| head -1``: nothing on stderr, and the exit status of what was found."""
    read, write = os.pipe()
    os.close(read)
    with os.fdopen(write, "wb") as stream:
        result = call(*words, stdout=stream)
    assert (result.returncode, result.stderr) == (status, b"")


@pytest.mark.skipif(not FULL.exists(), reason="no device that is always full")
@pytest.mark.parametrize("words", [["audit", SAMPLE], ["explain", "PIA301"], ["rules", "--help"]])
def test_a_full_disk_is_told_in_a_sentence(words: list[object]) -> None:
    """Exit status 2, and what to look at; nothing of Python's own at the end."""
    with FULL.open("wb") as stream:
        result = call(*words, stdout=stream)
    assert result.returncode == 2
    assert result.stderr.decode().splitlines() == [
        "結果を出力できません（ディスクの空きがありません）。ディスクの空きと出力先をご確認のうえ、もう一度実行してください。"
    ]


@pytest.mark.skipif(os.name == "nt", reason="descriptors are closed by a shell")
@pytest.mark.parametrize(("closed", "status"), [(">&-", 2), (">&- 2>&-", 2), ("2>&-", 1), ("2>/dev/full", 1)])
def test_without_a_console_the_status_is_still_right(closed: str, status: int) -> None:
    """A program started without streams, as from a scheduler, ends as with them; 2 where nothing can be shown."""
    command = ["sh", "-c", f'"$0" -m pia_audit audit "$1" {closed}', sys.executable, str(SAMPLE)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    assert subprocess.run(command, capture_output=True, env=environment, check=False).returncode == status


@pytest.mark.parametrize(
    "typed", ["audit LONG", "diff LONG LONG", "show LONG", "trends LONG", "audit SAMPLE -o LONG", "convert SAMPLE LONG"]
)
def test_a_name_that_no_file_can_have_is_told(typed: str) -> None:
    """Whoever looks for the file first: a sentence with the reason, not «unexpected», and exit status 2."""
    names = {"LONG": "長" * 300 + ".json", "SAMPLE": SAMPLE}
    result = call(*(names.get(word, word) for word in typed.split()))
    assert (result.returncode, result.stdout) == (2, b"")
    assert "を扱えません（名前が長すぎます）。名前と場所をご確認のうえ" in result.stderr.decode()


@pytest.mark.skipif(not FULL.exists(), reason="no device that is always full")
def test_an_error_that_cannot_be_told_is_one_all_the_same() -> None:
    """With nowhere to say it the status is still 2, and not that of findings."""
    command = ["sh", "-c", '"$0" -m pia_audit audit gone.txt --lang fr 2>/dev/full', sys.executable]
    assert subprocess.run(command, check=False, env={**os.environ, "PYTHONPATH": str(ROOT)}).returncode == 2
