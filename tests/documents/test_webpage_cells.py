"""A page's joined cells and its parts for input: each read where a person sees it, or told."""

from __future__ import annotations

from pathlib import Path

import pytest
import seen

from pia_audit.documents.blocks import Document
from pia_audit.documents.html.webpage import read_page
from pia_audit.model import Edition
from pia_audit.readers import read_paths

DAY, LABEL, BEFORE, AFTER, TIMING, NOTE = range(6)
Markup = tuple[str, ...]


def _row(cells: tuple[str, ...], joined: dict[int, str], gone: tuple[int, ...] = ()) -> Markup:
    """A row without the cells in ``gone``, those in ``joined`` with the attribute that it gives."""
    kept = ((n, cell) for n, cell in enumerate(cells) if n not in gone)
    return ("<tr>" + "".join(f"<td {joined.get(n, '')}>{cell}</td>" for n, cell in kept) + "</tr>",)


def _plain(edition: Edition) -> list[tuple[str | None, ...]]:
    return [(r.changed_on_text, r.label, r.before, r.after, r.timing_text, r.note) for r in edition.changes]


def _page(path: Path, rows: list[Markup], body: str = "") -> Edition:
    """What is read of the report with these rows, and with more fields in front of its table of changes."""
    seen.page(path, rows=rows)
    if body:
        text = path.read_text("utf-8")
        path.write_text(text.replace("<tr><td>変更箇所", body + "<tr><td>変更箇所"), "utf-8")
    return seen.edition(path)


@pytest.mark.kind("rows", html="read")
def test_cells_joined_over_rows_are_in_each_of_them(tmp_path: Path) -> None:
    """Day and 提出時期 joined over all three rows, 項目 over the last two: each row has its texts and the shared."""
    one, two, three = seen.ROWS
    rows = [
        _row(one, {DAY: "rowspan=3", TIMING: 'rowspan="3"'}),
        _row(two, {LABEL: "rowspan=2"}, (DAY, TIMING)),
        _row(three, {}, (DAY, LABEL, TIMING)),
    ]
    edition = _page(tmp_path / "a.html", rows)
    assert [(str(r.changed_on), r.label, r.before, r.after, r.timing) for r in edition.changes] == [
        ("2023-04-01", one[LABEL], one[BEFORE], one[AFTER], "事後"),
        ("2023-04-01", two[LABEL], two[BEFORE], two[AFTER], "事後"),
        ("2023-04-01", two[LABEL], three[BEFORE], three[AFTER], "事後"),
    ]
    assert edition.unread == ()


@pytest.mark.kind("rows", html="read")
def test_a_section_joined_over_its_fields_is_above_each_of_them(tmp_path: Path) -> None:
    """The heading of a section in one cell on the left of its fields, as many pages set a form."""
    seen.page(tmp_path / "a.html")
    plain = (tmp_path / "a.html").read_text("utf-8")
    old = (
        "<tr><td>5. 評価実施機関における担当部署</td></tr><tr><td>①部署</td><td>福祉部手当課</td></tr>"
        "<tr><td>②所属長の役職名</td><td>手当課長</td></tr>"
    )
    assert old in plain
    new = (
        "<tr><td rowspan=2>5. 評価実施機関における担当部署</td><td>①部署</td><td>福祉部手当課</td></tr>"
        "<tr><td>②所属長の役職名</td><td>手当課長</td></tr>"
    )
    (tmp_path / "b.html").write_text(plain.replace(old, new), "utf-8")
    texts = [[(i.item_id, i.text, i.status) for i in seen.edition(tmp_path / f"{n}.html").items] for n in "ab"]
    assert texts[1] == texts[0]
    assert ("department.head", "手当課長", "read") in texts[1]


@pytest.mark.kind("across", html="told")
def test_a_cell_over_both_texts_leaves_them_unreadable(tmp_path: Path) -> None:
    """It cannot be told which of the two it is; the rest of the row is read, and so is a row below."""
    rows = [seen.ROWS[0], _row(seen.ROWS[1], {BEFORE: "colspan=2"}, (AFTER,)), seen.ROWS[2]]
    edition = _page(tmp_path / "a.html", rows)
    second = seen.ROWS[1]
    assert _plain(edition) == [seen.ROWS[0], (*second[:2], None, None, *second[4:]), seen.ROWS[2]]
    assert [r.unreadable for r in edition.changes] == [(), ("before", "after"), ()]
    assert seen.notices(edition) == [("seen-across", "T2R3C3", 1)]


