"""Rows that record a group's coming, going, moving or renaming document it; a row that claims one is held to it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from grouped_editions import File, Inner, contractor, edition, row
from msgspec.structs import replace

from pia_audit.audits.run import audit
from pia_audit.compare.draft import draft
from pia_audit.compare.pair_corpus import paired
from pia_audit.model import ChangeRow, Edition

LATER = date(2025, 3, 28)
TEAM = tuple(
    contractor(n, f)
    for n, f in (("窓口受付業務", "星見データ"), ("電話催告業務", "有限会社北浜"), ("帳票の印刷", "青葉印刷"))
)
HEAD = "Ⅱ 特定個人情報ファイルの概要 (1)住民ファイル\n4. 特定個人情報ファイルの取扱いの委託\n"


def editions(old: list[Inner], new: list[Inner], *rows: ChangeRow) -> tuple[Edition, Edition]:
    """Two editions of one file with these contractors, the newer one with these rows."""
    files = [File("住民ファイル", "住民", {"outsourcing": inner}) for inner in (old, new)]
    return edition(files[:1]), edition(files[1:], rows=rows, on=LATER)


def outcome(pair: tuple[Edition, Edition]) -> tuple[dict[str, str], dict[int, set[str]]]:
    """Status by operation, and what became of each row."""
    corpus = paired([pair])
    operations = {d["op"]: d["status"] for d in corpus.differences.iter_rows(named=True)}
    accounts: dict[int, set[str]] = {}
    for a in corpus.accounts.iter_rows(named=True):
        accounts.setdefault(a["row_no"], set()).add(a["status"])
    return operations, accounts


def test_a_row_on_the_group_documents_it() -> None:
    """By the newer number or, for one that went, by the older one, as the label was understood."""
    came = row(f"{HEAD}委託事項3 帳票の印刷", "（新規）", "帳票の印刷", group="file[1].outsourcing[3]")
    assert outcome(editions([*TEAM[:2]], [*TEAM], came)) == ({"group-added": "documented"}, {1: {"confirmed"}})
    went = row(f"{HEAD}委託事項2 電話催告業務", "電話催告業務", "（削除）", group="file[1].outsourcing[2]")
    operations, rows = outcome(editions([*TEAM], [TEAM[0], TEAM[2]], went))
    assert operations["group-removed"] == "documented"
    assert rows == {1: {"confirmed"}}
    assert operations["group-moved"] == "format-only"


def test_a_label_that_ends_at_the_heading_is_enough() -> None:
    """A row whose label resolved to nothing but ends at the printed heading tells of that group."""
    came = row(f"{HEAD}委託事項3　帳票の印刷", "（新規）", "①委託内容 …")
    assert outcome(editions([*TEAM[:2]], [*TEAM], came)) == ({"group-added": "documented"}, {1: {"confirmed"}})


def test_a_number_alone_names_a_system() -> None:
    """A system's heading is its number; of a row that says it is gone the older edition's number is meant."""
    systems = [("収納", "収納を消し込む。"), ("滞納システム", "催告書を作る。"), ("宛名", "氏名を持つ。")]
    label = "Ⅰ 基本情報\n2. システム\nシステム2"
    for item in ("", "system[2].name"):  # also where the label was taken for the newer edition's field
        record = row(label, "滞納システム", "（削除）", item=item)
        pair = edition([], systems), edition([], [systems[0], systems[2]], rows=[record], on=LATER)
        operations, rows = outcome(pair)
        assert operations == {"group-moved": "format-only", "group-removed": "documented"}
        assert rows == {1: {"confirmed"}}


def test_a_row_on_a_renumbering_documents_the_move() -> None:
    """委託事項3→2 under the old number is what happened."""
    moved = row(f"{HEAD}委託事項3　帳票の印刷", "委託事項3　帳票の印刷", "委託事項2　帳票の印刷")
    operations, rows = outcome(editions([*TEAM], [TEAM[0], TEAM[2]], moved))
    assert operations == {"group-moved": "documented", "group-removed": "undocumented"}
    assert rows == {1: {"confirmed"}}


def test_a_row_on_a_field_of_a_new_group_documents_the_group() -> None:
    """Bodies that record a new contractor field by field have recorded it."""
    item = "file[1].outsourcing[3].contractor"
    record = row(f"{HEAD}委託事項3 帳票の印刷 ③委託先名", "—", "青葉印刷", item=item)
    assert outcome(editions([*TEAM[:2]], [*TEAM], record)) == ({"group-added": "documented"}, {1: {"confirmed"}})
    other = row(f"{HEAD}委託事項3 帳票の印刷 ③委託先名", "—", "全く別の事業者名", item=item)
    assert outcome(editions([*TEAM[:2]], [*TEAM], other))[1] == {1: {"misquoted"}}


def test_a_row_on_a_removed_group_is_not_held_against_its_successor() -> None:
    """The number of the one that went is now another's; the name in the label says which is meant."""
    label = f"{HEAD}委託事項2 電話催告業務 ③委託先名"
    record = row(label, "有限会社北浜", "（削除）", item="file[1].outsourcing[2].contractor")
    operations, rows = outcome(editions([*TEAM], [TEAM[0], TEAM[2]], record))
    assert operations["group-removed"] == "documented"
    assert rows == {1: {"confirmed"}}


