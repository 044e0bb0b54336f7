"""A year's folder as an office keeps it, from end to end: the account, the ranking by truth, a second run, answers."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import openpyxl
import pypdfium2
import pytest
from axe_playwright_python.sync_playwright import Axe
from browsers import print_page
from commands import run
from letters import answer_all, as_read
from msgspec.structs import replace
from playwright.sync_api import expect

import pia_audit
from pia_audit.archive import Archive
from pia_audit.audit_request import Request
from pia_audit.audits.baseline import text
from pia_audit.audits.settings import Settings
from pia_audit.checklists.letters.document import letter_document
from pia_audit.model import Unread
from pia_audit.model.frames import Corpus
from pia_audit.readers import Reading, parallel
from pia_audit.reports.html import audit_page
from pia_audit.reports.matters import Matter
from pia_audit.synthetic import generate, to_text
from pia_audit.synthetic.office_year import OfficeYear, write_year
from pia_audit.years.folder import BASELINE, KEPT
from pia_audit.years.parts import parts
from pia_audit.years.summaries import approval_page, summary_page
from pia_audit.years.work import Work, answers, work
from pia_audit.years.year import Year, of_reading

DAY, DUE = date(2026, 11, 30), date(2026, 12, 14)
REQUEST = Request(as_of=DAY)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> OfficeYear:
    """A folder of seven reports, one for each way of keeping them; some have faults."""
    folder = tmp_path_factory.mktemp("office")
    return write_year(folder, reports=7, seed=2, printed=False, forms=("form2-2024", "form2-2019"))


@pytest.fixture(scope="module", autouse=True)
def _in_one_process() -> Iterator[None]:
    """The few files are read here: the start of other processes would cost more than the rest."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(parallel, "FEW", 100)
        yield


@pytest.fixture(scope="module")
def made(office: OfficeYear) -> Work:
    """The year's work."""
    return work(office.years, office.folder / "点検", request=REQUEST, due=DUE)


def test_every_file_has_its_line_and_the_sum_is_right(office: OfficeYear, made: Work) -> None:
    """What became of each file is what was laid there; the names that are told are the names of the files."""
    statuses = {re.sub(r"^office[^/]*/", "", f.source): f.status for f in made.year.files}
    laid = {d.path: d.status for d in office.documents}
    assert {unicodedata.normalize("NFC", n.split("/", 1)[1]): s for n, s in statuses.items()} == {
        n.split("/", 1)[1]: s for n, s in laid.items()
    }
    assert Counter(statuses.values()) == office.statuses()


def test_editions_are_put_in_order_by_their_day(office: OfficeYear, made: Work) -> None:
    """Each report has its two editions as a pair, whatever folder they lie in; the exchanged one is named and out."""
    pairs = {old.report_id: (str(old.published_on), str(new.published_on)) for old, new in made.year.order.pairs}
    assert pairs == {r.report_id: r.published for r in office.reports}
    assert len(made.year.order.replaced) == 1
    codes = Counter(note.code for note in made.year.order.notes)
    assert codes == {"replaced-edition": 1, "folder-order": 1}
    assert "same-day" not in {u.code for u in made.year.lost}


def test_reports_are_ranked_by_truth(office: OfficeYear, made: Work) -> None:
    """Those with errors that were put in come first, then those with other faults, then the rest."""
    faulty = {r.report_id for r in office.reports if r.faults}
    order = [r.head.report_id for r in made.year.ranked]
    with_errors = [r.head.report_id for r in made.year.ranked if r.counts["error"]]
    assert with_errors == order[: len(with_errors)]
    assert set(with_errors) <= faulty
    assert set(order[: len(faulty)]) == faulty


