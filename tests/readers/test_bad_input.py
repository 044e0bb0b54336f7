"""Input that is no report, or a damaged one: told with file and place, never an exception, never slow."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest
from bounded import bounded
from hypothesis import given
from hypothesis import strategies as st

from pia_audit.audits.run import audit
from pia_audit.documents.text import clean, decode
from pia_audit.messages.wording import Wording
from pia_audit.model import Edition, Unread
from pia_audit.model.files import name_of
from pia_audit.model.frames import Corpus
from pia_audit.readers import read, read_all

Make = Callable[[str | bytes], Path]


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """Writes a file and gives its path."""

    def write(content: str | bytes) -> Path:
        path = tmp_path / "input.txt"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


def _line(text: str, number: int, new: str) -> str:
    lines = text.split("\n")
    lines[number - 1] = new
    return "\n".join(lines)


_NOISE = random.Random(14)
NO_REPORT: dict[str, tuple[bytes | str, str | None]] = {
    "empty": (b"", "empty"),
    "byte order mark alone": (b"\xef\xbb\xbf", "empty"),
    "white space": (" \n\t\u3000\r\n", "empty"),
    "random bytes": (_NOISE.randbytes(5000), "binary"),
    "png": (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + _NOISE.randbytes(900), "image-file"),
    "jpeg": (b"\xff\xd8\xff\xe0\x00\x10JFIF" + _NOISE.randbytes(900), "image-file"),
    "pdf": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n" + _NOISE.randbytes(900), None),
    "zip": (b"PK\x03\x04" + _NOISE.randbytes(300), None),
    "old excel": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + _NOISE.randbytes(300), "workbook-old"),
    "nul bytes": (b"\x00" * 5000, None),
    "poem": ("古池や\n蛙飛び込む\n水の音\n", "not-a-report"),
    "csv": ("name,age\na,1\n", "not-a-report"),
    "tabs": ("a\tb\tc\n1\t2\t3\n", "not-a-report"),
    "html page": ("<!doctype html><html><head><title>x</title></head><body><p>区政だより</p></body></html>", None),
    "guide that names the form": (
        "特定個人情報保護評価書(基礎項目評価書)について\nこのページは評価書の書き方の解説です。\n問合せ先は総務課です。\n",
        "not-a-report",
    ),
    "another form": ("特定個人情報保護評価書(全項目評価書)\n評価書番号\t評価書名\n1\tある事務 全項目評価書\n", None),
    "one long line": ("あ" * 3_000_000, "not-a-report"),
    "200,000 short lines": ("あ\n" * 200_000, "not-a-report"),
}


@pytest.mark.parametrize("name", NO_REPORT)
def test_what_is_no_report_is_told_and_others_are_audited(make: Make, sample_path: Path, name: str) -> None:
    """One file that is none does not keep the report beside it from being audited."""
    content, code = NO_REPORT[name]
    path = make(content)
    with bounded():
        editions, unread = read_all([path, sample_path])
    assert [e.report_no for e in editions] == ["14"]
    assert [u.source for u in unread] == [path.name]
    assert unread[0].fatal
    assert code is None or unread[0].code == code
    for lang in ("ja", "en"):
        reason = Wording(lang).reason(unread[0])
        assert reason != unread[0].code
        assert "―" not in reason
    assert audit(Corpus.of(editions, unread)).findings.height > 0


def test_places_that_hold_no_file(tmp_path: Path) -> None:
    """A missing file, a folder read as a file, an empty folder: each is named with a reason."""
    missing = read(tmp_path / "no.txt")
    folder = read(tmp_path)
    assert isinstance(missing, Unread)
    assert isinstance(folder, Unread)
    assert missing.code == "not-found"
    assert folder.code == "cannot-open"
    _, unread = read_all([tmp_path, tmp_path / "no.txt"])
    assert [u.code for u in unread] == ["empty-folder", "not-found"]


def test_a_folder_is_read_through(tmp_path: Path, sample_path: Path) -> None:
    """Reports in folders below are found; files of other kinds are passed over."""
    deep = tmp_path / "令和8年" / "福祉"
    deep.mkdir(parents=True)
    (deep / "14.TXT").write_bytes(sample_path.read_bytes())
    (deep / "thumbs.db").write_bytes(b"\x00\x01")
    editions, unread = read_all([tmp_path])
    assert [Path(e.source).name for e in editions] == ["14.TXT"]
    assert unread == []


def test_a_copy_is_no_second_edition(tmp_path: Path, sample_path: Path) -> None:
    """A file named twice, or copied, is audited once: its findings are not multiplied."""
    copy = tmp_path / "copy.txt"
    copy.write_bytes(sample_path.read_bytes())
    editions, _ = read_all([sample_path, sample_path, copy, tmp_path])
    assert [e.source for e in editions] == [name_of(sample_path)]


def _edition(path: Path) -> Edition:
    edition = read(path)
    assert isinstance(edition, Edition)
    return edition


def _codes(edition: Edition) -> list[tuple[str, str]]:
    return [(u.code, u.locator) for u in edition.unread]


def _rules(edition: Edition) -> set[tuple[str, int | None]]:
    """Rule and row of the findings that hold the report against itself and its form."""
    result = audit(Corpus.of([edition]), select=("PIA1", "PIA2", "PIA3", "PIA8"))
    return set(result.findings.select("rule", "row_no").iter_rows())


def test_a_report_without_a_change_table(make: Make, sample_text: str) -> None:
    """The body is audited and the missing table is told, not taken for an empty one."""
    edition = _edition(make(sample_text[: sample_text.index("変更箇所")]))
    assert edition.changes == ()
    assert _codes(edition) == [("no-change-table", "")]
    assert {rule for rule, _ in _rules(edition)} == {"PIA105", "PIA806"}  # and one name written nearly right


def test_a_table_cut_in_the_middle(make: Make, sample_text: str) -> None:
    """The row that was cut is told by its place; its lost cells are unreadable and not empty."""
    edition = _edition(make(sample_text[:-300]))
    assert len(edition.changes) == 37
    assert _codes(edition) == [("row-columns", "L146")]
    last = edition.changes[-1]
    assert last.after is None
    assert last.timing is None
    assert not any(rule.startswith("PIA3") and row == 37 for rule, row in _rules(edition))


def test_a_row_of_three_columns(make: Make, sample_text: str) -> None:
    """Told by line, kept, and not judged by what it does not say; a missing 提出時期 is a finding of its own."""
    edition = _edition(make(_line(sample_text, 104, "2020/3/3\t評価書名\t生活保護に関する事務")))
    assert _codes(edition) == [("row-columns", "L104")]
    assert (edition.changes[0].before, edition.changes[0].after) == ("生活保護に関する事務", None)
    assert {rule for rule, row in _rules(edition) if row == 1} == {"PIA109"}


def test_a_row_with_a_cell_too_many_in_its_middle(make: Make, sample_text: str) -> None:
    """Which text is the one before and which the one after is not guessed: neither is judged, and the row is told."""
    cells = sample_text.split("\n")[103].split("\t")
    line = "\t".join([*cells[:2], "途中の欄", *cells[2:5]]) + "\t"
    edition = _edition(make(_line(sample_text, 104, line)))
    assert _codes(edition) == [("row-columns", "L104")]
    assert (edition.changes[0].before, edition.changes[0].after) == (None, None)
    assert not any(rule.startswith("PIA3") and row == 1 for rule, row in _rules(edition))


def test_a_row_of_nine_columns(make: Make, sample_text: str) -> None:
    """What stands beyond the sixth column goes to the note and is told."""
    line = sample_text.split("\n")[103]
    edition = _edition(make(_line(sample_text, 104, f"{line}\tあ\tい\tう")))
    assert _codes(edition) == [("row-columns", "L104")]
    assert edition.changes[0].note == "あ\nい\nう"
    assert not [rule for rule, row in _rules(edition) if row == 1]


def test_a_row_of_which_only_the_date_is_left(make: Make, sample_text: str) -> None:
    """It is no page number: a line that fits no row is told and never dropped in silence."""
    edition = _edition(make(_line(sample_text, 104, "2020/3/3")))
    assert len(edition.changes) == 36
    assert _codes(edition) == [("stray-line", "L104.1")]


def test_page_numbers_between_rows_are_no_rows(make: Make, sample_text: str) -> None:
    """- 5 - and 5 / 12 are the print's, and not told."""
    lines = sample_text.split("\n")
    lines[112:112] = ["- 5 -", "5/12", "5 ページ"]
    edition = _edition(make("\n".join(lines)))
    assert len(edition.changes) == 37
    assert edition.unread == ()


