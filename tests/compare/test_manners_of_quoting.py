"""Rows that quote as offices do: dots for what is left out, marks of the side, the heading along, A→B, all options.

Each pair of texts is written by hand, with what a person would say of the row beside it.
"""

from __future__ import annotations

from datetime import date

import pytest
from msgspec.structs import replace

from pia_audit.compare.attribution import account
from pia_audit.compare.pair_corpus import paired
from pia_audit.compare.relative_wording import edits
from pia_audit.compare.verdicts import RowStatement
from pia_audit.forms import option_key
from pia_audit.history.order import Row
from pia_audit.history.replay import replay
from pia_audit.japanese.side_marks import without_side_marks
from pia_audit.model import ChangeRow, Edition, Item
from pia_audit.readers.interpreter import understood

OLD = "・水栓を開ける。\n・検針票を配る。\n・料金を決める。\n・督促する。"
NEW = "・水栓を開ける。\n・検針票を送る。\n・料金を決める。\n・督促する。"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("…・検針票を配る。…", "…・検針票を送る。…"),
        ("……\n・検針票を配る。\n……", "……\n・検針票を送る。\n……"),
        ("【略】\n・検針票を配る。\n【略】", "【略】\n・検針票を送る。\n【略】"),
        ("～略～\n・検針票を配る。\n～略～", "～略～\n・検針票を送る。\n～略～"),
        ("・水栓を開ける。\n・・・\n・検針票を配る。", "・水栓を開ける。\n・・・\n・検針票を送る。"),
        ("（省略）\n・検針票を配る。", "（省略）\n・検針票を送る。"),
    ],
)
def test_what_is_left_out_is_left_as_it_was(before: str, after: str) -> None:
    """The row tells the one change, however it shows that it quotes a part."""
    result = account("text", OLD, NEW, [RowStatement(1, before, after)])
    assert ([v.status for v in result.verdicts], result.leaves) == (["confirmed"], ())


def test_another_quotation_between_dots_is_none() -> None:
    """What stands between the dots still has to be what the text says."""
    result = account("text", OLD, NEW, [RowStatement(1, "…・検針票を配る。…", "…・検針票を焼く。…")])
    assert [v.status for v in result.verdicts] != ["confirmed"]


def test_pieces_that_came_stand_beside_nothing() -> None:
    """Two pieces before and three behind: each beside what it is like, the third is new."""
    row = (
        "（略）\n甲の規程を守る。\n（略）\n乙を点検する。",
        "（略）\n甲の規則を守る。\n（略）\n丙を置く。\n（略）\n乙を点検する。",
    )
    pairs = [(e.before, e.after) for e in edits(*row)]
    assert pairs == [("甲の規程を守る。", "甲の規則を守る。"), ("", "丙を置く。")]


def test_lines_between_dots_from_here_and_there() -> None:
    """Two lines that do not stand beside each other, with dots round both."""
    new = NEW.replace("督促する", "催告する")
    row = RowStatement(1, "…・検針票を配る。\n・督促する。…", "…・検針票を送る。\n・催告する。…")
    result = account("text", OLD, new, [row])
    assert ([v.status for v in result.verdicts], result.leaves) == (["confirmed"], ())


@pytest.mark.parametrize(
    ("last", "verdict"), [("入室は顔で確かめる。", "confirmed"), ("入室は声で確かめる。", "misquoted")]
)
def test_sentences_of_a_text_of_one_line(last: str, verdict: str) -> None:
    """A converter wrote the lines on in one: sentences from here and there are carried out where they stand."""
    old = "台帳は書庫に置く。 端末を閉じる。 入室は掌で確かめる。 記録を残す。"
    new = old.replace("書庫", "金庫").replace("掌", "顔")
    row = RowStatement(1, "…台帳は書庫に置く。 入室は掌で確かめる。…", f"…台帳は金庫に置く。 {last}…")
    assert account("text", old, new, [row]).verdicts[0].status == verdict


