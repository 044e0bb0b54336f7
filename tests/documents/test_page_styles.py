"""What the style sheets of a page hide is not read, by whatever selector they name it; what they leave in sight is."""

from __future__ import annotations

from pathlib import Path

import pytest
import seen
from bounded import bounded

HIDING = {
    "child": ("i>span{display:none}", ""),
    "descendant": ("table tr td .x{display:none}", ""),
    "sibling": ("b+span{visibility:hidden}", ""),
    "not": ("td span:not(.y){display:none}", ""),
    "attribute": ("[data-old]{display:none}", ""),
    "value": ("span[data-old^=o]{display:none}", ""),
    "last": ("td span:last-child{display:none}", ""),
    "nth": ("td span:nth-child(2){display:none}", ""),
    "is": (":is(i,th)>span{display:none}", ""),
    "screen": ("@media screen{.x{display:none}}", ""),
    "supports": ("@supports (color:red){.x{display:none}}", ""),
    "stronger": ("td .x{display:none} span{display:inline}", ""),
    "important": (".x{display:none!important}", "display:inline"),
    "clip-path": (".x{clip-path:inset(50%)}", ""),
    "clip": (".x{position:absolute;clip:rect(0 0 0 0)}", ""),
    "reader-only": (
        ".x{position:absolute;width:1px;height:1px;overflow:hidden;clip:rect(1px,1px,1px,1px);white-space:nowrap}",
        "",
    ),
    "flat": (".x{display:inline-block;width:0;overflow:hidden}", ""),
    "clear": (".x{color:rgba(0,0,0,0)}", ""),
    "clear now": (".x{color:rgb(0 0 0 / 0)}", ""),
    "faint": (".x{color:rgba(0,0,0,.03)}", ""),
    "fill": (".x{-webkit-text-fill-color:transparent}", ""),
    "hsl": (".x{color:hsl(0,0%,100%)}", ""),
    "opacity": (".x{opacity:0}", ""),
    "indent": (".x{display:inline-block;text-indent:-9999px}", ""),
    "away": (".x{position:absolute;left:-9999px}", ""),
    "margin": (".x{margin-left:-9999em}", ""),
    "no size": (".x{font-size:0}", ""),
    "font": (".x{font:0/0 a}", ""),
    "scale": (".x{display:inline-block;transform:scale(0)}", ""),
    "scale of its own": (".x{display:inline-block;scale:0.01}", ""),
    "on its edge": (".x{display:inline-block;transform:rotateY(90deg)}", ""),
    "flattened": (".x{display:inline-block;transform:matrix(1,0,0,0,0,0)}", ""),
    "moved": (".x{display:inline-block;transform:translateX(-9999px)}", ""),
    "moved on": (".x{display:inline-block;translate:0 -9999px}", ""),
    "from the right": (".x{position:absolute;right:9999px}", ""),
    "inset": (".x{position:fixed;inset:auto auto auto -9999px}", ""),
    "margins": (".x{display:inline-block;margin:0 0 0 -9999px}", ""),
    "pushed out": (".x{display:inline-block;width:9em;text-indent:100%;white-space:nowrap;overflow:hidden}", ""),
    "padded out": (".x{display:inline-block;width:9em;padding-left:9999px;overflow:hidden}", ""),
    "no line": (".x{display:inline-block;line-height:0;overflow:hidden}", ""),
    "no block size": (".x{display:inline-block;block-size:calc(0px);overflow:hidden}", ""),
    "contained": (".x{display:inline-block;contain:strict}", ""),
    "ellipse": (".x{clip-path:ellipse(0 0)}", ""),
    "one side": (".x{clip-path:inset(0 100% 0 0)}", ""),
    "triangle without area": (".x{clip-path:polygon(0 0,100% 0,50% 0)}", ""),
    "rect": (".x{clip-path:rect(0 0 0 0)}", ""),
    "mask": (".x{-webkit-mask-image:linear-gradient(to right,transparent,rgba(0,0,0,0))}", ""),
    "filter": (".x{filter:opacity(0%)}", ""),
    "blur": (".x{filter:blur(9px)}", ""),
    "inverted": (".x{filter:invert(1)}", ""),
    "bright": (".x{filter:brightness(0) invert(100%)}", ""),
    "calculated": (".x{opacity:calc(0)}", ""),
    "zoom": (".x{zoom:.01}", ""),
    "dots": (".x{-webkit-text-security:disc}", ""),
    "column": (".x{display:table-column}", ""),
    "image instead": (".x{content:url(a.png)}", ""),
    "below": ("td{background:#fff} .x{position:relative;z-index:-1}", ""),
    "variable": ("html{--a:none} .x{display:var(--a)}", ""),
    "variable not there": (".x{display:var(--a, none)}", ""),
    "variable colour": (":root{--a:var(--b);--b:#fff} .x{color:var(--a)}", ""),
    "nested": ("td{ color:#000; i { .x{display:none} } }", ""),
    "nested on": (".x{ &[data-old]{display:none} }", ""),
    "nested condition": (".x{ @media screen{display:none} }", ""),
    "scope": ("@scope (td){.x{display:none}}", ""),
    "layer": ("@layer a{.x{display:none}}", ""),
    "outside layers": ("@layer a{i .x{display:inline}} .x{display:none}", ""),
    "wide": ("@media (width >= 600px) and (max-width:4000px){.x{display:none}}", ""),
    "no printer": ("@media not print{.x{display:none}}", ""),
    "light": ("@media (prefers-color-scheme:light){.x{display:none}}", ""),
    "named": (".x{color:gold;background:gold}", ""),
    "own": ("", "display: none"),
}
SHOWING = {
    "print": ("@media print{.x{display:none}}", ""),
    "small": ("@media (max-width:600px){.x{display:none}}", ""),
    "other": ("th>.x,td.z .x,tr:first-child .x,.x:hover,[data-no]{display:none}", ""),
    "weaker": (".x{display:inline} span{display:none}", ""),
    "own": ("td .x{display:none}", "display:inline"),
    "in a line": (".x{width:0;overflow:hidden}", ""),
    "not placed": (".x{left:-9999px;clip:rect(0 0 0 0)}", ""),
    "size in none": ("i{font-size:0} b,.x{font-size:14px}", ""),
    "again": ("i{visibility:hidden} b,.x{visibility:visible}", ""),
    "image": (".x{color:#fff;background:#fff url(a.png)}", ""),
    "dark": (".x{color:#fff;background:navy}", ""),
    "part": (".x{clip-path:inset(5px)}", ""),
    "scale in a line": (".x{transform:scale(0);content-visibility:hidden}", ""),
    "mirrored": (".x{display:inline-block;transform:scaleX(-1) rotate(0deg)}", ""),
    "centred": (".x{position:absolute;left:50%;transform:translate(-50%,-50%)}", ""),
    "usual line": (".x{display:inline-block;line-height:1;overflow:hidden;margin:0 auto;inset:0}", ""),
    "lightly blurred": (".x{filter:blur(1px) grayscale(1)}", ""),
    "inverted with its ground": (".x{filter:invert(1);background:#fff}", ""),
    "mask in part": (".x{mask-image:linear-gradient(black,transparent)}", ""),
    "letters cut out": (".x{background:#000;-webkit-background-clip:text;color:transparent}", ""),
    "shadow": (".x{color:transparent;text-shadow:0 0 0 #000}", ""),
    "above": ("td{background:#fff;position:relative;z-index:0} .x{position:relative;z-index:-1}", ""),
    "dark scheme": ("@media (prefers-color-scheme:dark){.x{display:none}}", ""),
    "large screens": ("@media (min-width:3000px),not screen{.x{display:none}}", ""),
    "old browsers": ("@supports not (display:grid){.x{display:none}}", ""),
    "weaker layer": (".x{display:inline}@layer a{td .x{display:none}}", ""),
    "variable of another": ("b{--a:none} .x{display:var(--a,inline)}", ""),
    "nested elsewhere": ("th{ .x{display:none} } .x{ &:hover{display:none} }", ""),
    "no rule": (".x{display:none", ""),
    "broken": ("..x{display:none} td >> .x{display:none}", ""),
}