def test_a_date_that_is_none(make: Make, sample_text: str) -> None:
    """2023/13/45 in a row is a finding there, and the row keeps its place in the item's history."""
    edition = _edition(make(sample_text.replace("2020/3/3\t評価書名", "2023/13/45\t評価書名")))
    assert edition.changes[0].changed_on is None
    assert ("PIA107", 1) in _rules(edition)
    assert not any(rule.startswith("PIA3") and row == 1 for rule, row in _rules(edition))


def test_a_publication_date_that_is_none(make: Make, sample_text: str) -> None:
    """公表日 令和8年13月45日 is a finding and nothing is compared with it."""
    edition = _edition(make(sample_text.replace("令和8年3月18日", "令和8年13月45日")))
    assert edition.published_on is None
    assert ("PIA107", None) in _rules(edition)
    assert ("PIA304", 37) not in _rules(edition)


def test_a_date_printed_once_for_its_day(make: Make, sample_text: str) -> None:
    """Rows under a merged 変更日 cell are of that day; nothing is found that was not there before."""
    lines, day = sample_text.split("\n"), ""
    for n, line in enumerate(lines):
        first, _, rest = line.partition("\t")
        if first.startswith("20"):
            lines[n] = f"{'' if first == day else first}\t{rest}"
            day = first
    edition = _edition(make("\n".join(lines)))
    assert [r.changed_on for r in edition.changes] == [r.changed_on for r in _edition(make(sample_text)).changes]
    assert edition.changes[1].changed_on_text == ""
    assert _rules(edition) == _rules(_edition(make(sample_text)))


