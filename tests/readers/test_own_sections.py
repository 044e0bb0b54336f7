"""Sections that no version of the form has, and a cover whose labels and values run together."""

from __future__ import annotations

from pathlib import Path

import pytest
import seen

AT = [row[0] for row in seen.BODY].index("変更箇所")


@pytest.mark.parametrize("name", ["12. 本市独自の点検", "Ⅴ 本市独自の項目", "本市独自の項目", "【本市独自】"])
@pytest.mark.parametrize("suffix", ["html", "xlsx"])
def test_a_section_no_version_knows_is_no_part_of_the_value_above_it(
    suffix: str, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its heading stands alone, left of the values, and what follows is below it."""
    monkeypatch.setattr(seen, "BODY", (*seen.BODY[:AT], (name,), ("点検の方法", "毎月点検する。"), *seen.BODY[AT:]))
    edition = seen.edition(seen.WRITERS[suffix](tmp_path / f"a.{suffix}"))
    assert edition.item("department.head").text == "手当課長"
    (section,) = [i for i in edition.items if i.path[-1] == "点検の方法"]
    assert section.text == "毎月点検する。"
    assert len(edition.changes) == 3


def _in_text(*lines: str) -> str:
    """The small report as a converter's text, with these lines behind its last field."""
    rows = ["\t".join(row) for row in (*seen.BODY, seen.HEAD, *seen.ROWS)]
    return "\n".join((*rows[:AT], *lines, *rows[AT:])) + "\n"


@pytest.mark.parametrize(
    ("name", "below"),
    [
        ("Ⅵ その他の事項", ("点検の方法\t毎月点検する。",)),
        ("（別添９）本市独自の対策", ("点検の方法\t毎月点検する。",)),
        ("８．本市独自の点検", ("点検の方法\t毎月点検する。",)),
        ("８．本市独自の点検", ("①点検の方法\t毎月点検する。",)),
        ("【本市独自】", ("点検の方法\t毎月点検する。",)),
    ],
)
def test_a_section_no_version_knows_is_a_section_in_a_text(name: str, below: tuple[str, ...], tmp_path: Path) -> None:
    """A text tells no columns: the number of the heading, and the field below it that no form knows, show it."""
    (tmp_path / "a.txt").write_text(_in_text(name, *below), "utf-8")
    edition = seen.edition(tmp_path / "a.txt")
    assert edition.item("department.head").text == "手当課長"
    (section,) = [i for i in edition.items if i.path[-1].endswith("点検の方法")]
    assert section.text == "毎月点検する。"
    assert "".join(section.path[-2].split()) == "".join(name.split())
    assert len(edition.changes) == 3


def test_a_chapter_of_prose_that_no_version_knows_is_a_field_in_a_text(tmp_path: Path) -> None:
    """What stands under it is its own."""
    (tmp_path / "a.txt").write_text(_in_text("Ⅵ その他の事項", "特になし"), "utf-8")
    edition = seen.edition(tmp_path / "a.txt")
    assert edition.item("department.head").text == "手当課長"
    assert [i.text for i in edition.items if i.path == ("Ⅵ その他の事項",)] == ["特になし"]


@pytest.mark.parametrize("prose", [("毎月点検する。",), ("毎月点検する。", "年に一回、市長へ報告する")])
@pytest.mark.parametrize("name", ["12. 本市独自の点検", "１２．本市独自の点検"])
def test_an_item_behind_all_of_the_form_stands_over_plain_words_in_a_text(
    name: str, prose: tuple[str, ...], tmp_path: Path
) -> None:
    """Its number is behind all that the form has in the chapter, so it is no line of the value above."""
    (tmp_path / "a.txt").write_text(_in_text(name, *prose), "utf-8")
    edition = seen.edition(tmp_path / "a.txt")
    assert edition.item("department.head").text == "手当課長"
    assert [i.text for i in edition.items if "本市独自" in i.path[-1]] == ["\n".join(prose)]
    assert [u for u in edition.unread if u.code == "line-or-heading"] == []


def test_of_a_number_that_the_form_has_it_cannot_be_told_what_it_heads(tmp_path: Path) -> None:
    """It stays where it is, and is told with its place."""
    (tmp_path / "a.txt").write_text(_in_text("８．本市独自の点検", "毎月点検する。"), "utf-8")
    edition = seen.edition(tmp_path / "a.txt")
    assert edition.item("department.head").text == "手当課長\n８．本市独自の点検\n毎月点検する。"
    assert [(u.code, u.locator, u.params["text"]) for u in edition.unread] == [
        ("line-or-heading", f"L{AT + 1}.1", "８．本市独自の点検")
    ]


@pytest.mark.parametrize("last", [9, 11, 13])
def test_a_long_numbered_list_is_one_value_in_a_text(last: int, tmp_path: Path) -> None:
    """Whatever number it comes to."""
    lines = [f"{number}. 手続{number}の支援" for number in range(1, last + 1)]
    text = _in_text().replace("②事務の概要\t見本手当の認定を行う。", "②事務の概要\t" + "\n".join(lines))
    (tmp_path / "a.txt").write_text(text, "utf-8")
    edition = seen.edition(tmp_path / "a.txt")
    assert edition.item("handling.outline").text == "\n".join(lines)
    assert edition.item("handling.systems").text == "福祉総合システム、中間サーバー"


@pytest.mark.parametrize(
    "lines",
    [
        ("3. 見本手当の認定", "4. 支給", "5. 返還"),
        ("見本手当の認定", "4. 支給と返還"),
        ("見本手当の認定", "【住民情報】"),
        ("見本手当の認定", "Ⅵの対象人数を参照"),
    ],
)  # fmt: skip
def test_lines_of_a_value_stay_its_own_in_a_text(lines: tuple[str, ...], tmp_path: Path) -> None:
    """A list that a converter broke into lines, whatever stands below it that the form knows."""
    text = _in_text().replace("②事務の概要\t見本手当の認定を行う。", "②事務の概要\t" + "\n".join(lines))
    (tmp_path / "a.txt").write_text(text, "utf-8")
    edition = seen.edition(tmp_path / "a.txt")
    assert edition.item("handling.outline").text == "\n".join(lines)
    assert edition.item("handling.systems").text == "福祉総合システム、中間サーバー"


@pytest.mark.parametrize(
    ("line", "agency"),
    [("評価実施機関名見本市長", "見本市長"), ("評価実施機関名 見本市長", "見本市長"), ("評価実施機関名の欄は市長", "")],
)
def test_a_label_of_the_cover_with_its_value_right_behind_it(line: str, agency: str, tmp_path: Path) -> None:
    """As a page without rules sets them close together; words that are no value of that kind are none."""
    lines = ["\t".join(row) for row in (*seen.BODY, seen.HEAD, *seen.ROWS)]
    text = "\n".join(lines).replace("評価実施機関名\t見本市長", line).replace("公表日\t", "公表日")
    path = tmp_path / "a.txt"
    path.write_text(text, "utf-8")
    edition = seen.edition(path)
    assert (edition.agency, str(edition.published_on)) == (agency, "2025-06-30")