def test_a_full_stop_less_in_a_text_that_is_new() -> None:
    """Where nothing stood, a text but for its last full stop is the text; another text is not."""
    assert account("text", "なし", "水道を止める。", [RowStatement(1, "なし", "水道を止める")]).leaves == ()
    assert (
        account("text", "なし", "水道を止める。", [RowStatement(1, "なし", "水道を開ける")]).verdicts[0].status
        == "misquoted"
    )


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("「十分である」", "十分である"),
        ("[ 十分である ]\n＜選択肢＞\n1) 特に力を入れている\n2) 十分である", "十分である"),
        ("＜選択肢＞ 2) 十分である", "十分である"),
        ("選択肢がない", "選択肢がない"),
    ],
)
def test_an_option_however_it_is_quoted(text: str, key: str) -> None:
    assert option_key(text) == key


@pytest.mark.parametrize(
    ("row", "quoted"),
    [
        (("（変更前）甲課", "（変更後）乙課"), ("甲課", "乙課")),
        (("旧：甲課", "新：乙課"), ("甲課", "乙課")),
        (("（新規）", "【変更後】\n乙課"), ("（新規）", "乙課")),
        (("甲課", "甲課 → 乙課"), ("甲課", "乙課")),
        (("（旧）水道台帳", "水道台帳"), ("（旧）水道台帳", "水道台帳")),
        (("甲課", "申請→審査"), ("甲課", "申請→審査")),
        ((None, "新：乙課"), (None, "新：乙課")),
    ],
)
def test_marks_of_the_sides(row: tuple[str | None, str], quoted: tuple[str | None, str]) -> None:
    """Marks go where both sides have theirs; an arrow where what stands before it is 変更前."""
    assert without_side_marks(*row) == quoted


# --- two editions ---------------------------------------------------------------------------------------

FORM = "form4-2024"
DAY = date(2025, 3, 31)
RISK = ("Ⅲ リスク対策", "7. 特定個人情報の保管・消去", "リスク１： 特定個人情報の漏えい・滅失・毀損リスク")
PATHS = {
    "file[1].risk.storage.risk1.physical": (*RISK, "⑤物理的対策"),
    "file[1].risk.storage.risk1.physical.content": (*RISK, "⑤物理的対策", "具体的な対策の内容"),
    "file[1].risk.storage.risk1.other_measures": (*RISK, "その他の措置の内容"),
}
KINDS = ("choice", "text", "text")
OPTIONS = ("特に力を入れて行っている", "十分に行っている", "十分に行っていない")
Values = tuple[str, str, str]
BODY: Values = ("十分に行っている", "水門に錠を掛ける。", "番号利用法に従う。")


def _edition(published: date, values: Values, row: tuple[str, str, str] | None = None) -> Edition:
    items = [
        Item(i, n, "", " ".join(path), kind, text, "read", path=path, options=OPTIONS if kind == "choice" else ())
        for n, ((i, path), kind, text) in enumerate(zip(PATHS.items(), KINDS, values, strict=True))
    ]
    rows = (
        []
        if row is None
        else [ChangeRow(1, DAY, "2025/3/31", *row, "事後", "事後", "", changed_from=DAY, changed_to=DAY)]
    )
    edition = Edition(
        "北浜町長", "5", "水道料金に関する事務", "様式4", "令和6年10月", FORM, published, tuple(items),
        tuple(understood(rows, items, FORM)),
    )  # fmt: skip
    return replace(edition, sha256=f"{published:%Y%m%d}")


def _compared(new: Values, row: tuple[str, str, str]) -> tuple[set[str], list[tuple[str, str]]]:
    """The states of the differences, and each row's verdict by the last part of the item's id."""
    corpus = paired([(_edition(date(2024, 4, 1), BODY), _edition(DAY, new, row))])
    verdicts = [(i.rsplit(".", 1)[-1], s) for i, s in corpus.accounts.select("item_id", "status").iter_rows()]
    return set(corpus.differences["status"]), verdicts


MEASURE: Values = (BODY[0], "水門に鎖を掛ける。", BODY[2])
CHOICE: Values = (OPTIONS[0], *BODY[1:])


