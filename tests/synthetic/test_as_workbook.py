"""Invented workbooks: what is written is what is read, from the workbook and from its print."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import cache
from pathlib import Path
from random import Random

import polars as pl
import pytest
from msgspec.structs import replace

import pia_audit
from pia_audit.messages.wording import Wording
from pia_audit.model import Edition
from pia_audit.readers import read, read_all
from pia_audit.synthetic import generate, to_text
from pia_audit.synthetic.__main__ import main
from pia_audit.synthetic.as_workbook import DATE_FORMATS, Habits, to_workbook
from pia_audit.synthetic.files import FORMS, write_book
from pia_audit.synthetic.office_prints import print_all
from pia_audit.synthetic.paper import Paper

EVERY = sorted(set(FORMS))
OFFICIAL = Paper("end", contents=True, files="item")
"""The shape of the official forms: no chapter's heading names its file, and none is so long that it goes over lines."""


def plain(text: str | None) -> str:
    """A text without white space, and with wide signs as narrow ones: nothing else may differ."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text or ""))


def fields(edition: Edition) -> list[tuple[str, str, str]]:
    """Every field with its status and its text."""
    return [(i.item_id, i.status, plain(i.text)) for i in edition.items]


def rows(edition: Edition) -> list[tuple[object, ...]]:
    """Every change row, cell by cell."""
    return [
        (r.changed_on, plain(r.label), plain(r.before), plain(r.after), r.timing, plain(r.note), r.item_ids)
        for r in edition.changes
    ]


def long(edition: Edition, seed: int) -> Edition:
    """The edition with some texts so long that their rows are merged ones and go over pages."""
    rng = Random(seed)
    more = [f"・第{n}項の措置として、入退室の記録を{n}年間保存する（詳細は別添{n}を参照）。" for n in range(60)]
    changed = [
        replace(r, after=f"{r.after}\n" + "\n".join(more[: rng.randint(20, 60)])) if rng.random() < 0.2 else r
        for r in edition.changes
    ]
    return replace(edition, changes=tuple(changed))


@pytest.fixture(scope="module")
def came_back(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, int], tuple[Edition, Edition]]:
    """An invented edition, and what is read of the workbook that a body with habits of its own makes of it."""

    @cache
    def made(form: str, seed: int) -> tuple[Edition, Edition]:
        edition = generate(seed, form=form).editions[-1]
        path = tmp_path_factory.mktemp("books") / "a.xlsx"
        path.write_bytes(to_workbook(edition, Habits.drawn(seed))[0])
        report = read(path)
        assert isinstance(report, Edition)
        return edition, report

    return made


DRAWN = [(form, seed) for seed, form in enumerate(EVERY, 1)] + [(form, 2) for form in EVERY if form.endswith("-2024")]
"""Every form by a body with other habits, today's forms by two."""


@pytest.mark.parametrize(("form", "seed"), DRAWN)
def test_a_workbook_gives_back_its_edition(
    form: str, seed: int, came_back: Callable[[str, int], tuple[Edition, Edition]]
) -> None:
    """Every field with its status, every row with its item, whatever the body's habits."""
    edition, report = came_back(form, seed)
    assert fields(report) == fields(edition)
    assert rows(report) == rows(edition)
    assert not report.unread


@pytest.mark.parametrize("form", ["form3-2024", "form4-2024"])
def test_repeated_groups_come_back_from_text(form: str, tmp_path: Path) -> None:
    """Files, systems, outsourced tasks and recipients as many as were drawn, in the order of the print."""
    edition = generate(5, form=form).editions[-1]
    path = tmp_path / "a.txt"
    path.write_text(to_text(edition), encoding="utf-8")
    report = read(path)
    assert isinstance(report, Edition)
    assert fields(report) == fields(edition)
    assert any("[2]" in item_id for item_id, _, _ in fields(report))


@pytest.mark.parametrize(("form", "seed"), DRAWN[: len(EVERY)])
def test_stored_editions_lose_nothing(
    form: str, seed: int, came_back: Callable[[str, int], tuple[Edition, Edition]], tmp_path: Path
) -> None:
    """The edition of every form as JSON and as Parquet, read back: the same value."""
    from pia_audit.readers.report_data import to_json
    from pia_audit.readers.stored_editions import to_parquet

    edition = came_back(form, seed)[1]
    for name, content in (("a.json", to_json([edition]).encode()), ("a.parquet", to_parquet([edition]))):
        (tmp_path / name).write_bytes(content)
        assert read(tmp_path / name) == edition