HUGE = "あ" * (5 * 1024 * 1024 // 3)


def test_a_huge_cell_in_the_body(make: Make, sample_text: str) -> None:
    """Five megabytes in one field are not compared: the item is unreadable, with its place, and told."""
    with bounded():
        edition = _edition(make(sample_text.replace("生活保護に関する事務における", HUGE, 1)))
        rules = _rules(edition)
    assert _codes(edition) == [("cell-too-long", "L10.1")]
    assert edition.item("cover.declaration").status == "unreadable"
    assert len([1 for rule, _ in rules if rule == "PIA105"]) == 1


def test_a_huge_cell_in_a_row(make: Make, sample_text: str) -> None:
    """The row stays, its cell is unreadable, and no chain is called broken because of it."""
    with bounded():
        edition = _edition(
            make(sample_text.replace("生活保護システム、団体内統合宛名システム、中間サーバー、", HUGE, 1))
        )
        rules = _rules(edition)
    assert _codes(edition) == [("cell-too-long", "L118.3")]
    assert edition.changes[12].before is None
    assert ("PIA301", 13) not in rules
    assert ("PIA302", 13) not in rules


def test_long_cells_below_the_limit_take_bounded_time(make: Make, sample_text: str) -> None:
    """A row of 99,000 characters that fits nowhere is compared, in seconds."""
    long = ("生活保護、(2)第一条・" * 9000)[:99_000]
    with bounded():
        edition = _edition(make(sample_text.replace("・目黒区個人番号の利用に関する条例の第3条", long)))
        audit(Corpus.of([edition]))


def test_many_stray_lines_are_one_notice(make: Make, sample_text: str) -> None:
    """50,000 lines behind the table: read in bounded time, told once, with how many they are."""
    with bounded():
        edition = _edition(make(sample_text + "\n" + "次の頁\n" * 50_000))
    assert _codes(edition) == [("stray-line", "L147.1")]
    assert "50,000" in Wording("ja").reason(edition.unread[0])


def test_many_lines_in_a_field_are_its_text(make: Make, sample_text: str) -> None:
    """50,000 short lines under 特記事項 take bounded time."""
    with bounded():
        edition = _edition(make(sample_text.replace("特記事項\n", "特記事項\n" + "なし。\n" * 50_000, 1)))
    assert edition.item("cover.agency").text == "目黒区長"


def test_one_control_character_does_not_make_a_report_binary(make: Make, sample_text: str) -> None:
    """A converter's slip is dropped, and so is what could steer a terminal."""
    edition = _edition(make(sample_text.replace("目黒区は、", "目黒区\x02は、\x1b[2J\x07", 1)))
    assert (edition.item("cover.declaration").text or "").startswith("目黒区は、[2J生活保護")


@pytest.mark.parametrize(
    ("raw", "cleaned"),
    [
        ("<p>1 あ</p> <p>2 い</p>", "1 あ\n2 い"),
        ("あ<br>い<br/>う", "あ\nい\nう"),
        ("<選択肢> 1) あ", "<選択肢> 1) あ"),
        ('<input type="checkbox"/> あ', "☐ あ"),
        ("a < b, c > d", "a < b, c > d"),
        ("<", "<"),
        ("<p", "<p"),
        ("\x0c2020/3/3", "2020/3/3"),
    ],
)
def test_markup_of_converters(raw: str, cleaned: str) -> None:
    """Tags go, their breaks and boxes stay, and < that opens no tag is a character."""
    assert clean(raw) == cleaned


@pytest.mark.parametrize("text", ["<p " * 30_000, "<" * 100_000, "<input" * 15_000, "</p\n" * 25_000])
def test_hostile_markup_takes_bounded_time(text: str) -> None:
    """Tags that never close do not make the cleaning slow."""
    with bounded():
        clean(text)


@given(st.binary(max_size=3000))
def test_any_bytes_are_text_or_not(content: bytes) -> None:
    """Decoding answers for any bytes, and what it calls text has few control characters."""
    decoding = decode(content)
    assert decoding is None or isinstance(decoding[0], str)


@given(content=st.one_of(st.binary(max_size=2000), st.text(max_size=2000).map(lambda t: t.encode("utf-8", "replace"))))
def test_any_file_is_read_or_told(tmp_path: Path, content: bytes) -> None:
    """Reading never raises for what a file holds."""
    path = tmp_path / "any.txt"
    path.write_bytes(content)
    assert isinstance(read(path), Edition | Unread)


def test_a_field_that_stands_there_twice_is_told(make: Make, sample_text: str) -> None:
    """The second value of a field is named with its place, and goes into no other field."""
    line = "③システムの名称\t別のシステム"
    twice = sample_text.replace("\n2. 特定個人情報ファイル名\n", f"\n{line}\n\n2. 特定個人情報ファイル名\n", 1)
    doubled, plain = _edition(make(twice)), _edition(make(sample_text))
    assert [u.code for u in doubled.unread] == ["item-twice"]
    assert [(i.item_id, i.text) for i in doubled.items] == [(i.item_id, i.text) for i in plain.items]