def _table(style: str, inline: str, path: Path) -> tuple[str | None, list[str]]:
    mark = f'<i><b>甲</b><span class="x" data-old="old" style="{inline}">乙</span></i>'
    first, second, third = seen.ROWS
    rows = [first, (*second[:3], mark, *second[4:]), third]
    edition = seen.edition(seen.page(path, rows=rows, style=style))
    return edition.changes[1].after, [code for code, *_ in seen.notices(edition)]


@pytest.mark.parametrize(
    ("mark", "text"),
    [
        ("甲<dialog>乙</dialog>", "甲"),
        ("甲<dialog open>乙</dialog>", "甲乙"),
        ("<details><summary>甲</summary>乙</details>", "甲"),
        ("<details><summary>甲</summary><p>乙</p><summary>乙</summary></details>", "甲"),
        ("<details open><summary>甲</summary>乙</details>", "甲乙"),
        ("甲<span popover>乙</span>", "甲"),
        ("甲<meter value=1>乙</meter>", "甲"),
        ("甲<datalist><option>乙</datalist>", "甲"),
    ],
)
@pytest.mark.kind("hidden", html="told")
def test_words_that_are_folded_away(mark: str, text: str, tmp_path: Path) -> None:
    """What a reader has to open first is not on the page as it is shown and printed."""
    first, second, third = seen.ROWS
    edition = seen.edition(seen.page(tmp_path / "a.html", rows=[first, (*second[:3], mark, *second[4:]), third]))
    assert "".join((edition.changes[1].after or "").split()) == text
    assert ("seen-unseen" in [code for code, *_ in seen.notices(edition)]) == (text == "甲")


