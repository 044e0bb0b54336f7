"""The rows of one item held against two editions: the indexed way says what the plain way says."""

from __future__ import annotations

from collections.abc import Sequence
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pia_audit.compare import attribution as module
from pia_audit.compare import relative_wording, value_account, waiting_rows
from pia_audit.compare.attribution import account
from pia_audit.compare.equality import VALUES, equal, keys
from pia_audit.compare.list_rows import carry_out_on_list
from pia_audit.compare.locate import locate_lines
from pia_audit.compare.verdicts import RowStatement, Verdict
from pia_audit.compare.written_text import WrittenText
from pia_audit.japanese.placeholders import is_empty

PASSAGES = (
    "甲課が申請を受け付ける", "乙課が審査して決定する", "第12条の届出を記録する", "第12条の届出を保管する",
    "①照会", "②照会", "２人", "・廃棄する", "甲課が申請を受付ける", "表の5・15・25の項", "表の5、15の項", "15・16の項",
)  # fmt: skip
TEXTS = st.lists(st.sampled_from(PASSAGES), max_size=4).map("\n".join)
WORDS = st.sampled_from(["―", "", "(削除)", "同左", "「甲課」を「乙課」に改める", "別紙のとおり"])
CELLS = st.one_of(TEXTS, TEXTS, st.none(), WORDS)
DAYS, OPTIONS = ["令和6年4月1日", "2024/4/1", "R6.4.2"], ["1) 10人未満", "10人未満", "１０人未満", "10人以上"]
VALUE = st.sampled_from([*DAYS, *OPTIONS, "―", "", "なし", "①", "1"])


class PlainWaiting:
    """The rows that wait, each tried against the text before each step."""

    def __init__(self, kind: str, rows: Sequence[RowStatement]) -> None:
        self._kind, self._left = kind, list(rows)

    def __bool__(self) -> bool:
        return bool(self._left)

    def next(self, state: WrittenText, target: str) -> tuple[RowStatement, Verdict | None]:
        """As the indexed way."""
        row, verdict = self._choice(state, target)
        self._left.remove(row)
        return row, verdict

    @staticmethod
    def _is_one_edit(row: RowStatement) -> bool:
        return len(relative_wording.edits(row.before or "", row.after or "")) == 1

    def _choice(self, state: WrittenText, target: str) -> tuple[RowStatement, Verdict | None]:
        for row in self._left:
            if waiting_rows.stood_already(state, row, target):
                return row, Verdict(row.row_no, "phantom", expected=row.after, found=target)
            if beginning := carry_out_on_list(state, row, target, ahead_of_words=True):
                return row, beginning
            if waiting_rows.carry_out(state, row, target):
                return row, Verdict(row.row_no, "confirmed")
        for row in self._left:
            verdict = carry_out_on_list(state, row, target) if self._is_one_edit(row) else None
            if verdict is not None:
                return row, verdict
        for row in self._left:
            edits = relative_wording.line_by_line(row.before or "", row.after or "")
            hits = locate_lines([edit.before for edit in edits], state.text) if self._is_one_edit(row) else []
            for edit, hit in reversed(list(zip(edits, hits, strict=False))):
                state.put(hit.start, hit.end, "" if is_empty(edit.after) else edit.after, row.row_no)
            if hits:
                return row, Verdict(row.row_no, "confirmed")
        for row in self._left:
            if waiting_rows.put_where_quoted(state, row, [r.before or "" for r in self._left if r is not row]):
                return row, Verdict(row.row_no, "confirmed")
        for row in self._left:
            was = waiting_rows.carry_out_nearly(self._kind, state, row, target)
            if was is not None:
                return row, waiting_rows.verdict_of_near(self._kind, row, was, target)
        return self._left[0], None


@given(TEXTS, TEXTS, st.lists(st.tuples(CELLS, CELLS), max_size=6))
def test_rows_are_accounted_for_as_the_plain_way_does(
    old: str, new: str, cells: list[tuple[str | None, str | None]]
) -> None:
    """Verdicts, predicted text and what is left are those of trying each row before each step."""
    rows = [RowStatement(n, *cell) for n, cell in enumerate(cells, 1)]
    indexed = account("text", old, new, rows)
    with patch.object(module, "WaitingRows", PlainWaiting):
        assert account("text", old, new, rows) == indexed