LABEL = "Ⅲ7リスク１⑤"
BY_HEADING = "具体的な対策の内容\n水門に錠を掛ける。", "具体的な対策の内容\n水門に鎖を掛ける。"
ANSWERS = "十分に行っている", "特に力を入れて行っている"


@pytest.mark.parametrize(
    ("new", "row", "item"),
    [
        (MEASURE, (f"{LABEL}物理的対策\n具体的な対策の内容", BODY[1], MEASURE[1]), "content"),
        (MEASURE, (f"{LABEL}具体的な対策の内容", *BY_HEADING), "content"),
        (CHOICE, (f"{LABEL}物理的対策", *(f"⑤物理的対策\n{answer}" for answer in ANSWERS)), "physical"),
        (CHOICE, (f"{LABEL}物理的対策", f"「{ANSWERS[0]}」", "→".join(ANSWERS)), "physical"),
    ],
)
def test_the_heading_is_no_part_of_what_an_item_says(new: Values, row: tuple[str, str, str], item: str) -> None:
    """A heading before the words, in the label or in the cell, makes the row neither another item's nor wrong."""
    assert _compared(new, row) == ({"documented"}, [(item, "confirmed")])


def test_words_exchanged_in_the_whole_report() -> None:
    """A row 「全体」 tells each change that is nothing but its own; a change beside it stays without a row."""
    row = "全体（用語の統一）", "番号利用法", "番号法"
    assert _compared((*BODY[:2], "番号法に従う。"), row)[0] == {"documented"}
    assert _compared((*BODY[:2], "番号法を守る。"), row)[0] == {"undocumented"}


_ADDED = "・料金を量る。"


@pytest.mark.parametrize("before", [OLD, "―"])
@pytest.mark.parametrize(
    "after",
    [
        "変更前の記載に以下を追加する。\n・料金を量る。",
        "左記に以下を追加\n・料金を量る。",
        "「・料金を量る。」を追記",
        "「・料金を量る。」を追加",
        "以下を追加\n・料金を量る。",
    ],
)
def test_words_that_put_a_passage_in(before: str, after: str) -> None:
    """What 変更前 quotes stays; the passage may come at the end or between others."""
    lines = OLD.split("\n")
    for new in (f"{OLD}\n{_ADDED}", "\n".join((*lines[:2], _ADDED, *lines[2:]))):
        result = account("text", OLD, new, [RowStatement(1, before, after)])
        assert ([v.status for v in result.verdicts], result.leaves) == (["confirmed"], ())


def test_the_same_in_brackets_and_what_follows() -> None:
    result = account("text", OLD, f"{OLD}\n{_ADDED}", [RowStatement(1, OLD, f"（同左）に次のとおり追加　{_ADDED}")])
    assert ([v.status for v in result.verdicts], result.leaves) == (["confirmed"], ())


@pytest.mark.parametrize("after", ["「在留資格」「減免事由」を追加", "在留資格、減免事由"])
@pytest.mark.parametrize("sign", ["{n}.", "・"])
@pytest.mark.parametrize("between", ["\n", " "])
def test_names_that_the_text_prints_one_a_line(after: str, sign: str, between: str) -> None:
    names = ["氏名", "住所", "在留資格", "減免事由"]
    lines = [sign.format(n=n) + name for n, name in enumerate(names, 1)]
    old, new = between.join(lines[:2]), between.join(lines)
    result = account("text", old, new, [RowStatement(1, "―", after)])
    assert ([v.status for v in result.verdicts], result.leaves) == (["confirmed"], ())


def test_a_name_that_did_not_come_is_still_missed() -> None:
    result = account(
        "text", "1.氏名\n2.住所", "1.氏名\n2.住所\n3.在留資格", [RowStatement(1, "―", "在留資格、減免事由")]
    )
    assert [v.status for v in result.verdicts] != ["confirmed"]


@pytest.mark.parametrize(
    ("before", "after"), [("「市民課」を", "「住民課」に改める"), ("「市民課」の記載", "「住民課」に修正")]
)
def test_a_sentence_over_both_cells(before: str, after: str) -> None:
    result = account("text", "市民課に置く。", "住民課に置く。", [RowStatement(1, before, after)])
    assert ([v.status for v in result.verdicts], result.leaves) == (["confirmed"], ())


