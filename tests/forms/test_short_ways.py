"""The quick ways of reading labels give what the plain ways give."""

from __future__ import annotations

from collections import Counter
from itertools import count
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from pia_audit.forms.labels import scoring
from pia_audit.forms.labels import spelling as signs
from pia_audit.forms.labels.chains import Chains
from pia_audit.forms.labels.fields import Field, Index, Slot, form_index, printed_fields
from pia_audit.forms.labels.lexicon import Lexicon, cut_quality
from pia_audit.forms.labels.slots import Label, may_be_common, taken_apart
from pia_audit.forms.labels.table import Table
from pia_audit.forms.labels.weights import weights
from pia_audit.synthetic import generate

SIGNS = (
    "ⅠIVXＩⅡ①②⑳㉑⑴⒈12９９ー～〜ｰ--・、。（）()［［ \n\r\u3000\u200b\uffff\ufffe㍻㌔ガｶﾞ"
    "ァアーヺ亜々゛ｱﾞ※*ﬁ½ａabc別添第章除くリスク\u0301é"
)
TEXTS = st.text(st.sampled_from(SIGNS), max_size=16)


@given(TEXTS)
def test_a_label_is_spelled_at_once_as_sign_by_sign(text: str) -> None:
    assert signs.signs_of(text) == signs._one_by_one(text)


@pytest.mark.parametrize("text", ["あ い" * 500, "1 2" * 300, "ー" * 700, "Ⅱ　II 2．　" * 400])
def test_a_long_label_is_cut_where_the_plain_way_cuts_it(text: str) -> None:
    cut = signs._one_by_one(text[: 4 * signs.LONGEST])
    label_signs = signs.signs_of(text)
    assert (label_signs.text, label_signs.ends, label_signs.breaks, label_signs.lines) == (
        cut.text,
        cut.ends,
        cut.breaks,
        cut.lines,
    )
    assert label_signs.raw == text


@pytest.mark.parametrize(
    ("text", "spelled", "ends"),
    [
        ("委託事項1　②", "委託事項1 ②", (1, 2, 3, 4, 5, 6, 7)),
        ("Ⅱ 2 3", "Ⅱ2 3", (1, 3, 4, 5)),
        ("ファイルー － ーー名", "ファイルー---名", (1, 2, 3, 4, 5, 7, 9, 10, 11)),
    ],
)
def test_numbers_apart_stay_apart_and_a_stray_bar_is_a_dash(text: str, spelled: str, ends: tuple[int, ...]) -> None:
    label_signs = signs.signs_of(text)
    assert (label_signs.text, label_signs.ends) == (spelled, ends)


@given(st.lists(TEXTS, max_size=4).map(tuple))
def test_the_words_of_a_path_are_those_of_its_levels(levels: tuple[str, ...]) -> None:
    assert signs.words_of_levels(levels) == signs.words_of(" ".join(levels))


def _laid(label: Label, index: Index) -> list[scoring.Candidate]:
    """The candidates with every likely field laid over the label."""
    candidates = [scoring._Fit(label, index.fields[at]).lay() for _, at in scoring._likely(label, index)]
    candidates.sort(key=lambda c: (-c.score, c.field.seq))
    least = candidates[0].score - weights().limits["window"] if candidates else 0.0
    return [c for c in candidates if c.score >= least and c.named]


@pytest.mark.parametrize("habit", ["numbers", "misworded", "mixed", "abbreviated"])
def test_no_field_that_could_be_a_candidate_is_passed_over(habit: str) -> None:
    edition = generate(41, form="form4-2024", editions=2, changes=(4, 7), habit=habit).editions[-1]
    indexes = [Index(printed_fields(edition.items, edition.form_key)), form_index(edition.form_key)]
    labels = {row.label for row in edition.changes} | {row.label[:3] + row.label[4:] for row in edition.changes}
    for index in indexes:
        for text in labels:
            label = taken_apart(text, index.lexicon)
            assert scoring.candidates(label, index) == _laid(label, index)
            laid = {at: scoring._Fit(label, index.fields[at]).lay().score for _, at in scoring._likely(label, index)}
            assert all(laid[at] <= most + scoring._ROUNDING for most, at in scoring._likely(label, index))


def test_hardly_a_field_is_laid_over_a_label_that_says_where_it_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    edition = generate(41, form="form4-2024", editions=2, changes=(12, 20), habit="framed").editions[-1]
    index = Index(printed_fields(edition.items, edition.form_key))
    labels = [index.reading(text).as_printed for text in {row.label for row in edition.changes}]
    laid: list[Field] = []
    lay = scoring._Fit.lay

    def counted(fit: scoring._Fit) -> scoring.Candidate:
        laid.append(fit.field)
        return lay(fit)

    monkeypatch.setattr(scoring._Fit, "lay", counted)
    best = [scoring.candidates(label, index) for label in labels]
    assert all(best)
    assert len(laid) <= 4 * len(labels)  # of some four hundred fields


