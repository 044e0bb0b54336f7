"""Reports as bodies print the official forms: what is printed is what is read, against the generator's own truth."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

import pytest
from msgspec.structs import replace

from pia_audit import forms
from pia_audit.model import Edition
from pia_audit.readers import read
from pia_audit.synthetic import Synthetic, generate, to_text
from pia_audit.synthetic.as_workbook import Habits, to_workbook
from pia_audit.synthetic.paper import FILES, STAMPS, Paper, chapters

EVERY = tuple(key for number in "234" for key in (f.key for f in forms.versions(f"様式{number}")))


def plain(text: str | None) -> str:
    """A text without white space, wide signs as narrow ones."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text or ""))


def fields(edition: Edition) -> list[tuple[str, str, str]]:
    """Every field with its status and text."""
    return [(i.item_id, i.status, plain(i.text)) for i in edition.items]


def printed(report: Synthetic, paper: Paper, kind: str, folder: Path) -> Edition:
    """The newest edition printed and read."""
    path = folder / f"a.{kind}"
    edition = report.editions[-1]
    text = to_text(edition, paper).encode()
    path.write_bytes(text if kind == "txt" else to_workbook(edition, Habits(paper=paper))[0])
    reading = read(path)
    assert isinstance(reading, Edition)
    return reading


@pytest.mark.parametrize("kind", ["txt", "xlsx"])
@pytest.mark.parametrize("form", EVERY)
def test_every_version_comes_back(form: str, kind: str, tmp_path: Path) -> None:
    """All versions of the three forms: every field with its text, every row with the items it means."""
    seed = EVERY.index(form) + 1
    report = generate(seed, form=form)
    reading = printed(report, Paper.drawn(seed), kind, tmp_path)
    assert reading.form_key == form
    assert fields(reading) == fields(report.editions[-1])
    assert [r.item_ids for r in reading.changes] == [t.item_ids for t in report.rows[-1]]
    assert not reading.unread


@pytest.mark.parametrize("kind", ["txt", "xlsx"])
@pytest.mark.parametrize("files", FILES)
@pytest.mark.parametrize("form", ["form3-2016", "form4-2014"])
def test_chapters_of_files_come_back(form: str, files: str, kind: str, tmp_path: Path) -> None:
    """Whatever tells the file of a chapter, each file's fields are its own."""
    report = next(r for seed in range(50) if _files(r := generate(seed, form=form, editions=1)) > 1)
    reading = printed(report, Paper("end", contents=True, files=files), kind, tmp_path)
    assert fields(reading) == fields(report.editions[-1])


def _files(report: Synthetic) -> int:
    return len({i.item_id.split("]")[0] for i in report.editions[-1].items if i.item_id.startswith("file[")})


@pytest.mark.parametrize("kind", ["txt", "xlsx"])
def test_files_that_nothing_names_go_by_their_order(kind: str, tmp_path: Path) -> None:
    """No heading and no first item names the file: the first chapter is the first file's."""
    report = next(r for seed in range(50) if _files(r := generate(seed, form="form4-2024", editions=1)) > 1)
    edition = report.editions[-1]
    bare = tuple(
        replace(i, text=None, status="blank") if i.item_id.endswith("files.names") and "[" in i.item_id else i
        for i in edition.items
    )
    reading = printed(Synthetic((replace(edition, items=bare),), ()), Paper(files="item"), kind, tmp_path)
    kept = [f for f in fields(replace(edition, items=bare)) if not f[0].startswith("annex_records")]
    assert [f for f in fields(reading) if not f[0].startswith("annex_records")] == kept


@pytest.mark.parametrize("stamp", STAMPS)
@pytest.mark.parametrize("form", ["form2-2019", "form3-2016", "form4-2018"])
def test_the_stamp_tells_the_version(stamp: str, form: str, tmp_path: Path) -> None:
    """The stamp stands above the title, below it or at the end of the cover, and is none of its fields."""
    report = generate(2, form=form, editions=1)
    for kind in ("txt", "xlsx"):
        reading = printed(report, Paper(stamp), kind, tmp_path)
        assert reading.form_key == form
        assert fields(reading)[:7] == fields(report.editions[-1])[:7]


def test_cover_and_contents() -> None:
    """様式4 asks for the day of approval and lists its chapters, annexes and the table of changes."""
    text = to_text(generate(3, form="form4-2014").editions[-1], Paper("top", contents=True))
    assert text.startswith("［平成26年4月 様式4］")
    assert "特定個人情報保護委員会 承認日【行政機関等のみ】" in text
    listed = text.split(forms.CONTENTS)[1].split("変更箇所")[0]
    assert [c for c in ("Ⅰ 基本情報", "（別添１）事務の内容", "Ⅵ 評価実施手続") if c not in listed] == []
    assert chapters(forms.load("form3-2024"))[-1] == "（別添２）変更箇所"


def test_a_chapter_of_a_file_begins_with_its_name() -> None:
    """The first item of each file's chapters is the file's name, in every edition."""
    for edition in generate(5, form="form4-2024").editions:
        pattern = re.compile(r"file\[\d+\]\.(risk\.)?files\.names")
        names = {i.item_id: i.text for i in edition.items if pattern.fullmatch(i.item_id)}
        assert names
        assert all(names[i] == names[i.replace("risk.", "")] for i in names)
        assert all(name and name.endswith("ファイル") for name in names.values())
