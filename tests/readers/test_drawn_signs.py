"""PDFs that draw another number of signs than their text has: told by page, whatever the font's map calls them."""

from __future__ import annotations

from typing import Any

import pytest
from raw_pdf import HEIGHT, read, stream, written

SHAPES = {
    "square": "100 -50 150 850 re 750 -50 150 850 re 100 -50 800 150 re 100 650 800 150 re 100 350 800 100 re f",
    "dash": "50 330 900 70 re f",
    "comma": "80 -80 200 200 re f",
    "blank": "",
}
"""Signs of a font of 1,000 units to the em, as strokes."""
Sign = tuple[str, str]


def pdf(signs: list[Sign], pages: int = 1) -> bytes:
    """A PDF whose pages draw these shapes in one line; its font's map calls each by the words beside it."""
    codes = range(1, len(signs) + 1)
    names = "".join(f"/g{code}" for code in codes)
    glyphs = "".join(f"/g{code} {19 + code} 0 R" for code in codes)
    calls = "".join(f"<{code:02X}> <{signs[code - 1][1].encode('utf-16-be').hex()}>\n" for code in codes)
    line = "".join(f"{code:02x}" for code in codes)
    font = (
        f"<</Type/Font/Subtype/Type3/FontBBox[0 -200 1000 1000]/FontMatrix[0.001 0 0 0.001 0 0]/FirstChar 1"
        f"/LastChar {len(signs)}/Widths[{'1000 ' * len(signs)}]/Encoding<</Type/Encoding/Differences[1 {names}]>>"
        f"/CharProcs<<{glyphs}>>/Resources<<>>/ToUnicode 5 0 R>>"
    )
    to_unicode = (
        f"begincmap\n1 begincodespacerange\n<00> <FF>\nendcodespacerange\n{len(signs)} beginbfchar\n{calls}endbfchar\n"
    )
    words = f"BT /F 10 Tf 40 {HEIGHT - 100} Td <{line}> Tj ET 40 {HEIGHT - 103} m 400 {HEIGHT - 103} l S"
    page = f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 {HEIGHT}]/Contents 7 0 R/Resources<</Font<</F 4 0 R>>>>>>"
    objects = {
        1: b"<</Type/Catalog/Pages 2 0 R>>",
        2: f"<</Type/Pages/Kids[{'3 0 R ' * pages}]/Count {pages}>>".encode(),
        3: page.encode(),
        4: font.encode(),
        5: stream(b"", f"{to_unicode}endcmap".encode()),
        7: stream(b"", words.encode()),
        **{19 + code: stream(b"", f"1000 0 d0 {SHAPES[signs[code - 1][0]]}".encode()) for code in codes},
    }
    return written(objects)


def remarked(signs: list[Sign]) -> list[tuple[Any, Any]]:
    """What is told of a page that draws these shapes under these names."""
    problems = [p.params for p in read(pdf(signs)).problems if p.code == "pdf-drawn-otherwise"]
    return [(params["pages"], params["count"]) for params in problems]


PLAIN: list[Sign] = [("square", c) for c in "事務の概要を記載した"]


@pytest.mark.parametrize(
    "signs",
    [
        PLAIN,
        [*PLAIN, ("comma", "、"), ("dash", "ー"), ("dash", "一"), ("dash", "―"), ("comma", "."), ("blank", " ")],
        [*PLAIN, ("square", "㈱"), ("square", "(株)"), ("square", "か\u3099"), ("square", "fi"), ("square", "平成")],
        [*PLAIN, *[("blank", "\u3000")] * 4],
        [*PLAIN, *[("blank", "字")] * 2],
    ],
    ids=["signs", "marks", "ligatures", "blanks", "two signs"],
)
def test_a_page_that_draws_as_many_signs_as_it_says_is_not_remarked_on(signs: list[Sign]) -> None:
    """Small signs, blanks, one sign that is short for several, and one or two slips of a font are no cause to speak."""
    assert remarked(signs) == []


@pytest.mark.kind("uneven", pdf="told")
@pytest.mark.parametrize(
    ("signs", "count"),
    [
        ([*PLAIN, ("square", "変更なし")], 3),
        ([*PLAIN, *[("blank", c) for c in "見えぬ字"]], 4),
        ([*PLAIN[:5], *[("square", " ")] * 4, *PLAIN[5:]], 4),
        ([*PLAIN, *[("square", "\u200b")] * 3], 3),
        ([*PLAIN, *[("square", c) for c in "、,・"]], 3),
        ([*PLAIN, *[("dash", c) for c in "事後承認"]], 4),
    ],
    ids=["one for four", "blank for signs", "signs for blanks", "signs for nothing", "signs for marks", "dashes"],
)
def test_signs_drawn_in_another_number_than_the_text_has_are_told(signs: list[Sign], count: int) -> None:
    """Whether a map makes more of them, fewer, or calls by a sign what is blank: with the page and their number."""
    ((page, number),) = remarked(signs)
    assert page == "1"
    assert abs(number - count) <= 1  # ink without a name is measured in widths of a sign


def test_signs_called_by_others_of_their_kind_pass_unseen() -> None:
    """The limit that the manual names: shapes are not recognised, so 「事後」 drawn and 「事前」 said is not told."""
    assert remarked([("square", c) for c in "事前事前事前"]) == []
