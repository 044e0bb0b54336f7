"""Texts that a PDF draws sign by sign in a font that is not in the file."""

from __future__ import annotations

import pytest
from raw_pdf import HEIGHT, Sheet, pdf, read, texts


def _sign_by_sign(x: float, y: float, text: str, size: float = 7) -> str:
    """Every sign as a text of its own, as some printers of offices write."""
    return "\n".join(
        f"BT /F {size} Tf 1 0 0 1 {x + size * n:.2f} {HEIGHT - y} Tm <{sign.encode('utf-16-be').hex()}> Tj ET"
        for n, sign in enumerate(text)
    )


@pytest.mark.parametrize("right", ["見本", "見本市", "見"])
@pytest.mark.parametrize("below", ["", "公表日", "Ⅰ 公表日"])
@pytest.mark.parametrize("behind", ["", " ", "　"])
def test_the_last_sign_of_a_text_is_read(right: str, below: str, behind: str) -> None:
    """Before the next text of the line and the next line, and before blanks."""
    sheet = Sheet().grid((40, 200, 400), (100, 130, 160))
    for x, y, text in ((43, 115, "評価書番号"), (203, 115, right), (43, 145, below)):
        sheet.parts.append(_sign_by_sign(x, y, text + behind))
    document = pdf(sheet)
    assert texts(document) == [["評価書番号", right], [below, ""]]
    assert read(document).problems == ()