def test_every_fault_is_told_once_and_nothing_else_is_an_error(office: OfficeYear, made: Work) -> None:
    """Each fault has one finding of its rules at its place; no error is left over."""
    findings = list(made.year.report.words.findings)
    assert sum(len(report.faults) for report in office.reports) >= 4
    for report in office.reports:
        for fault in report.faults:
            hits = [
                f for f in findings
                if f.report_id == report.report_id and f.rule in fault.rules
                and (f.item == fault.item_id or f.row == fault.row_no)
            ]  # fmt: skip
            assert len(hits) == 1, (fault, hits)
            findings.remove(hits[0])
    assert [f for f in findings if f.severity == "error"] == []


def test_the_folder_holds_what_is_promised(office: OfficeYear, made: Work) -> None:
    """Every part by its name; a page for each report, a contrast for each pair, a letter for each section."""
    target = office.folder / "点検"
    top = {p.name for p in target.iterdir()}
    assert top == {
        "00_まとめ.html", "01_指摘.xlsx", "02_行の案.xlsx", "03_新旧対照表", "04_照会文", "05_自己点検票.xlsx",
        "06_決裁用.html", "評価書", "控え",
    }  # fmt: skip
    assert len(list((target / "評価書").glob("*.html"))) == len(office.reports)
    assert len(list((target / "03_新旧対照表").glob("*.xlsx"))) == len(office.reports)
    assert len(list((target / "04_照会文").glob("*.docx"))) == len(made.year.letters) > 1
    assert {letter.section for letter in made.year.letters} <= {r.section for r in made.year.ranked}
    for name in ("01_指摘.xlsx", "02_行の案.xlsx", "05_自己点検票.xlsx"):
        assert openpyxl.load_workbook(target / name).sheetnames
    assert set(made.placed.files) == {
        p.relative_to(target).as_posix() for p in target.rglob("*") if p.is_file() and "控え" not in p.parts
    }


class _Links(HTMLParser):
    """Every address of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.addresses: list[str] = []
        self.feed(text)

    def handle_starttag(self, _: str, attrs: list[tuple[str, str | None]]) -> None:
        self.addresses += [value or "" for name, value in attrs if name in ("href", "src")]


def test_the_summary_tells_first_what_was_not_read_and_links_lead_somewhere(office: OfficeYear, made: Work) -> None:
    """Unread files before the reports, reports in their order, and every link a file of the folder."""
    page = made.summary.read_text(encoding="utf-8")
    assert page.index("起案.doc") < page.index('id="reports"')
    assert [page.index(f"{r.head.report_no} {r.head.title}</a>") for r in made.year.ranked] == sorted(
        page.index(f"{r.head.report_no} {r.head.title}</a>") for r in made.year.ranked
    )
    addresses = _Links(page).addresses
    assert len(addresses) == len(office.reports) + 6
    assert all((made.summary.parent / unquote(address)).exists() for address in addresses)


def test_a_report_s_page_is_that_of_an_audit_of_its_editions_alone(made: Work) -> None:
    """Taken out of the whole, a report's findings, decisions and frames are those of its own audit."""
    name = made.year.ranked[0].head.report_id
    editions = [e for e in made.year.order.editions if e.report_id == name]
    year = of_reading(Reading(tuple(editions), (), ()), REQUEST)
    part = dict(parts(made.year.report.audit, made.year.order.editions, made.year.lost, (), "ja"))[name]
    page, alone = audit_page(part.audit, part.words), audit_page(year.report.audit, year.report.words)
    # What is not checked without other reports, or between them, is said of all of them or of none.
    assert re.sub(r"<li>[^<]*</li>", "", page) == re.sub(r"<li>[^<]*</li>", "", alone)


def test_everything_is_registered(office: OfficeYear, made: Work) -> None:
    """Every file that was read, and the audit with the findings of the year."""
    assert made.registered.added == office.statuses()["read"]
    with Archive(made.registered.path) as archive:
        kinds = Counter(e.kind for e in archive.entries())
    assert kinds == {"edition": office.statuses()["read"], "audit": 1}


