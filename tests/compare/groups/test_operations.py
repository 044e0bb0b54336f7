"""Groups of two editions: what came, went, moved or got another name is told as that, once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

import polars as pl
from grouped_editions import File, contractor, edition, recipient
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from pia_audit.audits.run import audit
from pia_audit.compare.pair_corpus import paired
from pia_audit.model import Edition

FIRMS = {
    "窓口受付業務": "星見データ株式会社", "電話催告業務": "有限会社北浜", "帳票の印刷": "瑞原協同組合",
    "データの移行": "株式会社みずほ川", "会場の設営": "東雲オフィス", "健診の受付": "青葉印刷",
    "滞納整理": "白瀬警備", "封入封かん": "榛名商事",
}  # fmt: skip
TEAM = tuple(contractor(name, firm) for name, firm in FIRMS.items())
LATER = date(2025, 3, 28)
NEVER = {"PIA202", "PIA203", "PIA204", "PIA205", "PIA208"}


def one_file(*contractors: Any, scope: str = "住民") -> File:
    """The one file of a report, with these contractors."""
    return File("住民ファイル", scope, {"outsourcing": contractors})


Pair = tuple[Edition, Edition]
RowStatement = list[tuple[str, str, str]]


def differences_of(old: Edition, new: Edition) -> RowStatement:
    """The differences: op, item or group, status."""
    return judgements([(old, new)])[0][0]


def findings_of(old: Edition, new: Edition) -> list[tuple[str, str]]:
    """The 2xx findings above info: rule and item."""
    return judgements([(old, new)])[0][1]


def judgements(pairs: Iterable[Pair]) -> list[tuple[RowStatement, list[tuple[str, str]]]]:
    """The differences and the findings of each of these pairs, taken for reports of their own beside each other."""
    apart = [_under(str(n), pair) for n, pair in enumerate(pairs, 1)]
    corpus = paired(apart)
    findings = audit(corpus, select=["PIA2"]).findings.filter(pl.col("severity") != "info")
    frames = (
        corpus.differences.select("report_id", "op", "item_id", "status"),
        findings.select("report_id", "rule", "item_id"),
    )
    differences, finding_lists = ([_of(frame, old.report_id) for old, _ in apart] for frame in frames)
    return list(zip(differences, finding_lists, strict=True))


def _under(number: str, pair: Pair) -> Pair:
    old, new = (replace(e, report_no=number, sha256=f"{number}-{e.sha256}") for e in pair)
    return old, new


def _of(frame: pl.DataFrame, report_id: str) -> list[Any]:
    return frame.filter(pl.col("report_id") == report_id).drop("report_id").rows()


def contractors_of(old: list[Any], new: list[Any], **texts: str) -> tuple[Edition, Edition]:
    """Two editions of one file with these contractors."""
    return edition([one_file(*old)]), edition([one_file(*new, **texts)], on=LATER)


def test_an_inserted_contractor_is_one_difference() -> None:
    """The contractors behind it are the same under other numbers: nothing of theirs is told as changed."""
    pair = contractors_of([*TEAM[:3]], [TEAM[3], *TEAM[:3]])
    assert [t for t in differences_of(*pair) if t[0] != "group-moved"] == [
        ("group-added", "file[1].outsourcing[1]", "undocumented")
    ]
    assert {t[2] for t in differences_of(*pair) if t[0] == "group-moved"} == {"format-only"}
    assert findings_of(*pair) == [("PIA201", "file[1].outsourcing[1]")]


def test_an_appended_contractor_does_not_pass_unseen() -> None:
    """A group that only the newer edition has is told though no item of the older one differs."""
    pair = contractors_of([*TEAM[:2]], [*TEAM[:3]])
    assert differences_of(*pair) == [("group-added", "file[1].outsourcing[3]", "undocumented")]


def test_a_removed_contractor_is_told_by_its_old_number() -> None:
    """The last one and one in the middle alike."""
    assert differences_of(*contractors_of([*TEAM[:3]], [*TEAM[:2]])) == [
        ("group-removed", "file[1].outsourcing[3]", "undocumented")
    ]
    pair = contractors_of([*TEAM[:3]], [TEAM[0], TEAM[2]])
    assert findings_of(*pair) == [("PIA201", "file[1].outsourcing[2]")]


def test_another_name_is_told_as_that() -> None:
    """A heading that says another name over the same texts is neither an addition nor a removal."""
    renamed = replace(TEAM[1], name="電話及び訪問による催告業務")
    pair = contractors_of([*TEAM[:3]], [TEAM[0], renamed, TEAM[2]])
    assert differences_of(*pair) == [("group-renamed", "file[1].outsourcing[2]", "undocumented")]


def test_another_contractor_in_the_same_place_is_one_that_went_and_one_that_came() -> None:
    """Two groups that share nothing but their number are not one group with every text changed."""
    pair = contractors_of([*TEAM[:2]], [TEAM[0], TEAM[5]])
    assert sorted(t[0] for t in differences_of(*pair)) == ["group-added", "group-removed"]


@settings(max_examples=5, deadline=None)
@given(st.lists(st.permutations(TEAM[:6]), min_size=8, max_size=8))
def test_the_order_of_groups_is_no_change(orders: list[list[Any]]) -> None:
    """Contractors in another order give nothing but a note, whatever the order; nothing is told item by item."""
    for differences, findings in judgements(contractors_of([*TEAM[:6]], order) for order in orders):
        assert findings == []
        assert {t[0] for t in differences} <= {"group-moved"}


BEFORE_AND_AFTER = st.tuples(
    st.lists(st.sampled_from(TEAM), unique_by=lambda c: c.name),
    st.builds(lambda order, many: order[:many], st.permutations(TEAM), st.integers(1, len(TEAM))),
)


@settings(max_examples=8, deadline=None)
@given(st.lists(BEFORE_AND_AFTER, min_size=8, max_size=8))
def test_groups_that_came_and_went_are_exactly_told(teams: list[tuple[list[Any], list[Any]]]) -> None:
    """However many were added, removed and moved at once, each is told once and the rest not at all."""
    pairs = (contractors_of(before, after) for before, after in teams)
    for (before, after), (differences, _) in zip(teams, judgements(pairs), strict=True):
        operations = [(op, item) for op, item, _ in differences if op != "group-moved"]
        came = {("group-added", f"file[1].outsourcing[{n}]") for n, c in enumerate(after, 1) if c not in before}
        went = {("group-removed", f"file[1].outsourcing[{n}]") for n, c in enumerate(before, 1) if c not in after}
        assert sorted(operations) == sorted(came | went)


@settings(max_examples=5, deadline=None)
@given(st.lists(st.tuples(st.permutations(TEAM[:5]), st.integers(0, 4)), min_size=8, max_size=8))
def test_a_change_inside_a_moved_group_is_told_on_that_field(changes: list[tuple[list[Any], int]]) -> None:
    """The item is compared with its own past, wherever its group stands now."""
    pairs = []
    for order, at in changes:
        changed = replace(order[at], fields={**order[at].fields, "handlers": "50人以上100人未満"})
        pairs.append(contractors_of([*TEAM[:5]], [*order[:at], changed, *order[at + 1 :]]))
    findings = [pair_findings for _, pair_findings in judgements(pairs)]
    assert findings == [[("PIA201", f"file[1].outsourcing[{at + 1}].handlers")] for _, at in changes]


def test_files_that_changed_places_take_what_stands_in_them_along() -> None:
    """Groups inside a file are matched within the file it was, whatever its number."""
    first = File("住民ファイル", "住民", {"outsourcing": TEAM[:2], "recipient": [recipient("県知事")]})
    second = File("賦課ファイル", "納税者", {"outsourcing": TEAM[2:4], "transferee": [recipient("税務課")]})
    pair = edition([first, second]), edition([second, first], on=LATER)
    assert differences_of(*pair) == [
        ("group-moved", "file[1]", "format-only"),
        ("group-moved", "file[2]", "format-only"),
    ]


def test_a_file_that_came_is_told_whole() -> None:
    """What stands in a file that came is not told beside it; neither is what stands in one that went."""
    first = File("住民ファイル", "住民", {"outsourcing": TEAM[:2]})
    second = File("賦課ファイル", "納税者", {"outsourcing": TEAM[2:4], "recipient": [recipient("県知事")]})
    assert differences_of(edition([first]), edition([first, second], on=LATER)) == [
        ("group-added", "file[2]", "undocumented")
    ]
    assert findings_of(edition([first, second]), edition([second], on=LATER)) == [("PIA201", "file[1]")]


def test_recipients_and_transferees_are_matched_as_contractors_are() -> None:
    """Each kind by itself: 提供先1 is never 移転先1."""
    names = [recipient(n) for n in ("県知事", "税務課", "福祉課")]
    file = File("住民ファイル", "住民", {"recipient": names[:2], "transferee": names[1:]})
    other = File("住民ファイル", "住民", {"recipient": [names[2], *names[:2]], "transferee": names[2:]})
    pair = edition([file]), edition([other], on=LATER)
    assert [t[:2] for t in differences_of(*pair) if t[0] != "group-moved"] == [
        ("group-added", "file[1].recipient[1]"),
        ("group-removed", "file[1].transferee[1]"),
    ]


def test_a_renamed_system_is_told_by_its_name() -> None:
    """A name that a field holds is a changed field, and the system is the same one by what it does."""
    systems = [("収納システム", "収納を消し込む。"), ("滞納システム", "滞納を管理する。")]
    renamed = [systems[0], ("標準滞納管理システム", systems[1][1])]
    pair = edition([one_file()], systems), edition([one_file()], renamed, on=LATER)
    assert differences_of(*pair) == [("changed", "system[2].name", "undocumented")]


def test_a_blank_group_of_a_renewed_form_is_no_difference() -> None:
    """A form that prints one more empty box adds nothing."""
    systems = [("収納システム", "収納を消し込む。")]
    pair = edition([one_file()], systems), edition([one_file()], [*systems, ("", "")], on=LATER)
    assert differences_of(*pair) == []


def test_groups_of_one_name_are_told_apart_by_what_they_say() -> None:
    """Two contractors for the same work that change places are not two changed contractors."""
    twins = [contractor("保守", "青葉印刷"), contractor("保守", "榛名商事")]
    assert {t[0] for t in differences_of(*contractors_of(twins, twins[::-1]))} == {"group-moved"}


def test_a_field_that_one_edition_lacks_is_a_difference() -> None:
    """A printed field with a text that the other edition does not print is told; an empty one is not."""
    old, new = contractors_of([TEAM[0]], [TEAM[0]])
    extra = replace(old.items[0], item_id="other_risk.other", label="Ⅳ その他", text="訓練を行う。", seq=99)
    longer = replace(new, items=(*new.items, extra), sha256="ab" * 8)
    assert differences_of(old, longer) == [("added", "other_risk.other", "undocumented")]
    renewed = replace(longer, form_version="令和8年4月", sha256="cd" * 8)
    severities = audit(paired([(old, renewed)])).findings.filter(rule="PIA201")["severity"]
    assert severities.to_list() == ["warning"]
    empty = replace(longer, items=(*new.items, replace(extra, text="－")), sha256="ef" * 8)
    assert differences_of(old, empty) == []


def test_chapter_three_printed_once_is_compared_with_every_file() -> None:
    """A body that goes over to one chapter Ⅲ per file says nothing new where the texts are the same, and back."""
    file = one_file(TEAM[0])
    old = edition([file, File("賦課ファイル", "納税者")])
    new = edition([file, File("賦課ファイル", "納税者")], on=LATER)

    def with_risks(e: Edition, *ids: str) -> Edition:
        risks = tuple(replace(e.items[0], item_id=f"{i}.use", label="Ⅲ 3.", text="記録を取る。", seq=90) for i in ids)
        return replace(e, items=(*e.items, *risks), sha256=f"{len(ids)}{e.sha256[1:]}")

    once, each = ("risk",), ("file[1].risk", "file[2].risk")
    assert differences_of(with_risks(old, *once), with_risks(new, *each)) == []
    assert differences_of(with_risks(old, *each), with_risks(new, *once)) == []
    more = edition([file, File("賦課ファイル", "納税者"), File("催告ファイル", "滞納者")], on=LATER)
    changed = with_risks(more, *once)
    items = tuple(replace(i, text="記録を残す。") if i.item_id == "risk.use" else i for i in changed.items)
    assert differences_of(with_risks(old, *once), replace(changed, items=items)) == [
        ("group-added", "file[3]", "undocumented"),
        ("changed", "risk.use", "undocumented"),
    ]


CONNECTED = (
    ("健康管理システム", "1. 連携機能：庁内の関係システムへ異動の情報を渡す。"),
    ("基幹系共通基盤システム", "1. 照会機能：氏名、住所を照会する。"),
    ("団体内統合宛名システム", "1. 宛名管理機能：宛名番号を付番し、管理する。"),
)


def systems_of(old: Iterable[tuple[str, str]], new: Iterable[tuple[str, str]]) -> RowStatement:
    """What differs between two editions with these systems, but for those that only moved."""
    file = one_file(TEAM[0])
    pair = edition([file], list(old)), edition([file], list(new), on=LATER)
    return [t for t in differences_of(*pair) if t[0] != "group-moved"]


def test_a_system_that_was_renamed_and_moved_up_is_the_same() -> None:
    """The second system went; the third is the second now and has another name, with the same functions."""
    renamed = ("共通連携基盤システムの団体内統合宛名機能（予定）", CONNECTED[2][1])
    assert systems_of(CONNECTED, [CONNECTED[0], renamed]) == [
        ("group-removed", "system[2]", "undocumented"), ("changed", "system[2].name", "undocumented"),
    ]  # fmt: skip
    added = ("申請受付システム", "1. 申請受付機能：電子申請を受け付ける。")
    assert systems_of(CONNECTED, [added, *CONNECTED[:2], renamed]) == [
        ("group-added", "system[1]", "undocumented"), ("changed", "system[4].name", "undocumented"),
    ]  # fmt: skip


def test_systems_of_which_others_say_the_same_are_not_taken_for_renamed() -> None:
    """What two systems of an edition say tells neither apart: one went and another came."""
    same = "1. 照会機能：氏名、住所を照会する。"
    old = [("甲台帳", same), ("乙収納", same), ("丙賦課", "1. 賦課機能：税額を計算して通知する。")]
    new = [("甲台帳", same), ("丙賦課", "1. 賦課機能：税額を計算して通知する。"), ("丁滞納", same)]
    assert {t[0] for t in systems_of(old, new)} == {"group-removed", "group-added"}
