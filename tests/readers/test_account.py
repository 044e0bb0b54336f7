"""Every file named, or met in a folder or a ``.zip``, is accounted for, and files of one edition are one edition."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import date
from pathlib import Path

import pytest
from commands import run
from msgspec.structs import replace

import pia_audit
from pia_audit.compare.edition_pairs import consecutive
from pia_audit.documents.containers import MAX_MEMBERS, members
from pia_audit.model import Edition
from pia_audit.model.frames import Corpus
from pia_audit.readers import read_all, read_paths
from pia_audit.readers.pairs import read_pairs
from pia_audit.readers.witnesses import witnessed
from pia_audit.synthetic import generate, to_text
from pia_audit.synthetic.as_workbook import to_workbook

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


@pytest.fixture(scope="module")
def editions() -> tuple[Edition, ...]:
    """Three invented editions of one report, oldest first."""
    return generate(41, form="form2-2024", editions=3, changes=(2, 3)).editions


def _zip(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def _statuses(path: Path) -> dict[str, str]:
    return {f.source.removeprefix(f"{path.name}/"): f.status for f in read_paths([path]).files}


def test_every_file_of_a_folder_has_its_line(tmp_path: Path, editions: tuple[Edition, ...]) -> None:
    """What is read, unreadable, no report or left out: each file once, and the numbers add up on the screen."""
    box = tmp_path / "box"
    (box / ".git").mkdir(parents=True)
    (box / ".git" / "config").write_text("x")
    new = editions[-1]
    report = to_text(new).encode()
    files = {
        "a.txt": report, "a.xlsx": to_workbook(new)[0], "copy.txt": report, "b.doc": OLE, "c.docx": _docx(),
        "poem.txt": "古池や".encode(), "list.csv": b"a,b\n", "scan.tif": b"II*\0", "~$a.xlsx": b"x",
        "Thumbs.db": OLE, "desktop.ini": b"[x]", "set.7z": b"7z",
        "set.zip": _zip({"inner/d.txt": to_text(editions[0]).encode(), "~$d.xlsx": b"x", "e.md": b"x"}),
    }  # fmt: skip
    for name, content in files.items():
        (box / name).write_bytes(content)
    expected = {
        "a.txt": "witness", "a.xlsx": "read", "copy.txt": "witness", "b.doc": "unread", "c.docx": "unread",
        "poem.txt": "not-a-report", "list.csv": "not-a-report", "scan.tif": "unread", "~$a.xlsx": "left-out",
        "Thumbs.db": "left-out", "desktop.ini": "left-out", "set.7z": "unread", "set.zip/inner/d.txt": "read",
        "set.zip/~$d.xlsx": "left-out", "set.zip/e.md": "not-a-report",
    }  # fmt: skip
    reading = read_paths([box])
    got = {f.source.removeprefix("box/"): f.status for f in reading.files if ".git" not in f.source}
    assert got == expected
    assert len(reading.files) == len(expected) + 1  # the hidden folder is one thing
    assert sorted(str(e.published_on) for e in reading.editions) == [str(e.published_on) for e in (editions[0], new)]
    done = run("audit", box, "--format", "json")
    assert done.exit_code == 2
    files_in_json = json.loads(done.stdout)["files"]
    assert {f["status"] for f in files_in_json} == {"read", "witness", "unread", "not-a-report", "left-out"}
    assert all(f["reason"] for f in files_in_json if f["status"] in ("unread", "not-a-report", "witness"))
    shown = run("audit", box).stdout
    assert "読んだ 2、同じ版の別形式 2、読めない 4、評価書でない 3、対象外 5、計 16" in shown
    english = run("audit", box, "--lang", "en").stdout
    assert "2 read, 2 in another format of an edition read, 4 unreadable, 3 no report, 5 left out; 16 in all" in english


def _docx() -> bytes:
    return _zip({"[Content_Types].xml": b"<x/>", "word/document.xml": b"<x/>"})


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.doc", OLE, "document-old"),
        ("a.xls", OLE + "Workbook".encode("utf-16-le"), "workbook-old"),
        ("a.xls", OLE + "WordDocument".encode("utf-16-le"), "document-old"),
        ("a.rtf", b"{\\rtf1\\ansi x}", "document-old"),
        ("a.docx", _docx(), "document-word"),
        ("a.ods", _zip({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"}), "document-calc"),
        ("a.odt", _zip({"mimetype": b"application/vnd.oasis.opendocument.text"}), "document-writer"),
        ("a.xlsb", _zip({"xl/workbook.bin": b"x"}), "workbook-binary"),
    ],
)
def test_a_document_in_another_format_is_named_with_what_to_do(
    tmp_path: Path, name: str, content: bytes, code: str
) -> None:
    """Documents of office programs that no reader reads are told by what they are, named alone or met in a folder."""
    (tmp_path / name).write_bytes(content)
    for path in (tmp_path, tmp_path / name):
        assert [u.code for u in read_all([path])[1]] == [code]


def test_a_zip_is_opened_and_one_in_it_and_no_further(tmp_path: Path, editions: tuple[Edition, ...]) -> None:
    """A report two deep is read from its place; a third level, a locked file and a bomb are told and left."""
    report = to_text(editions[0]).encode()
    deep = _zip({"x.zip": _zip({"r.txt": report})})
    (tmp_path / "一式.zip").write_bytes(
        _zip({"in.zip": _zip({"r.txt": report, "deeper.zip": deep}), "bomb.txt": bytes(30_000_000)})
    )
    reading = read_paths([tmp_path / "一式.zip"])
    assert {f.source: f.status for f in reading.files} == {
        "一式.zip/in.zip/r.txt": "read", "一式.zip/in.zip/deeper.zip": "unread", "一式.zip/bomb.txt": "unread",
    }  # fmt: skip
    assert {u.code for u in reading.unread} == {"zip-nested", "zip-too-large"}
    assert [e.source for e in reading.editions] == ["一式.zip/in.zip/r.txt"]


def test_a_zip_with_too_many_files_or_a_lock_is_told() -> None:
    """The list of files is bounded, and a file with a password is not opened."""
    held = list(members(_zip({f"{n}.txt": b"" for n in range(MAX_MEMBERS + 3)})))
    assert len(held) == MAX_MEMBERS + 1
    assert held[-1].refused == "zip-too-many"
    content = bytearray(_zip({"a.txt": b"x"}))
    at = content.index(b"PK\x01\x02")
    content[at + 8] |= 1
    assert [m.refused for m in members(bytes(content))] == ["zip-locked"]


def test_names_of_a_japanese_windows_are_read_in_a_zip() -> None:
    """A name without the mark of UTF-8 is in code page 932, and no name leads out of the zip or breaks a line."""
    content = _zip({"XXXX.txt": b"x", "../up.txt": b"x", "a\nb.txt": b"x"})
    content = content.replace(b"XXXX.txt", "評価".encode("cp932") + b".txt")
    assert [m.name for m in members(content)] == ["評価.txt", "up.txt", "a\\nb.txt"]


def test_a_damaged_zip_is_told(tmp_path: Path) -> None:
    """A zip cut in half, or whose file does not come out, is told and nothing is lost beside it."""
    whole = _zip({"a.txt": bytes(range(256)) * 40})
    (tmp_path / "cut.zip").write_bytes(whole[: len(whole) // 2])
    (tmp_path / "bad.zip").write_bytes(whole[:60] + b"\xff" * 20 + whole[80:])
    assert set(_statuses(tmp_path).values()) == {"unread"}


def test_formats_of_one_edition_are_one_edition(tmp_path: Path, editions: tuple[Edition, ...]) -> None:
    """A workbook and its text are read once, from the workbook; what reads differently is a note and no finding."""
    new = editions[-1]
    lost = to_text(new).replace("[○]", "[ ]")
    (tmp_path / "a.txt").write_text(lost, encoding="utf-8")
    (tmp_path / "a.xlsx").write_bytes(to_workbook(new)[0])
    (tmp_path / "old.txt").write_text(to_text(editions[1]), encoding="utf-8")
    reading = read_paths([tmp_path])
    assert [Path(e.source).name for e in reading.editions] == ["a.xlsx", "old.txt"]
    assert all(not u.fatal and u.code == "witness-differs" for u in reading.unread)
    result = json.loads(run("audit", tmp_path, "--select", "PIA2", "--format", "json").stdout)
    assert [f for f in result["findings"] if f["rule"] in ("PIA201", "PIA208")] == []
    assert [f["edition"] for f in result["files"] if f["status"] == "witness"] == [str(new.published_on)]


def test_two_files_of_one_edition_are_no_pair(tmp_path: Path, editions: tuple[Edition, ...]) -> None:
    """Comparing a workbook with its own print says that they are one edition, and not that nothing changed."""
    (tmp_path / "a.txt").write_text(to_text(editions[-1]), encoding="utf-8")
    (tmp_path / "a.xlsx").write_bytes(to_workbook(editions[-1])[0])
    for verb in ("diff", "reconcile", "draft"):
        done = run(verb, tmp_path / "a.txt", tmp_path / "a.xlsx")
        assert done.exit_code == 2, verb
        assert "同じ版" in done.output
        assert "違いはありません" not in done.output
    assert read_pairs(tmp_path).pairs == []


def test_the_note_on_one_edition_goes_by_editions(tmp_path: Path, editions: tuple[Edition, ...]) -> None:
    """Two formats of one edition are one edition for the rules that need two; two files of one day have no order."""
    (tmp_path / "a.txt").write_text(to_text(editions[-1]), encoding="utf-8")
    (tmp_path / "a.xlsx").write_bytes(to_workbook(editions[-1])[0])
    unchecked = json.loads(run("audit", tmp_path, "--format", "json").stdout)["unchecked"]
    assert "one-edition" in {u["kind"] for u in unchecked}
    other = to_text(editions[-1]).replace("公表日", "公表日", 1).replace("事務", "別の事務")
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "a.txt").write_text(to_text(editions[-1]), encoding="utf-8")
    (tmp_path / "b" / "c.txt").write_text(other.replace("別の事務", "事務", 3), encoding="utf-8")
    read = read_paths([tmp_path / "b"])
    assert len({e.report_id for e in read.editions}) == 1
    assert [u.code for u in read.unread] == ["same-day"]
    unchecked = json.loads(run("audit", tmp_path / "b", "--format", "json").stdout)["unchecked"]
    assert "no-order" in {u["kind"] for u in unchecked}


def test_editions_of_one_day_are_never_set_against_each_other(editions: tuple[Edition, ...]) -> None:
    """Neither comes before the other: the pairs go from day to day, by the format that reads best."""
    first, second = editions[0], editions[1]
    other = replace(second, sha256="f" * 64, encoding="pdf", items=second.items[:-1])
    pairs = consecutive(Corpus.of([replace(second, encoding="xlsx"), other, first]))
    assert pairs.get_column("new_edition").to_list() == [second.edition_id]


def test_an_edition_without_its_day_is_no_witness(editions: tuple[Edition, ...]) -> None:
    """Whether two files are one edition cannot be told without 公表日, so both are kept."""
    undated = [replace(editions[0], published_on=None, encoding=e, sha256=e) for e in ("xlsx", "pdf")]
    assert len(witnessed(undated).editions) == 2


def test_one_format_twice_is_one_edition_only_where_nothing_differs(editions: tuple[Edition, ...]) -> None:
    """A workbook saved again is a witness; one with a text changed on the same day is told, never left out."""
    edition = replace(editions[0], encoding="xlsx")
    again = replace(edition, sha256="a" * 64)
    item = next(i for i in edition.items if i.status == "read" and i.text and len(i.text) > 10)
    changed = replace(
        again, items=tuple(replace(i, text="別の記載") if i.item_id == item.item_id else i for i in again.items)
    )
    assert len(witnessed([edition, again]).editions) == 1
    apart = witnessed([edition, changed])
    assert len(apart.editions) == 2
    assert apart.rivals[0].labels == (item.label,)


def test_the_function_counts_an_edition_once(editions: tuple[Edition, ...]) -> None:
    """``pia_audit.audit`` of a workbook and its text gives the findings of one edition."""
    book, text = (replace(editions[-1], encoding=e, sha256=e * 16) for e in ("xlsx", "utf-8"))
    assert pia_audit.audit([text, book]).corpus.editions.height == 1
    assert isinstance(book.published_on, date)