@pytest.mark.kind("across", html="told")
def test_a_cell_over_several_rows_and_columns_is_told_in_each_row(tmp_path: Path) -> None:
    """Both texts of two rows in one cell: neither row's texts are known, and no text goes to the cell beside it."""
    joined = {BEFORE: "colspan=2 rowspan=2"}
    rows = [_row(seen.ROWS[0], joined, (AFTER,)), _row(seen.ROWS[1], {}, (BEFORE, AFTER)), seen.ROWS[2]]
    edition = _page(tmp_path / "a.html", rows)
    assert [(r.label, r.before, r.after, r.timing) for r in edition.changes] == [
        (seen.SYSTEMS, None, None, "事後"),
        (seen.UNIT, None, None, "事後"),
        (seen.OUTLINE, *seen.ROWS[2][2:5]),
    ]
    assert [code for code, _, _ in seen.notices(edition)] == ["seen-across"]


CHECKS = (
    "<tr><td>9. 監査</tr><tr><td>実施の有無<td>"
    '<input type="checkbox" checked>自己点検 <input type="checkbox">内部監査 '
    '<label><input type="checkbox" checked="checked" disabled> 外部監査</label></tr>'
)


@pytest.mark.kind("control", html="read")
def test_boxes_of_a_page_are_ticks(tmp_path: Path) -> None:
    """Those that are checked, however it is written, and not the others."""
    edition = _page(tmp_path / "a.html", list(seen.ROWS), f"<tr><td>Ⅳ リスク対策</tr>{CHECKS}")
    assert edition.item("risk.audit").text == "[○]自己点検 [ ]内部監査 [○]外部監査"
    assert edition.unread == ()


def test_boxes_of_which_none_is_ticked_are_unreadable(tmp_path: Path) -> None:
    """A converter that lost the ticks leaves the same: that nothing was ticked is not claimed."""
    empty = CHECKS.replace(' checked="checked"', "").replace(" checked", "")
    edition = _page(tmp_path / "a.html", list(seen.ROWS), f"<tr><td>Ⅳ リスク対策</tr>{empty}")
    assert (edition.item("risk.audit").text, edition.item("risk.audit").status) == (None, "unreadable")


FIELDS = {
    "a field": '<input type="text" value="福祉部手当課">',
    "a field without a type": '<input value="福祉部手当課">',
    "an area": "<textarea rows=3>福祉部手当課</textarea>",
    "a list": "<select><option>福祉部福祉課</option><option selected>福祉部手当課</option></select>",
    "a list by its first": "<select><option>福祉部手当課</option><option>福祉部福祉課</option></select>",
    "a button beside it": '福祉部手当課<input type="button" value="編集"><input type="hidden" value="x">',
    "words with a label": "<label>福祉部手当課</label>",
}


@pytest.mark.parametrize("way", FIELDS)
@pytest.mark.kind("control", html="read")
def test_what_a_part_for_input_shows_is_the_text(way: str, tmp_path: Path) -> None:
    """In a row and in a field: what a person sees in it, and nothing of its other choices or of buttons."""
    second = seen.ROWS[1]
    rows = [seen.ROWS[0], (*second[:AFTER], FIELDS[way], *second[TIMING:]), seen.ROWS[2]]
    edition = _page(tmp_path / "a.html", rows)
    assert _plain(edition) == list(seen.ROWS)
    path = tmp_path / "b.html"
    path.write_text((tmp_path / "a.html").read_text("utf-8").replace("<td>福祉部手当課", f"<td>{FIELDS[way]}"), "utf-8")
    assert seen.edition(path).item("department.name").text == "福祉部手当課"


@pytest.mark.parametrize("kind", ["radio", "checkbox"])
@pytest.mark.parametrize("chosen", ["事前", "事後"])
@pytest.mark.kind("control", html="read")
def test_the_timing_that_is_chosen_counts(chosen: str, kind: str, tmp_path: Path) -> None:
    """Both words are printed beside their buttons; the one whose button is set is the row's."""
    cell = "".join(f'<input type="{kind}"{" checked" if t == chosen else ""}>{t} ' for t in ("事前", "事後"))
    rows = [seen.ROWS[0], (*seen.ROWS[1][:TIMING], cell, ""), seen.ROWS[2]]
    assert [r.timing for r in _page(tmp_path / "a.html", rows).changes] == ["事後", chosen, "事前"]