def test_a_second_run_continues_and_answers_are_kept(office: OfficeYear, made: Work) -> None:
    """Nothing is new; a letter answered in place is kept, its answers are taken, and the next run goes on with them."""
    target = office.folder / "点検"
    letter = made.year.letters[0]
    path = target / "04_照会文" / f"{letter.section}.docx"
    count = answer_all(path)
    again = work(office.years, target, request=REQUEST, due=DUE)
    total = len(again.year.report.words.findings)
    assert again.year.report.words.known == {"new": 0, "unchanged": total, "absent": 0}
    assert again.placed.kept == ((f"04_照会文/{path.name}", f"04_照会文/{path.name}.bak"),)
    taken = answers([target / "04_照会文"], target, today=date(2027, 1, 5))
    assert (len(taken.filled.decisions), taken.decided) == (count, count)
    third = work(office.years, target, request=REQUEST, due=DUE)
    assert letter.section not in {made.section for made in third.year.letters}
    assert third.registered.decided == 0
    standing = third.year.report.words.summary
    assert sum(standing.values()) == total - count


def test_answers_to_another_letter_are_told(office: OfficeYear, made: Work, tmp_path: Path) -> None:
    """A decision on what the last run did not find is added, and said to be one."""
    (letter,) = made.year.letters[-1:]
    path = tmp_path / "照会.docx"
    path.write_bytes(letter_document(letter))
    count = answer_all(path)
    for folder, expected in ((office.folder / "点検", 0), (tmp_path / "別", count)):
        (folder / KEPT).mkdir(parents=True, exist_ok=True)
        if expected:
            (folder / KEPT / BASELINE).write_text(text(()), encoding="utf-8")
        taken = answers([path], folder, archive=tmp_path / "none.sqlite", today=date(2027, 1, 5))
        assert len(taken.filled.decisions) == count
        assert [p.code for p in taken.filled.problems].count("not-in-last-run") == expected


def test_a_mended_report_is_told_as_solved(tmp_path: Path) -> None:
    """A fault that is gone in the next run is one solved finding, named in the summary."""
    old, wrong = generate(31, editions=2, faults=["phantom_row"]).editions
    folder, target = tmp_path / "in", tmp_path / "out"
    folder.mkdir()
    for name, edition in (("old", old), ("new", wrong)):
        (folder / f"{name}.txt").write_text(to_text(edition), encoding="utf-8")
    first = work([folder], target, request=REQUEST)
    (phantom,) = (f for f in first.year.report.words.findings if f.rule == "PIA202")
    rows = tuple(r for r in wrong.changes if r.row_no != phantom.row)
    mended = to_text(replace(wrong, changes=rows))
    (folder / "new.txt").write_text(mended, encoding="utf-8")
    second = work([folder], target, request=REQUEST)
    assert "PIA202" in {g.rule for g in second.year.report.words.gone}
    assert second.year.ranked[0].solved >= 1
    assert phantom.title in second.summary.read_text(encoding="utf-8")


def hostile() -> Year:
    """A year of one report whose title, section and file are hostile."""
    (edition,) = generate(11, editions=1).editions
    bad = '<script>alert(1)</script>"=HYPERLINK("x")\u202e'
    items = tuple(replace(i, text=bad) if i.item_id == "department.name" else i for i in edition.items)
    made = replace(edition, title=bad, items=items, source=f"{bad}.xlsx")
    lost = (Unread(f"{bad}.doc", "document-old"),)
    return of_reading(Reading((made,), lost, ()), REQUEST)


def test_hostile_names_stay_text() -> None:
    """Titles, sections and names of files are escaped on both pages, and nothing is asked for; the summary alone has a
    script, its own."""
    year = hostile()
    summary = summary_page(year, {year.ranked[0].head.report_id: "評価書/x.html"}, [])
    assert re.findall(r"<script[^>]*>.", summary) == ["<script>/"]
    assert "script-src 'sha256-" in unescape(summary)
    for page in (re.sub(r"<script>//.*?</script>", "", summary, flags=re.DOTALL), approval_page(year)):
        assert "<script" not in page
        assert "&lt;script&gt;" in page
        assert "\u202e" not in page
        assert "default-src 'none'" in unescape(page)
    assert "script-src" not in approval_page(year)


