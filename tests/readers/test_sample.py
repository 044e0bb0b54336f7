"""What the real report says, field by field and row by row, as a reader sees it in the file."""

from __future__ import annotations

import codecs
import re
from datetime import date
from pathlib import Path

import pytest

from pia_audit.model import Edition
from pia_audit.readers import read

# Item, line and column of its value, status, and how the value begins: read from the file by eye.
FIELDS = [
    ("cover.number", "L6.1", "read", "14"),
    ("cover.title", "L6.2", "read", "生活保護に関する事務 基礎項目評価書"),
    ("cover.declaration", "L10.1", "read", "目黒区は、生活保護に関する事務における"),
    ("cover.remarks", "L12.1", "blank", None),
    ("cover.agency", "L16.1", "read", "目黒区長"),
    ("cover.published_on", "L20.1", "read", "令和8年3月18日"),
    ("handling.name", "L26.2", "read", "生活保護に関する事務"),
    ("handling.outline", "L27.2", "read", "1 生活保護法に基づく保護を現に受けている者"),
    ("handling.systems", "L28.2", "read", "生活保護システム、共通連携基盤システムの"),
    ("files.names", "L32.1", "read", "生活保護受給者情報ファイル"),
    ("number_use.legal_basis", "L36.2", "read", "1 生活保護法による保護等に関する事務 番号法別表23の項"),
    ("network.use", "L40.2", "unreadable", None),
    ("network.legal_basis", "L41.2", "read", "1 生活保護法による保護等に関する事務"),
    ("department.name", "L43.2", "read", "健康福祉部生活福祉課"),
    ("department.head", "L44.2", "read", "健康福祉部生活福祉課長"),
    ("other_agencies", "L45.1", "blank", None),
    ("disclosure.contact", "L47.2", "read", "健康福祉部生活福祉課管理係 〒153-8573"),
    ("inquiry.contact", "L49.2", "read", "健康福祉部生活福祉課管理係 電話番号"),
    ("article9.applied", "L51.2", "unreadable", None),
    ("article9.reason", "L52.1", "blank", None),
    ("threshold.subjects", "L57.2", "read", "1,000人以上1万人未満"),
    ("threshold.subjects_as_of", "L58.2", "read", "令和8年1月1日 時点"),
    ("threshold.handlers", "L60.2", "read", "500人以上"),
    ("threshold.handlers_as_of", "L61.2", "read", "令和8年1月1日 時点"),
    ("threshold.incident", "L63.2", "read", "発生なし"),
    ("threshold.judgement", "L68.1", "read", "基礎項目評価の実施が義務付けられる"),
    ("risk.submitted_kind", "L73.1", "read", "基礎項目評価書"),
    ("risk.acquisition.off_purpose", "L75.2", "read", "十分である"),
    ("risk.use.linkage", "L77.2", "read", "十分である"),
    ("risk.use.unauthorised", "L78.2", "read", "十分である"),
    ("risk.outsourcing.none", "L79.1", "unreadable", None),
    ("risk.outsourcing.misuse", "L80.2", "read", "十分である"),
    ("risk.transfer.none", "L81.1", "unreadable", None),
    ("risk.transfer.improper", "L82.2", "read", "十分である"),
    ("risk.network.none_acquire", "L83.1", "unreadable", None),
    ("risk.network.none_provide", "L83.1", "unreadable", None),
    ("risk.network.off_purpose", "L84.2", "read", "十分である"),
    ("risk.network.improper", "L85.2", "read", "十分である"),
    ("risk.storage.leak", "L88.2", "read", "十分である"),
    ("risk.manual.none", "L89.1", "unreadable", None),
    ("risk.manual.error", "L90.2", "read", "十分である"),
    ("risk.manual.grounds", "L91.2", "read", "「マイナンバー利用事務における"),
    ("risk.audit", "L93.2", "unreadable", None),
    ("risk.training", "L95.2", "read", "特に力を入れて行っている"),
    ("risk.priority.full_assessment", "L96.1", "unreadable", None),
    ("risk.priority.measure", "L97.2", "read", "9) 従業者に対する教育・啓発"),
    ("risk.priority.restated", "L98.2", "read", "特に力を入れている"),
    ("risk.priority.grounds", "L99.2", "read", "「特定個人個人情報の適正な取扱いに関する"),
]
# Line of each row, its date, and how 変更前 and 変更後 begin and end where that tells rows apart.
DAYS = {
    date(2020, 3, 3): range(1, 6),
    date(2020, 12, 3): range(6, 9),
    date(2021, 9, 1): range(9, 13),
    date(2022, 12, 16): range(13, 16),
    date(2023, 9, 1): range(16, 23),
    date(2025, 1, 1): range(23, 32),
    date(2026, 2, 2): range(32, 36),
    date(2026, 3, 18): range(36, 38),
}
ROW_LINES = [*range(104, 113), *range(115, 126), *range(128, 139), *range(141, 147)]
BEFOREHAND = {13, 17, 18, 19, 20, 32, 33, 36, 37}


@pytest.fixture(scope="module")
def sample(sample_path: Path) -> Edition:
    """The report as read."""
    edition = read(sample_path)
    assert isinstance(edition, Edition)
    return edition


def test_the_cover(sample: Edition) -> None:
    """Who, which report, which form, when: and from which file it was read."""
    assert (sample.agency, sample.report_no, sample.published_on) == ("目黒区長", "14", date(2026, 3, 18))
    assert sample.title == "生活保護に関する事務 基礎項目評価書"
    assert (sample.form, sample.form_version, sample.form_key) == ("様式2", "令和6年10月", "form2-2024")
    assert sample.report_id == "目黒区長/14"
    assert (sample.origin, sample.encoding, sample.unread) == ("published", "utf-8", ())