def test_a_cell_joined_down_to_the_last_row(tmp_path: Path) -> None:
    """``rowspan=0`` goes to the end of the table: no cell moves to its place."""
    one, two, three = seen.ROWS
    rows = [_row(one, {DAY: "rowspan=0"}), _row(two, {}, (DAY,)), _row(three, {}, (DAY,))]
    edition = _page(tmp_path / "a.html", rows)
    assert [(r.label, r.before, r.after) for r in edition.changes] == [row[1:4] for row in seen.ROWS]


def test_soft_hyphens_are_not_seen(tmp_path: Path) -> None:
    """They say where a word may be broken."""
    one, *more = seen.ROWS
    edition = _page(tmp_path / "a.html", [(*one[:3], "福祉総合&shy;システム", *one[4:]), *more])
    assert edition.changes[0].after == "福祉総合システム"


@pytest.mark.kind("attached", html="told")
def test_frames_and_a_file_without_its_end_are_told(tmp_path: Path) -> None:
    """What a frame shows is another file; a page that ends within a table was cut off."""
    path = seen.page(tmp_path / "a.html")
    text = path.read_text("utf-8")
    path.write_text(text.replace("<body>", '<body><iframe src="b.html"></iframe>'), "utf-8")
    assert [code for code, *_ in seen.notices(seen.edition(path))] == ["seen-frames"]
    path.write_text(text[: text.rindex("</td>")], "utf-8")
    assert [code for code, *_ in seen.notices(seen.edition(path))] == ["seen-cut"]
    path.write_text('<html><frameset><frame src="b.html"></frameset></html>', "utf-8")
    (unread,) = read_paths([path]).unread
    assert unread.code == "page-of-frames"


def test_words_outside_every_paragraph_are_lines_as_well() -> None:
    """Words that stand in the page, or beside a paragraph or a table, themselves; each run between breaks is a line."""
    page = (
        "<body>一<b>二</b><p>三</p>四<div>五<i>六</i><table><tr><td>七</td></tr></table>八<br>九</div>"
        "<center>十</center><details open><summary>甲</summary>乙</details><button>丙</button><script>var x</script>丁"
    )
    document = read_page("a.html", page.encode())
    assert isinstance(document, Document)
    lines = ["".join(c.text for c in row.cells) for row in document.rows]
    assert lines == ["一二", "三", "四", "五六", "七", "八", "九", "十", "甲", "乙", "丙丁"]
    assert [row.ruled for row in document.rows].index(True) == 4


def test_words_of_a_template_are_told_and_not_read() -> None:
    """A browser shows nothing of it before a script asks for it; what has no words is not told."""
    document = read_page("a.html", "<p>甲</p><template><p>乙</p></template><template> </template>".encode())
    assert isinstance(document, Document)
    assert [[c.text for c in row.cells] for row in document.rows] == [["甲"]]
    assert [(p.code, p.params["count"]) for p in document.problems] == [("seen-unseen", 1)]


@pytest.mark.kind("columns", html="read")
def test_a_head_that_is_written_behind_its_rows_stands_above_them(tmp_path: Path) -> None:
    """A browser sets ``thead`` first and ``tfoot`` last, wherever they stand: the table was read as fields."""
    path = seen.page(tmp_path / "a.html")
    text = path.read_text("utf-8")
    head, rows = text.split("<table>")[2].split("</tr>", 1)
    foot = "<tfoot><tr><td>※</td><td colspan=5>軽微な変更を除く。</td></tr></tfoot>"
    turned = f"{foot}<tbody>{rows.partition('</table>')[0]}</tbody><thead>{head}</tr></thead></table>"
    path.write_text(text.split("<table>")[0] + "<table>" + text.split("<table>")[1] + "<table>" + turned, "utf-8")
    assert _plain(seen.edition(path)) == [tuple(row) for row in seen.ROWS]


def test_the_cells_of_a_table_in_a_cell_are_apart(tmp_path: Path) -> None:
    """Their words were one word."""
    rows = [list(row) for row in seen.ROWS]
    rows[1][AFTER] = "<table><tr><td>福祉部</td><td>手当課</td></tr><tr><td>甲</td></tr></table>"
    assert seen.edition(seen.page(tmp_path / "a.html", rows=rows)).changes[1].after == "福祉部 手当課\n甲"