def test_names_are_met_the_longest_first_and_none_goes_beyond_the_end() -> None:
    lexicon = Lexicon(["委託", "委託先", "委託先名", "名", "先名の"])
    text = "再委託先名"
    assert [list(lexicon.at(text, at)) for at in range(len(text))] == [
        [],
        ["委託先名", "委託先", "委託"],
        [],
        [],
        ["名"],
    ]


def test_what_hints_add_is_not_kept_without_end() -> None:
    index = Index(form_index("form2-2024").fields)
    for number in range(5000):
        index.keep(index.sums, number, {})
    assert len(index.sums) <= 2000


@given(TEXTS, st.sets(st.integers(0, 15)))
def test_signs_are_taken_out_in_stretches_as_one_by_one(text: str, gone: set[int]) -> None:
    whole = signs.signs_of(text)
    gone &= set(range(len(whole.text)))
    rest = [at for at in range(len(whole.text)) if at not in gone]
    left = whole.without(gone)
    assert left.text == "".join(whole.text[at] for at in rest)
    assert list(left.ends[: len(rest)]) == [whole.ends[at] for at in rest]
    for before, after in ((whole.breaks, left.breaks), (whole.lines, left.lines)) if gone else ():
        ahead = {sum(at < place for at in rest) for place in before}
        assert after == {place for place in ahead if place < len(rest)}


NAMES = st.text(st.sampled_from("委託先名対象人数の範囲"), min_size=1, max_size=7)


@given(st.lists(NAMES, max_size=12), NAMES)
def test_a_short_form_is_held_against_every_name_it_may_be_cut_from(names: list[str], words: str) -> None:
    qualities = {n: cut_quality(words, n) for n in names if len(n) > len(words)}
    best = max(qualities.values(), default=0.0)
    assert Lexicon(names)._abbreviated(words) == {n: q for n, q in qualities.items() if q and q > best - 0.35}


@given(
    st.dictionaries(st.sampled_from("甲乙丙"), st.floats(0.1, 1.0)), st.sampled_from("甲乙丙丁"), st.floats(0.1, 1.0)
)
def test_the_words_of_one_name_weigh_what_they_weigh_among_several(
    names: dict[str, float], name: str, quality: float
) -> None:
    slot = Slot("item", 1, frozenset({1}), names)
    assert slot.quality({name: quality}) == slot.quality({name: quality, "戊": 1.0})


@pytest.mark.parametrize("text", ["各ファイル共通 ①名称", "両ファイルに共通", "全てのファイルで共通 1.", "(共通) 委託"])
def test_a_label_of_all_files_is_always_taken_apart(text: str) -> None:
    label = taken_apart(text, form_index("form4-2024").lexicon)
    assert label.common
    assert may_be_common(text)


def test_a_label_as_printed_means_what_it_means_taken_apart() -> None:
    """The row is the same, whether or not its label is taken apart."""
    edition = generate(43, form="form4-2024", editions=2, changes=(12, 20), habit="plain").editions[-1]
    printed = [replace(edition.changes[0], label=item.label) for item in edition.items if item.path]
    short = Table(printed, edition.items, edition.form_key).resolved()
    with patch("pia_audit.forms.labels.table_labels.may_be_common", return_value=True):
        assert Table(printed, edition.items, edition.form_key).resolved() == short
    assert {row.item_ids for row in short} >= {(item.item_id,) for item in edition.items[-5:] if item.path}


HABITS_OF_SHORT_LABELS = ("ends", "no_section", "group_name", "numbers")


@pytest.mark.parametrize("habit", HABITS_OF_SHORT_LABELS)
def test_what_texts_add_is_weighed_anew_wherever_other_rows_have_become_known(habit: str) -> None:
    edition = generate(47, form="form4-2024", editions=3, changes=(25, 40), habit=habit).editions[-1]
    kept = Table(edition.changes, edition.items, edition.form_key).resolved()
    with patch.object(Chains, "state", side_effect=count()):
        assert Table(edition.changes, edition.items, edition.form_key).resolved() == kept


def test_each_label_is_taken_apart_once_for_the_report_and_once_for_the_form() -> None:
    edition = generate(45, form="form4-2024", editions=2, changes=(20, 30), habit="framed").editions[-1]
    rows = [*edition.changes, *edition.changes]
    with patch("pia_audit.forms.labels.fields.taken_apart", wraps=taken_apart) as read:
        Table(rows, edition.items, edition.form_key).resolved()
    by_lexicon = Counter((call.args[0], id(call.args[1])) for call in read.call_args_list)
    assert by_lexicon
    assert max(by_lexicon.values()) == 1


def test_the_fields_below_a_heading_are_those_printed_with_its_levels() -> None:
    edition = generate(43, form="form4-2024", editions=2, changes=(4, 7), habit="plain").editions[-1]
    index = Index(printed_fields(edition.items, edition.form_key))
    for above in {field.levels[:depth] for field in index.fields for depth in range(1, len(field.levels) + 1)}:
        assert list(index.below(above)) == [f for f in index.fields if f.levels[: len(above)] == above]
    assert not form_index(edition.form_key).below(index.fields[0].levels[:1])