def test_the_list_of_files_documents_a_file() -> None:
    """A row that adds the file's name to Ⅰ3 records that the file came."""
    first, second = File("住民ファイル", "住民"), File("賦課ファイル", "納税者")
    record = row("Ⅰ 3. 特定個人情報ファイル名", "住民ファイル", "住民ファイル、賦課ファイル", item="files.names")
    corpus = paired([(edition([first]), edition([first, second], rows=[record], on=LATER))])
    by_op = {d["op"]: d["status"] for d in corpus.differences.iter_rows(named=True)}
    assert by_op["group-added"] == "documented"


@pytest.mark.parametrize("before", ["水道ファイル", "(2)水道ファイル"])
@pytest.mark.parametrize("after", ["削除", "—"])
@pytest.mark.parametrize(("item", "group"), [("file[1].files.names", ""), ("", "file[1]")])
def test_a_row_that_takes_away_a_name_documents_the_file(before: str, after: str, item: str, group: str) -> None:
    """The newer edition has one file, so the label leads there; the name is that of the file that went."""
    files = [File("住民ファイル", "住民"), File("水道ファイル", "使用者")]
    record = row("Ⅱ 特定個人情報ファイルの概要 (2)水道ファイル", before, after, item=item, group=group)
    operations, rows = outcome((edition(files), edition(files[:1], rows=[record], on=LATER)))
    assert operations["group-removed"] == "documented"
    assert rows == {1: {"confirmed"}}


def test_the_count_documents_a_contractor() -> None:
    """A row that raises 委託の有無 （2）件 to （3）件 records that one came."""
    record = row(f"{HEAD}委託の有無", "委託する（2）件", "委託する（3）件", item="file[1].outsourcing.use")
    assert outcome(editions([*TEAM[:2]], [*TEAM], record))[0]["group-added"] == "documented"
    fewer = row(f"{HEAD}委託の有無", "委託する（3）件", "委託する（2）件", item="file[1].outsourcing.use")
    assert outcome(editions([*TEAM[:2]], [*TEAM], fewer))[0]["group-added"] == "undocumented"


def test_a_row_that_claims_what_did_not_happen_is_a_phantom() -> None:
    """A group said to be new, or gone, that both editions have unchanged under one number."""
    for before, after in (("（新規）", "電話催告業務"), ("電話催告業務", "（削除）")):
        record = row(f"{HEAD}委託事項2 電話催告業務", before, after, group="file[1].outsourcing[2]")
        pair = editions([*TEAM], [*TEAM], record)
        assert outcome(pair) == ({}, {1: {"phantom"}})
        findings = audit(paired([pair])).findings.filter(rule="PIA202")
        assert findings["item_id"].to_list() == ["file[1].outsourcing[2]"]


def test_a_row_that_quotes_a_group_whole_documents_its_fields() -> None:
    """Both cells hold the whole contractor; the field that changed stands in both."""
    now = contractor("電話催告業務", "白瀬商事")
    cells = [f"①委託内容 {c.fields['content']} ③委託先名 {c.fields['contractor']}" for c in (TEAM[1], now)]
    record = row(f"{HEAD}委託事項2 電話催告業務", *cells, group="file[1].outsourcing[2]")
    operations, rows = outcome(editions([*TEAM], [TEAM[0], now, TEAM[2]], record))
    assert operations == {"changed": "documented"}
    assert rows == {1: {"confirmed"}}


def drafted(pair: tuple[Edition, Edition]) -> list[dict[str, Any]]:
    """What is drafted: label, before and after."""
    return [{"label": r.label, "before": r.before, "after": r.after} for r in draft(paired([pair]))]


def test_one_row_is_drafted_for_a_group() -> None:
    """Its label is the path to the group, line by line, and its other cell the group with its fields."""
    (came,) = drafted(editions([*TEAM[:2]], [*TEAM]))
    assert came["label"].split("\n")[-1] == "委託事項3 帳票の印刷"
    assert came["before"] == "（新規）"
    assert came["after"].split("\n")[0] == "委託事項3 帳票の印刷"
    assert "③contractor 青葉印刷" in came["after"]
    (went,) = drafted(editions([*TEAM], [*TEAM[:2]]))
    assert went["after"] == "（削除）"
    assert went["before"].startswith("委託事項3 帳票の印刷")