@pytest.mark.parametrize(("style", "inline"), HIDING.values(), ids=HIDING)
@pytest.mark.kind("hidden", "unseen", html="told")
def test_words_that_a_style_hides(style: str, inline: str, tmp_path: Path) -> None:
    """By any selector, in any of the ways in which pages hide words: told, and no part of the text."""
    assert _table(style, inline, tmp_path / "a.html") == ("甲", ["seen-unseen"])


@pytest.mark.parametrize(("style", "inline"), list(SHOWING.values())[:-2], ids=list(SHOWING)[:-2])
def test_words_that_a_style_leaves_in_sight(style: str, inline: str, tmp_path: Path) -> None:
    """A rule for printers, for other elements, one that is weaker or has no effect: all is read."""
    assert _table(style, inline, tmp_path / "a.html") == ("甲乙", [])


def test_rules_that_browsers_do_not_understand(tmp_path: Path) -> None:
    """A selector that is none is left out; the last rule of a sheet need not be closed."""
    assert _table(*SHOWING["broken"], tmp_path / "a.html") == ("甲乙", [])
    assert _table(*SHOWING["no rule"], tmp_path / "b.html") == ("甲", ["seen-unseen"])


@pytest.mark.parametrize(
    ("cover", "text"),
    [
        ("position:absolute;inset:0;background:#fff", "甲"),
        ("position:absolute;top:0;left:0;width:100%;height:100%;background:#000", "甲"),
        ("position:absolute;inset:0;background:rgba(255,255,255,.5)", "甲乙"),
        ("position:absolute;inset:0;background:#fff;z-index:-1", "甲乙"),
        ("position:absolute;left:0;bottom:0;width:100%;height:2px;background:#fff", "甲乙"),
        ("inset:0;background:#fff", "甲乙"),
    ],
)
@pytest.mark.kind("unseen", html="told")
def test_words_under_something_that_is_laid_over_them(cover: str, text: str, tmp_path: Path) -> None:
    """Under a sheet of one colour over all of it; one that is seen through, stands below, or is small hides nothing."""
    first, second, third = seen.ROWS
    mark = f'甲<div style="position:relative">乙<span style="{cover}"></span></div>'
    edition = seen.edition(seen.page(tmp_path / "a.html", rows=[first, (*second[:3], mark, *second[4:]), third]))
    assert "".join((edition.changes[1].after or "").split()) == text
    assert ("seen-unseen" in [code for code, *_ in seen.notices(edition)]) == (text == "甲")


@pytest.mark.parametrize(
    ("mark", "text"),
    [
        ("<bdo dir=rtl>乙甲</bdo>丙", "甲乙丙"),
        ("<span style='unicode-bidi:bidi-override;direction:rtl'>乙甲</span>丙", "甲乙丙"),
        ("<span dir=rtl style='direction:rtl'>甲乙</span>丙", "甲乙丙"),
        ("<span style='text-transform:uppercase'>ab甲</span>", "AB甲"),
        ("<span style='text-transform:capitalize'>ab cd</span>", "AbCd"),
        ("<select multiple><option>甲<option selected>乙<option selected>丙</select>", "乙丙"),
    ],
)
def test_words_are_read_in_the_order_and_the_letters_in_which_they_are_shown(
    mark: str, text: str, tmp_path: Path
) -> None:
    """Signs that a page turns round, Latin words that it shows in other letters, and what is chosen in a list."""
    first, second, third = seen.ROWS
    edition = seen.edition(seen.page(tmp_path / "a.html", rows=[first, (*second[:3], mark, *second[4:]), third]))
    assert "".join((edition.changes[1].after or "").split()) == text


@pytest.mark.kind("struck", html="told")
def test_words_that_a_style_strikes(tmp_path: Path) -> None:
    """By a selector that needs a search."""
    assert _table("i>[data-old]{text-decoration:line-through red}", "", tmp_path / "a.html") == ("甲", ["seen-struck"])