def test_the_summary_is_searched(made: Work, browser: Any, tmp_path: Path) -> None:
    """Words and «only with errors» leave the reports that fit, and every matter of a report stands under it."""
    page = browser.new_page()
    complaints: list[str] = []
    page.on("console", lambda m: complaints.append(m.text))
    ranked = made.year.ranked
    file = tmp_path / "00.html"
    file.write_text(summary_page(made.year, {r.head.report_id: "x.html" for r in ranked}, []), encoding="utf-8")
    page.goto(file.as_uri())
    rows = page.locator("#ranked tbody tr:visible")
    expect(rows).to_have_count(len(ranked))
    page.get_by_label("エラーのあるものだけ").check()
    expect(rows).to_have_count(sum(r.counts["error"] > 0 for r in ranked))
    page.get_by_label("エラーのあるものだけ").uncheck()
    number = ranked[-1].head.report_no
    page.get_by_label("評価書を探す").fill(f" {number.translate({n: n + 0xFEE0 for n in range(0x30, 0x3A)})} ")
    expect(rows).to_have_count(sum(number in r.head.report_no for r in ranked))
    expect(page.get_by_role("status")).to_contain_text(f"{len(ranked)} 件のうち")
    page.get_by_label("評価書を探す").fill("")
    several = next(r for r in ranked if len(r.matters) > 1)
    details = rows.filter(has_text=several.head.title).first.locator("details")
    details.locator("summary").click()
    expect(details.locator("li")).to_have_count(len(several.matters))
    violations = Axe().run(page).response["violations"]
    page.close()
    assert [v["id"] for v in violations] == []
    assert complaints == []


@pytest.mark.parametrize("size", [0, 1, 400])
def test_two_sheets_however_many_reports(size: int, program: Callable[[str], str], tmp_path: Path) -> None:
    """Printed by a real browser the sheets for approval are two pages of A4, with none, one and very many reports."""
    year = hostile()
    (ranked,) = year.ranked
    matter = Matter("", "長い指摘" * 80, "", "", "error", "account", ())
    counts = {"error": 3, "warning": 1, "info": 0}
    long = replace(ranked, section="とても長い名前の課" * 9, matters=(matter,), counts=counts)
    unread = tuple(Unread("長い名前のフォルダー/" * 12 + f"{n}.doc", "document-old") for n in range(size))
    words = replace(year.report.words, unread=unread)
    many = replace(year, ranked=(long,) * size, letters=year.letters * size, report=replace(year.report, words=words))
    with pypdfium2.PdfDocument(print_page(program, approval_page(many), tmp_path)) as pdf:
        assert len(pdf) == 2
        assert {tuple(round(n) for n in pdf[p].get_size()) for p in range(2)} == {(595, 842)}
        texts = [pdf[p].get_textpage().get_text_range() for p in range(2)]
    assert "1/2" in texts[0]
    assert "2/2" in texts[1]


def test_the_settings_name_the_section() -> None:
    """What ``[sections]`` says goes before the ①部署, however the id is typed; other reports keep theirs."""
    pair = generate(12, editions=2, faults=["undocumented_change"]).editions
    editions = as_read(pair)
    name = editions[0].report_id
    settings = Settings(sections={name.replace("/", "／"): "情報課"})
    year = of_reading(Reading(editions, (), ()), replace(REQUEST, settings=settings))
    assert {letter.section for letter in year.letters} == {year.ranked[0].section} == {"情報課"}
    plain = of_reading(Reading(editions, (), ()), REQUEST)
    printed = next(i.text for i in editions[-1].items if i.item_id == "department.name")
    assert plain.ranked[0].section == printed