@pytest.mark.parametrize("form", ["form3-2024", "form4-2024"])
def test_faults_in_repeated_groups_are_found(form: str) -> None:
    """A fault in 様式3 or 様式4 sets off its rule, and no other of 2xx, 3xx and 4xx: four reports beside each other."""
    kinds = ["broken_chain", "undocumented_change", "misquoted_after", "phantom_row"]
    reports = {fault: generate(n, form=form, editions=2, faults=[fault]) for n, fault in enumerate(kinds, 2)}
    findings = pia_audit.audit([e for made in reports.values() for e in made.editions]).findings
    assert len({made.editions[0].report_id for made in reports.values()}) == len(kinds)
    for fault, made in reports.items():
        codes = findings.filter(pl.col("report_id") == made.editions[0].report_id).get_column("rule")
        history_codes = {r for r in codes if r[3] in "234"}
        assert history_codes, fault
        assert history_codes <= set(made.faults[0].rules), fault


@pytest.mark.parametrize(("form", "expected"), [("form3-2024", True), ("form4-2024", True), ("form2-2024", False)])
def test_a_starred_item_changed_after_is_told_where_the_form_has_any(form: str, expected: bool) -> None:
    """A row 事後 without a note, of an item that the form marks ※: PIA404; 様式2 marks none."""
    edition = generate(4, form=form).editions[-1]
    silent = tuple(replace(r, timing="事後", timing_text="事後", note="") for r in edition.changes)
    findings = pia_audit.audit([replace(edition, changes=silent)]).findings
    assert ("PIA404" in findings.get_column("rule").to_list()) is expected


@pytest.mark.parametrize("shown", DATE_FORMATS)
def test_days_come_as_the_workbook_shows_them(shown: str, tmp_path: Path) -> None:
    """Under each notation of 変更日 the same days; the words are those of the notation."""
    edition = generate(1).editions[-1]
    path = tmp_path / "a.xlsx"
    path.write_bytes(to_workbook(edition, Habits(date_format=shown))[0])
    report = read(path)
    assert isinstance(report, Edition)
    assert [r.changed_on for r in report.changes] == [r.changed_on for r in edition.changes]
    assert ("年" in report.changes[0].changed_on_text) == ("年" in shown) or shown == "@"


def test_the_print_of_a_long_report_is_its_workbook(program: Callable[[str], str], tmp_path: Path) -> None:
    """様式4 and 様式2 printed by LibreOffice, with rows over pages, headings not repeated and rows that are too low."""
    program("soffice")
    made = {}
    for seed, form, habits in (
        (7, "form4-2024", Habits(date_format=DATE_FORMATS[1], repeat_header=False, tables=2, paper=OFFICIAL)),
        (8, "form2-2019", Habits(one_cell=True, cut=0.3)),
    ):
        edition = long(generate(seed, form=form, editions=6).editions[-1], seed)
        path = tmp_path / f"{form}.xlsx"
        content, cut = to_workbook(edition, habits)
        path.write_bytes(content)
        made[path] = (edition, cut)
    for path, (edition, cut) in zip(print_all(made, tmp_path), made.values(), strict=True):
        report = read(path)
        assert isinstance(report, Edition)
        assert fields(report) == fields(edition)
        assert [r[:4] for r in rows(report)] == [r[:4] for r in rows(edition)]
        assert not cut or any(r.hidden for r in report.changes)


def test_files_are_written_with_their_truth(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The command writes what it says, the same for the same seed, and the folder reads as that many reports."""
    assert main(["files", str(tmp_path / "a b"), "--xlsx", "3", "--seed", "5"]) == 0
    assert capsys.readouterr().out.startswith("3 files")
    editions, unread = read_all([tmp_path / "a b"])
    assert [len(editions), unread] == [3, []]
    again = write_book(tmp_path, 5)
    assert read(again).report_no == "5"  # type: ignore[union-attr]
    assert (tmp_path / "a b" / again.name).is_file()
    assert main([]) == 2


def test_a_page_too_complex_has_its_words() -> None:
    """The reason is said in both languages."""
    assert all(Wording(lang).say("screen", "unread.page-too-complex") for lang in ("ja", "en"))
