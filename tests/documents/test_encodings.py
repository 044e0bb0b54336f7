"""Text and pages in every encoding that offices write."""

from __future__ import annotations

from pathlib import Path

import pytest

import pia_audit
from pia_audit.documents.encodings import encoding_of
from pia_audit.model import Edition

WORDS = "特定個人情報保護評価書（基礎項目評価書） 2026\nｾﾝﾀｰ"
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp932", "euc_jp", "euc_jis_2004", "iso2022_jp")
ROWS = (
    ("評価書番号", "7"), ("評価書名", "見本手当の支給に関する事務"), ("評価実施機関名", "見本市長"),
    ("公表日", "令和7年6月30日"), ("Ⅰ 関連情報", ""), ("①事務の名称", "見本手当の支給に関する事務"),
    ("②事務の概要", "見本手当の認定を行う。"), ("③システムの名称", "福祉総合システム"),
)  # fmt: skip


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_an_encoding_is_known_by_its_bytes(encoding: str) -> None:
    """What comes out is what was written, whatever the bytes are called."""
    words = WORDS if encoding != "iso2022_jp" else "評価書番号　7 見本市長"
    content = words.encode(encoding)
    name = encoding_of(content)
    assert name is not None
    assert content.decode(name) == words


@pytest.mark.parametrize("declared", ["utf-8", "shift_jis", ""])
@pytest.mark.parametrize("encoding", [name for name in ENCODINGS if name not in ("utf-16-le", "utf-16-be")])
def test_a_page_is_read_by_its_bytes_and_not_by_what_it_says(encoding: str, declared: str, tmp_path: Path) -> None:
    """The cover of one page, in every encoding, under a charset that may be another's."""
    cells = "".join(f"<tr><td>{label}</td><td>{text}</td></tr>" for label, text in ROWS)
    head = f'<meta charset="{declared}">' if declared else ""
    path = tmp_path / "page.html"
    title = "<title>x</title></head><body><h1>特定個人情報保護評価書（基礎項目評価書）</h1>"
    page = f"<!DOCTYPE html><html><head>{head}{title}<table>{cells}</table></body></html>"
    unknown = str.maketrans("", "", "①②③Ⅰ" if encoding in ("euc_jp", "iso2022_jp") else "")
    path.write_bytes(page.translate(unknown).encode(encoding))
    edition = pia_audit.read(path)
    assert isinstance(edition, Edition)
    assert (edition.report_no, edition.agency, str(edition.published_on)) == ("7", "見本市長", "2025-06-30")


@pytest.mark.parametrize("content", [b"\xff\xfe<\x00\xd8", b"\x80\x81\xff\xfe\xfd\xff"])
def test_bytes_of_no_encoding_are_none(content: bytes) -> None:
    """Half signs and bytes that stand for nothing are no text."""
    assert encoding_of(content) is None