@given(st.sampled_from(sorted(VALUES)), VALUE, VALUE)
def test_values_that_say_the_same_are_found_by_the_same(kind: str, left: str, right: str) -> None:
    """Two values share a key exactly where they are equal."""
    assert bool(keys(kind, left) & keys(kind, right)) == equal(kind, left, right)


@given(st.sampled_from(sorted(VALUES)), VALUE, st.lists(st.tuples(VALUE, VALUE), max_size=6))
def test_values_form_the_chain_that_the_plain_way_finds(kind: str, old: str, cells: list[tuple[str, str]]) -> None:
    """Each row follows the first that begins where the last one ended, else the first that is left."""
    rows = [RowStatement(n, *cell) for n, cell in enumerate(cells, 1)]
    left, chain, at = list(rows), [], old
    while left:
        chain.append(next((r for r in left if equal(kind, r.before or "", at)), left[0]))
        left.remove(chain[-1])
        at = chain[-1].after or ""
    assert value_account._ordered(kind, old, rows) == chain


def test_a_passage_of_a_long_text_is_replaced_where_it_stands() -> None:
    """In a text too long to be compared as a whole, what a misquoting row changed is found round its 変更後."""
    lines = [f"・第{n}号の届出を受け付け、台帳に記録し、{n * 7}日間保管する。" for n in range(600)]
    new = [*lines[:300], "・第300号の申請は、窓口において受理し、審査の上で決定して通知する。", *lines[301:]]
    rows = [RowStatement(1, "・全く別の文章であり、どこにも書かれていない。", new[300])]
    result = account("text", "\n".join(lines), "\n".join(new), rows)
    assert [(v.status, v.side) for v in result.verdicts] == [("misquoted", "before")]
    assert result.predicted == result.target == "\n".join(new)
    assert result.left == ()


OLD = "甲を行う。\n乙を行う。\n丙を行う。"
REWRITTEN = "窓口で受け付ける。\n審査して決定する。"


@pytest.mark.parametrize("words", ["別紙のとおり", "文言の修正", "下線部を修正", "同上", "全面改訂"])
@pytest.mark.parametrize("before", ["―", OLD, "甲を行う。\n戊を行う。"])
def test_words_about_the_text_record_a_change(words: str, before: str) -> None:
    """A row that names the item and says 別紙のとおり is confirmed where the item changed, and nothing is left."""
    result = account("text", OLD, REWRITTEN, [RowStatement(1, before, words)])
    assert [v.status for v in result.verdicts] == ["confirmed"]
    assert (result.left, result.rows) == ((), (1,))


def test_words_about_a_passage_record_its_change_alone() -> None:
    """Where such a row quotes a passage, what changed elsewhere is left."""
    new = OLD.replace("甲を行う", "甲を廃止する").replace("丙を行う", "丙を記録する")
    result = account("text", OLD, new, [RowStatement(1, "甲を行う。", "文言の修正")])
    assert [v.status for v in result.verdicts] == ["confirmed"]
    assert [result.target[h.new_start : h.new_end] for h in result.left] == ["記録する"]


@pytest.mark.parametrize(("kind", "text"), [("text", OLD), ("choice", "十分である"), ("date", "令和6年4月1日")])
def test_words_about_a_text_that_did_not_change_are_no_phantom(kind: str, text: str) -> None:
    """Such a row contradicts nothing; it cannot be judged."""
    assert [v.status for v in account(kind, text, text, [RowStatement(1, "―", "別紙のとおり")]).verdicts] == ["unread"]


@pytest.mark.parametrize(("kind", "old", "new"), [("choice", "発生あり", "発生なし"), ("date", "R6.4.1", "R7.4.1")])
def test_words_for_a_value_record_its_change(kind: str, old: str, new: str) -> None:
    """An option or a date that changed is recorded by a row that says 別紙のとおり."""
    result = account(kind, old, new, [RowStatement(1, old, "別紙のとおり")])
    assert ([v.status for v in result.verdicts], result.left) == (["confirmed"], ())