def test_the_function_of_the_package(office: OfficeYear) -> None:
    """Without ``out`` nothing is written; an archive alone is refused."""
    before = set(office.folder.rglob("*"))
    year = pia_audit.year([office.years[0]], request=REQUEST)
    assert len(year.ranked) == len(office.reports)
    assert before == set(office.folder.rglob("*"))
    with pytest.raises(ValueError, match="archive"):
        pia_audit.year([office.years[0]], archive=office.folder / "x.sqlite")


def test_the_command_says_what_it_did(tmp_path: Path) -> None:
    """From the folder to the answers: progress and summary on stderr, statuses, refusals in words."""
    folder, target = tmp_path / "R7", tmp_path / "点検"
    folder.mkdir()
    for made in generate(14, editions=2, faults=["undocumented_change"]).editions:
        (folder / f"{made.published_on}.txt").write_text(to_text(made), encoding="utf-8")
    result = run("year", str(folder), "-o", str(target), "--due", "令和8年12月14日", "--as-of", "2026-11-30")
    assert (result.exit_code, result.stdout) == (0, "")
    assert "00_まとめ.html をご覧ください" in result.stderr
    assert "読み取り 2/2" in result.stderr
    again = run("year", str(folder), "-o", str(target), "--quiet", "--as-of", "2026-11-30")
    assert (again.exit_code, again.output) == (0, "")
    (letter,) = (target / "04_照会文").glob("*.docx")
    nothing = run("year", "--answers", str(letter), "-o", str(target))
    assert nothing.exit_code == 2
    assert "書き込んでいません" in nothing.stderr
    letter_text = letter.read_bytes()
    answer_all(letter, "修正する", "")
    refused = run("year", "--answers", str(letter), "-o", str(target), "--lang", "en")
    assert refused.exit_code == 2
    letter.write_bytes(letter_text)
    answer_all(letter, "記載のとおり")
    taken = run("year", "--answers", str(letter), "-o", str(target), "--as-of", "2027-01-05")
    assert taken.exit_code in (0, 1)
    assert "取り込んだ判定" in taken.stdout
    for words, sentence in (
        (("year", str(folder), "-o", str(folder / "x")), "読み取るフォルダーの中"),
        (("year", "-o", str(target)), "読み取るフォルダーを指定"),
        (("year", str(folder)), "書き出し先のフォルダー"),
        (("year", str(folder), "-o", str(letter)), ""),
    ):
        stopped = run(*words)
        assert stopped.exit_code == 2
        assert sentence in stopped.stderr
    (folder / "x.doc").write_bytes(b"\xd0\xcf\x11\xe0" + bytes(600))
    assert run("year", str(folder), "-o", str(target), "--quiet").exit_code == 2


def test_an_archive_without_room_for_writing_stops_before_anything_is_written(tmp_path: Path) -> None:
    """A file that is no archive: the folder stays as it was."""
    folder, target = tmp_path / "R7", tmp_path / "点検"
    folder.mkdir()
    (folder / "a.txt").write_text(to_text(generate(15, editions=1).editions[0]), encoding="utf-8")
    (tmp_path / "x.sqlite").write_bytes(b"no archive" * 100)
    result = run("year", str(folder), "-o", str(target), "--archive", str(tmp_path / "x.sqlite"))
    assert result.exit_code == 2
    assert [p.name for p in target.rglob("*") if p.is_file()] == ["実行中"]  # which holds nothing


def test_a_folder_without_reports_is_told(tmp_path: Path) -> None:
    """Nothing read is no clean result: the summary says so and the exit status is 2."""
    folder = tmp_path / "空"
    folder.mkdir()
    (folder / "memo.jpg").write_bytes(b"\xff\xd8")
    result = run("year", str(folder), "-o", str(tmp_path / "点検"))
    assert result.exit_code == 2
    assert "評価書として読み取れたファイルがありません" in (tmp_path / "点検" / "00_まとめ.html").read_text("utf-8")
    assert Corpus.of(()).editions.height == 0