@pytest.mark.kind("hidden", html="told")
def test_a_cell_that_is_not_seen_keeps_its_room_and_one_not_shown_has_none(tmp_path: Path) -> None:
    """A transparent cell moves none beside it; a row whose cells are not shown is told once, with their count."""
    first, second, third = seen.ROWS
    cells = "".join(f"<td class=c{n}>{text}</td>" for n, text in enumerate(second))
    rows = [first, (f"<tr>{cells}</tr>",), third]
    edition = seen.edition(seen.page(tmp_path / "a.html", rows=rows, style=".c2{opacity:0}"))
    assert [(r.label, r.before, r.after) for r in edition.changes][1] == (second[1], None, second[3])
    assert seen.notices(edition) == [("seen-unseen", "T2R3C3", 1)]
    edition = seen.edition(seen.page(tmp_path / "b.html", rows=rows, style="[class^=c]{display:none}"))
    assert len(edition.changes) == 2
    assert seen.notices(edition) == [("seen-unseen", "T2R3C1", sum(map(bool, second)))]
    assert edition.unread[0].params["places"] == "T2R3C1"


@pytest.mark.parametrize(
    ("style", "codes"),
    [('.x::before{content:"（案）"}', ["seen-style-words"]),
     (".x::after{content:attr(data-old)}", ["seen-style-words"]),
     ('.x::before{content:"\\25cb"}', ["seen-style-words"]), ('.x::before{content:"・"}', []),
     (".x::after{content:none}", []), ('.z::after{content:"乙"}', [])],
)  # fmt: skip
@pytest.mark.kind("style", html="told")
def test_words_that_a_style_writes(style: str, codes: list[str], tmp_path: Path) -> None:
    """Words before and after an element are told, a mere bullet is not."""
    assert _table(style, "", tmp_path / "a.html") == ("甲乙", codes)


@pytest.mark.kind("style", html="told")
def test_a_style_in_another_file_is_told_and_one_too_long_to_be_tried(tmp_path: Path) -> None:
    """What a sheet hides that is not there is not known; neither is what rules hide that no page needs so many of."""
    path = seen.page(tmp_path / "a.html")
    path.write_text(path.read_text("utf-8").replace("<style>", '<link rel="stylesheet" href="a.css"><style>'), "utf-8")
    assert [code for code, *_ in seen.notices(seen.edition(path))] == ["seen-style-elsewhere"]
    many = "".join(f"td>span.x{n}{{display:none}}" for n in range(5010))
    assert _table(many, "", tmp_path / "b.html") == ("甲乙", ["seen-style-unread"])


@pytest.mark.parametrize(
    "style",
    [
        "@media (" + " " * 200_000 + "{.x{display:none}}",
        ".x{text-shadow:" + "a(" * 50_000 + "}",
        "@supports " + "(" * 50_000 + "{.x{display:none}}",
        ".x{filter:" + "a" * 400_000 + "}",
        ".x{clip-path:inset(" + ")" * 100_000 + "a" * 100_000 + "}",
        ":root{" + "".join(f"--v{n}:{f'var(--v{n + 1})' * 60};" for n in range(12)) + "}.x{color:var(--v0)}",
        "a,b,c,d{" * 60 + ".x{display:none}" + "}" * 60,
    ],
    ids=["blanks", "brackets", "condition", "filter", "shape", "variables", "nested"],
)
def test_styles_made_to_be_costly(style: str, tmp_path: Path) -> None:
    """Each would take hours or end the run, were it looked at whole; what it may hide is read."""
    with bounded():
        text, codes = _table(style, "", tmp_path / "a.html")
    assert text == "甲乙"
    assert set(codes) <= {"seen-style-unread"}


def test_lines_through_words_end_where_a_browser_ends_them(tmp_path: Path) -> None:
    """A box set in the line is not struck by what is around it; ``del`` is not where its style draws no line."""
    rows = [list(row) for row in seen.ROWS]
    rows[0][3] = '<s>福祉総合<b style="display:inline-block">システム、</b></s>中間サーバー'
    rows[1][3] = '<del style="text-decoration:none">福祉部</del>手当課'
    rows[2][3] = '<s><b style="text-decoration:none">旧い</b></s>見本手当の認定を行う。'
    edition = seen.edition(seen.page(tmp_path / "a.html", rows=rows))
    assert [r.after for r in edition.changes] == ["システム、中間サーバー", "福祉部手当課", "見本手当の認定を行う。"]
    assert [r.struck for r in edition.changes] == [(("after", "福祉総合"),), (), (("after", "旧い"),)]