_CITED = "【提供】\n番号法第19条第7号及び別表第二の14の項\n【照会】\n番号法第19条第7号及び別表第二の4の項"


@pytest.mark.parametrize(
    "row", [("番号法第19条第7号", "番号法第19条第8号"), ("番号法第１９条第７号", "番号法第１９条第８号")]
)
def test_words_are_exchanged_wherever_the_item_said_them(row: tuple[str, str]) -> None:
    result = account("text", _CITED, _CITED.replace("第7号", "第8号"), [RowStatement(1, *row)])
    assert ([v.status for v in result.verdicts], result.leaves) == (["confirmed"], ())


def test_words_that_stay_elsewhere_were_exchanged_in_one_place() -> None:
    """Where the newer text still says the words somewhere, a change of others beside them has no row."""
    old = "職員が行う。\n職員を限る。\n職員の研修。"
    result = account("text", old, "職員等が行う。\n職員等を限る。\n職員の研修。", [RowStatement(1, "職員", "職員等")])
    assert len(result.leaves) == 1


def test_a_row_for_each_place_leaves_the_others() -> None:
    old = "職員が行う。\n職員を限る。\n職員の研修。"
    rows = [RowStatement(1, "職員が", "職員等が"), RowStatement(2, "職員を", "職員等を")]
    result = account("text", old, old.replace("職員", "職員等"), rows)
    assert ([v.status for v in result.verdicts], len(result.leaves)) == (["confirmed", "confirmed"], 1)


def test_the_same_and_what_came_between() -> None:
    """同左 以下を追加, where the newer text has the new passage between the others; the row leads back as well."""
    row = (OLD, f"同左\n以下を追加\n{_ADDED}")
    lines = OLD.split("\n")
    new = "\n".join((*lines[:2], _ADDED, *lines[2:]))
    result = account("text", OLD, new, [RowStatement(1, *row)])
    assert ([v.status for v in result.verdicts], result.leaves) == (["confirmed"], ())
    (step,) = replay(new, "text", [Row(1, date(2024, 4, 1), *row)]).steps
    assert step.trust in ("relative", "part", "whole")
    other = account("text", OLD, f"{OLD}\n・料金を払う。", [RowStatement(1, *row)])
    assert ([v.status for v in other.verdicts], len(other.leaves)) != (["confirmed"], 0)


def test_options_called_otherwise_are_no_change_that_did_not_happen() -> None:
    text = "[○]個人番号 [○]{}情報（氏名、住所）"
    row = RowStatement(1, "個人番号、4情報（氏名、住所）", "個人番号、5情報（氏名、住所）")
    result = account("flags", text.format(4), text.format(5), [row])
    assert [v.status for v in result.verdicts] == ["confirmed"]


@pytest.mark.parametrize("remark", ["（全ての該当箇所）", "（以下同じ）", "（全箇所）"])
def test_a_remark_on_where_words_stand(remark: str) -> None:
    result = account(
        "text", "市民課に置く。", "住民課に置く。", [RowStatement(1, "市民課" + remark, "住民課" + remark)]
    )
    assert ([v.status for v in result.verdicts], result.leaves) == (["confirmed"], ())


@pytest.mark.parametrize("first", [True, False])
def test_a_passage_put_in_before_another_row_of_that_day_quotes_it(first: bool) -> None:
    """A row puts a passage in, and another quotes the whole with it and takes one away: both are right."""
    lines = OLD.split("\n")
    between = "\n".join((*lines[:1], _ADDED, *lines[1:]))
    new = "\n".join((*lines[:1], _ADDED, *lines[2:]))
    rows = [RowStatement(1, "－", _ADDED), RowStatement(2, between, new)]
    result = account("text", OLD, new, rows if first else rows[::-1])
    assert ([v.status for v in result.verdicts], result.leaves) == (["confirmed"] * 2, ())
