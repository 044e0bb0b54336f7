"""Texts that a program took out of a PDF, their cells lost: refused, or read with doubt."""

from __future__ import annotations

from pathlib import Path

from pia_audit.model import Edition, Unread
from pia_audit.readers import read

_COVER = "特定個人情報保護評価書（基礎項目評価書）\n評価書番号{0}評価書名\n3{0}見本手当の支給に関する事務\n"
_BODY = (
    "評価実施機関名\n見本市長\n公表日\n令和7年6月30日\nⅠ 関連情報\n1. 特定個人情報ファイルを取り扱う事務\n"
    "①事務の名称{0}見本手当の支給に関する事務\n②事務の概要{0}見本手当の認定を行う。\n\f"
    "Ⅱ しきい値判断項目\n1. 対象人数\n評価対象の事務の対象人数は何人か{0}何人か 1,000人以上\n"
    "いつ時点の計数か{0}令和7年4月1日 時点\n\f変更箇所\n変更日{0}項目{0}変更前の記載{0}変更後の記載{0}提出時期\n"
)


def test_a_text_without_any_columns_is_refused(tmp_path: Path) -> None:
    """It gave twenty errors that the report does not have: words of one cell stood for another's."""
    path = tmp_path / "a.txt"
    path.write_text((_COVER + _BODY).format("\n"), encoding="utf-8")
    reading = read(path)
    assert isinstance(reading, Unread)
    assert reading.code == "text-of-a-print"
    assert reading.fatal


def test_an_answer_of_a_text_in_blanks_that_is_none_is_unreadable(tmp_path: Path) -> None:
    """Words of the cell beside it stand in an answer: no option, and so no error either."""
    path = tmp_path / "a.txt"
    path.write_text((_COVER + _BODY).format("        "), encoding="utf-8")
    edition = read(path)
    assert isinstance(edition, Edition)
    assert edition.item("threshold.subjects").status == "unreadable"
    assert edition.item("threshold.subjects_as_of").text == "令和7年4月1日 時点"
    assert "text-without-cells" in {u.code for u in edition.unread}


def test_a_text_with_tabs_may_have_ends_of_pages(tmp_path: Path) -> None:
    """A converter's text with its cells is read as before."""
    path = tmp_path / "a.txt"
    path.write_text((_COVER + _BODY).format("\t"), encoding="utf-8")
    edition = read(path)
    assert isinstance(edition, Edition)
    assert not {u.code for u in edition.unread} & {"text-without-cells", "text-of-a-print"}