def test_unchanged_accounts_for_no_change() -> None:
    """変更なし is right where its passage is kept, and the item's change has no row for all that."""
    result = account("text", OLD, OLD.replace("丙", "戊"), [RowStatement(1, "乙を行う。", "変更なし")])
    assert [v.status for v in result.verdicts] == ["confirmed"]
    assert result.rows == ()
    assert len(result.left) == 1


def test_other_rows_of_a_rewritten_item_are_not_judged() -> None:
    """What another row says may have been written over by what 別紙のとおり stands for."""
    rows = [RowStatement(1, OLD, "丁を行う。"), RowStatement(2, "―", "別紙のとおり")]
    assert [v.status for v in account("text", OLD, REWRITTEN, rows[:1]).verdicts] == ["misquoted"]
    assert [v.status for v in account("text", OLD, REWRITTEN, rows).verdicts] == ["unread", "confirmed"]


@pytest.mark.parametrize("mark", ["―", "－", "-"])
def test_a_mark_for_nothing_is_not_found_in_a_word(mark: str) -> None:
    """A row that adds a line under a mark for nothing adds it, though a word before it has a long vowel."""
    old = "・番号をキーとして検索する。\n・記録を確かめる。"
    result = account("text", old, f"{old}\n・監査を受ける。", [RowStatement(1, mark, "・監査を受ける。")])
    assert [verdict.status for verdict in result.verdicts] == ["confirmed"]
    assert result.left == ()


def test_a_mark_for_nothing_that_stands_by_itself_is_quoted() -> None:
    """Where a line says it, the row replaces it there."""
    old, new = "サーバー室\n内線：―\n第一庁舎", "サーバー室\n内線：4321\n第一庁舎"
    result = account("text", old, new, [RowStatement(1, "―", "4321")])
    assert result.predicted == new
    assert [verdict.status for verdict in result.verdicts] == ["confirmed"]
    assert result.left == ()


def test_a_misquoted_passage_is_set_against_the_whole_of_what_stood_in_its_place() -> None:
    """変更前 differs from the older text in the middle: what is shown of that text is the passage, not the signs."""
    old, new = "健康福祉部　電話 0999-11-2222", "健康福祉部　電話 0999-33-4444"
    result = account("text", old, new, [RowStatement(1, "電話 0888-55-6666", "電話 0999-33-4444", "")])
    (verdict,) = result.verdicts
    assert (verdict.status, verdict.side, verdict.found) == ("misquoted", "before", "電話 0999-11-2222")


def test_a_bullet_that_only_the_newer_edition_prints_moves_no_passage() -> None:
    """A row whose 変更前 stands nowhere is set against what stood in the place of its 変更後, though the newer text has
    a sign more in front of it; nothing else of the older text is touched."""
    old = "窓口で申請を受け付ける。\n記録を保管する。"
    new = "・窓口で申請を受け付け、確認する。\n記録を保管する。"
    row = RowStatement(1, "電話で相談に応じ、結果を通知するものとする。", "・窓口で申請を受け付け、確認する。", "")
    held = account("text", old, new, [row])
    (verdict,) = held.verdicts
    assert (verdict.status, verdict.side, verdict.found) == ("misquoted", "before", "窓口で申請を受け付ける。")
    assert held.predicted == new
    assert held.leaves == ()


def test_lines_with_bullets_are_lines_without_them() -> None:
    """A row quotes the first and the last line of a field without the bullets: it records both changes."""
    old = "・外部媒体は福祉課の承認を得る。\n・申請書は施錠して保管する。\n・異動は福祉課が届け出る。"
    rows = [RowStatement(1, *(f"外部媒体は{n}の承認を得る。\n異動は{n}が届け出る。" for n in ("福祉課", "窓口課")))]
    result = account("text", old, old.replace("福祉課", "窓口課"), rows)
    assert [v.status for v in result.verdicts] == ["confirmed"]
    assert result.leaves == ()
