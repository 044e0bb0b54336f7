"""Rows whose label leaves the item open, against two editions: by hand, each with what a person would say."""

from __future__ import annotations

from datetime import date

import pytest
from msgspec.structs import replace

from pia_audit.compare.pair_corpus import paired
from pia_audit.model import ChangeRow, Edition, Item
from pia_audit.model.frames import Corpus
from pia_audit.readers.interpreter import understood

FORM = "form4-2024"
FILES = {1: "検針ファイル", 2: "収納ファイル"}
DAY = date(2025, 3, 31)


def _edition(published: date, places: tuple[str, str], row: tuple[str, str] | None = None) -> Edition:
    """A report with two files, which say where each is kept, and a row that does not name the file."""
    items = []
    for number, text in enumerate(places, 1):
        path = (
            f"Ⅱ 特定個人情報ファイルの概要　({number}){FILES[number]}",
            "6. 特定個人情報の保管・消去",
            "①保管場所 ※",
        )
        item_id = f"file[{number}].storage.place"
        items.append(Item(item_id, number, f"Ⅱ.6.①({number})", " ".join(path), "text", text, "read", path=path))
    rows = []
    if row is not None:
        rows = [ChangeRow(1, DAY, "2025/3/31", "Ⅱ６①", *row, "事後", "事後", "", changed_from=DAY, changed_to=DAY)]
    changes = tuple(understood(rows, items, FORM))
    edition = Edition(
        "北浜町長", "5", "水道料金に関する事務", "様式4", "令和6年10月", FORM, published, tuple(items), changes
    )
    return replace(edition, sha256=f"{published:%Y%m%d}")


def _compared(old: tuple[str, str], new: tuple[str, str], row: tuple[str, str]) -> tuple[dict[str, str], list[str]]:
    """Status of each difference, and of the row."""
    corpus: Corpus = paired([(_edition(date(2024, 4, 1), old), _edition(DAY, new, row))])
    assert corpus.changes["outcome"].to_list() == ["unsure"]
    return dict(corpus.differences.select("item_id", "status").iter_rows()), corpus.accounts["status"].to_list()


HALL, CLOUD, BOTH = "本庁舎の電算室", "ガバメントクラウド", "本庁舎の電算室\n・媒体は金庫に保管する。"


def test_the_one_item_that_changed_as_the_row_says_is_recorded_by_it() -> None:
    """Both files are there now, and only the first one moved: the row is its."""
    assert _compared((HALL, CLOUD), (CLOUD, CLOUD), (HALL, CLOUD)) == (
        {"file[1].storage.place": "documented"},
        ["confirmed"],
    )


def test_a_passage_that_went_tells_the_item_it_went_from() -> None:
    """Both files said it, and one says it no longer."""
    differences, rows = _compared((BOTH, BOTH), (BOTH, HALL), ("・媒体は金庫に保管する。", "（削除）"))
    assert (differences, rows) == ({"file[2].storage.place": "documented"}, ["confirmed"])


@pytest.mark.parametrize(
    ("old", "new", "row"),
    [
        ((HALL, HALL), (CLOUD, CLOUD), (HALL, CLOUD)),  # both moved, and the row may be either's
        ((HALL, CLOUD), (CLOUD, CLOUD), (BOTH, CLOUD)),  # not what happened
        ((HALL, HALL), (HALL, CLOUD), ("—", "—")),
        ((HALL, HALL), (HALL, CLOUD), ("別紙のとおり", "別紙のとおり")),
    ],
)
def test_what_the_editions_do_not_settle_stays_open(
    old: tuple[str, str], new: tuple[str, str], row: tuple[str, str]
) -> None:
    """Nothing is guessed between two items, and a row that quotes something else accounts for nothing."""
    differences, rows = _compared(old, new, row)
    assert set(differences.values()) == {"undocumented"}
    assert rows == []


def _exchange(label: str, row: tuple[str, str]) -> dict[str, str]:
    """The status of two changed departments beside a row of which the label can name no item."""
    sides = []
    for published, words in ((date(2024, 4, 1), "庶務課"), (DAY, "総務課")):
        edition = _edition(published, (f"北浜町{words}の金庫", f"{words}の書庫"))
        rows = [ChangeRow(1, DAY, "2025/3/31", label, *row, "事後", "事後", "", changed_from=DAY, changed_to=DAY)]
        sides.append(replace(edition, changes=tuple(rows) if published == DAY else ()))
    corpus: Corpus = paired([(sides[0], sides[1])])
    return dict(corpus.differences.select("item_id", "status").iter_rows())


def test_words_that_a_row_of_no_item_exchanges_are_recorded_by_it() -> None:
    """1-7 ①、2-6 ①ほか names no item that can be read; the changes are just the words that it exchanges."""
    assert set(_exchange("課名", ("庶務課", "総務課")).values()) == {"documented"}
    assert set(_exchange("課名", ("庶務課", "税務課")).values()) == {"undocumented"}


@pytest.mark.parametrize(
    "row",
    [
        ("「庶務課」の記載", "「総務課」に改める"),
        ("－", "「庶務課」を「総務課」に変更"),
        ("『庶務課』", "『総務課』へ修正"),
    ],
)
def test_words_in_quotation_marks_are_exchanged_as_well(row: tuple[str, str]) -> None:
    """組織改正 in one row, however it quotes the two names."""
    assert set(_exchange("課名", row).values()) == {"documented"}
    assert set(_exchange("評価書全体", row).values()) == {"documented"}


@pytest.mark.parametrize("others", ["ほか", "　ほか（全5箇所）", "ほか該当箇所", " 他2か所", "等"])
def test_words_that_a_row_of_one_place_and_others_exchanges(others: str) -> None:
    """The change elsewhere is recorded by it, however it says that there are others."""
    assert set(_exchange(f"Ⅰ 7 ①部署{others}", ("庶務課", "総務課")).values()) == {"documented"}