def test_every_field_of_the_form(sample: Edition) -> None:
    """All 48 items with status and place; nine were lost by the conversion, three are blank, none is absent."""
    assert [(i.item_id, i.locator, i.status) for i in sample.items] == [f[:3] for f in FIELDS]
    assert [i.seq for i in sample.items] == list(range(1, 49))
    for item, (_, _, status, begins) in zip(sample.items, FIELDS, strict=True):
        assert (item.text is not None) is (status == "read")
        assert begins is None or (item.text or "").replace("\n", " ").startswith(begins), item.item_id
    statuses = [i.status for i in sample.items]
    assert {s: statuses.count(s) for s in set(statuses)} == {"read": 36, "unreadable": 9, "blank": 3}


def test_chosen_options_are_the_option_alone(sample: Edition) -> None:
    """Neither brackets nor the printed list of options are part of an answer."""
    for item in sample.items:
        if item.kind == "choice" and item.text:
            assert "選択肢" not in item.text
            assert not item.text.startswith("[")
            assert "課題が残されている" not in item.text


def test_no_markup_is_left(sample: Edition) -> None:
    """Tags are gone, their line breaks stay."""
    for text in [i.text or "" for i in sample.items]:
        assert not re.search(r"<(?!選択肢)[a-z/]", text)
    assert sample.item("network.legal_basis").text.count("\n") > 10  # type: ignore[union-attr]


def test_the_change_table(sample: Edition) -> None:
    """37 rows on 8 days, numbered as printed, the header of each page left out."""
    assert [r.row_no for r in sample.changes] == list(range(1, 38))
    assert [r.locator for r in sample.changes] == [f"L{n}" for n in ROW_LINES]
    assert {r.row_no: r.changed_on for r in sample.changes} == {n: day for day, rows in DAYS.items() for n in rows}
    assert {r.row_no for r in sample.changes if r.timing == "事前"} == BEFOREHAND
    assert {r.row_no for r in sample.changes if r.timing == "事後"} == set(range(1, 38)) - BEFOREHAND
    assert all(r.note == "" for r in sample.changes)
    assert {r.row_no for r in sample.changes if r.before == "—"} == {28, 30, 31}


def test_a_row_that_writes_two_items_is_split(sample: Edition) -> None:
    """十分である 「マイナンバー…」 is the choice and its grounds; every other row writes one item."""
    two = {r.row_no: [(q.item_id, q.named) for q in r.quotes] for r in sample.changes if len(r.quotes) != 1}
    assert two == {
        28: [("risk.manual.error", False), ("risk.manual.grounds", True)],
        31: [("risk.priority.restated", False), ("risk.priority.grounds", True)],
    }
    first, second = sample.changes[27].quotes
    assert (first.before, first.after) == ("—", "十分である")
    assert second.before == "—"
    assert (second.after or "").startswith("「マイナンバー利用事務における")


def test_places_lead_to_the_text(sample: Edition, sample_text: str) -> None:
    """The line and column of every item and row hold the text that was read there."""
    lines = sample_text.split("\n")
    for item in sample.items:
        line, column = map(int, item.locator[1:].split("."))
        cell = lines[line - 1].split("\t")[column - 1]
        assert item.text is None or item.text.split("\n")[0][:12] in cell
    for row in sample.changes:
        cells = lines[int(row.locator[1:]) - 1].split("\t")
        assert (row.changed_on_text, row.label) == (cells[0], cells[1])
        assert (row.before, row.after, row.timing_text) == tuple(cells[2:5])


def _same_content(left: Edition, right: Edition) -> bool:
    return left.items == right.items and left.changes == right.changes and left.published_on == right.published_on


@pytest.mark.parametrize(
    ("mark", "codec", "name"),
    [
        (b"", "utf-8", "utf-8"),
        (codecs.BOM_UTF8, "utf-8", "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16-le", "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16-be", "utf-16"),
        (b"", "utf-16-le", "utf-16-le"),
        (b"", "utf-16-be", "utf-16-be"),
    ],
)
def test_encodings_are_told_apart_by_content(
    tmp_path: Path, sample: Edition, sample_text: str, mark: bytes, codec: str, name: str
) -> None:
    """With and without a byte order mark the report is the same, and the edition tells how it was read."""
    path = tmp_path / "report.txt"
    path.write_bytes(mark + sample_text.encode(codec))
    edition = read(path)
    assert isinstance(edition, Edition)
    assert edition.encoding == name
    assert _same_content(edition, sample)


def test_shift_jis_is_read_and_told(tmp_path: Path, sample: Edition, sample_text: str) -> None:
    """A file of an older Windows program; the one sign it cannot hold (—) is written as people do there (―)."""
    text = sample_text.replace("\u2014", "\u2015")
    path = tmp_path / "report.txt"
    path.write_bytes(text.encode("cp932"))
    edition = read(path)
    assert isinstance(edition, Edition)
    assert edition.encoding == "cp932"
    assert edition.items == sample.items
    assert [r.after for r in edition.changes] == [r.after for r in sample.changes]
    assert [r.item_ids for r in edition.changes] == [r.item_ids for r in sample.changes]


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_line_ends_of_other_systems(tmp_path: Path, sample: Edition, sample_text: str, end: str) -> None:
    """Windows and old Macintosh line ends change neither content nor places."""
    path = tmp_path / "report.txt"
    path.write_bytes(sample_text.replace("\n", end).encode())
    edition = read(path)
    assert isinstance(edition, Edition)
    assert _same_content(edition, sample)