def test_drafted_rows_leave_nothing_to_tell() -> None:
    """Appended to the newer edition they document every operation, whatever came, went and moved."""
    old, new = [*TEAM], [contractor("会場の設営", "榛名商事"), TEAM[2], TEAM[0]]
    made = draft(paired([editions(old, new)]))
    rows = [row(d.label, d.before, d.after, number=n) for n, d in enumerate(made, 1)]
    operations, verdicts = outcome(editions(old, new, *rows))
    assert set(operations.values()) == {"documented", "format-only"}  # a place that moved calls for no row
    assert {s for states in verdicts.values() for s in states} == {"confirmed"}


@pytest.mark.parametrize("label", ["Ⅱ4　委託事項3の削除", "Ⅱ４．委託事項3（削除）", "Ⅱ4 委託事項3"])
def test_what_was_done_behind_the_heading_is_no_name(label: str) -> None:
    """A label that says of the group that it went, with its number, in a report of two files that names neither."""
    other = File("料金ファイル", "料金", {"outsourcing": [TEAM[0]]})
    went = row(label, "帳票の印刷", "削除")
    old, new = (File("住民ファイル", "住民", {"outsourcing": team}) for team in ([*TEAM], [*TEAM[:2]]))
    assert outcome((edition([old, other]), edition([new, other], rows=[went], on=LATER))) == (
        {"group-removed": "documented"}, {1: {"confirmed"}},
    )  # fmt: skip


def test_a_number_of_a_contractor_is_no_files_number() -> None:
    """委託事項2 came in the first file; the second file, whose number is 2 as well, is not meant."""
    other = File("料金ファイル", "料金", {"outsourcing": [*TEAM[:2]]})
    came = row("Ⅱ4 委託事項2 ①～", "なし", "委託事項2を追加")
    old, new = (File("住民ファイル", "住民", {"outsourcing": team}) for team in ([TEAM[0]], [*TEAM[:2]]))
    assert outcome((edition([old, other]), edition([new, other], rows=[came], on=LATER)))[0] == {
        "group-added": "documented"
    }


def test_a_new_groups_item_that_a_later_row_changes() -> None:
    """The row that wrote the item when the group came, and the one that changed it before the edition, are a chain."""
    item = "file[1].outsourcing[3].contractor"
    rows = [
        row(f"{HEAD}委託事項3 帳票の印刷", "（新規）", "帳票の印刷", group="file[1].outsourcing[3]", number=1),
        row(f"{HEAD}委託事項3 ③委託先名", "（新規）", "見本印刷", item=item, number=2),
        row(f"{HEAD}委託事項3 ③委託先名", "見本印刷", "青葉印刷", item=item, number=3),
    ]
    _, accounts = outcome(editions([*TEAM[:2]], [*TEAM], *rows))
    assert accounts == {1: {"confirmed"}, 2: {"confirmed"}, 3: {"confirmed"}}
    _, accounts = outcome(editions([*TEAM[:2]], [*TEAM], *rows[:2]))
    assert accounts[2] != {"confirmed"}


CONNECTED = (
    ("健康管理システム", "1. 連携機能：庁内の関係システムへ異動の情報を渡す。"),
    ("基幹系共通基盤システム", "1. 照会機能：氏名、住所を照会する。"),
    ("団体内統合宛名システム", "1. 宛名管理機能：宛名番号を付番し、管理する。"),
)
SYSTEM, RENAMED = "Ⅰ 基本情報\n2. システム\nシステム", "共通連携基盤の宛名機能"


def test_rows_that_say_that_one_went_and_another_came_are_believed() -> None:
    """The new system has the functions of one that went: with a row on each nothing is left without one. Of a system
    that was renamed as it moved up the row on its name is right, beside the row on the one that went."""
    new = [CONNECTED[0], (RENAMED, CONNECTED[2][1])]
    gone = [row(f"{SYSTEM}{n}", CONNECTED[n - 1][0], "（削除）") for n in (2, 3)]
    came = row(f"{SYSTEM}2", "（新規）", RENAMED)
    operations, _ = outcome((edition([], [*CONNECTED]), edition([], new, rows=numbered(*gone, came), on=LATER)))
    assert set(operations.values()) == {"documented"}
    name = row(f"{SYSTEM}2 ①システムの名称", CONNECTED[2][0], RENAMED, item="system[2].name")
    pair = edition([], [*CONNECTED]), edition([], new, rows=numbered(gone[0], name), on=LATER)
    operations, rows = outcome(pair)
    assert operations == {"group-moved": "format-only", "group-removed": "documented", "changed": "documented"}
    assert rows == {1: {"confirmed"}, 2: {"confirmed"}}


def numbered(*rows: ChangeRow) -> list[ChangeRow]:
    """Rows in the order of a table."""
    return [replace(r, row_no=n) for n, r in enumerate(rows, 1)]
