"""Leaves in words: a table that took another's place, and numbers that came and went."""

from __future__ import annotations

import pytest

from pia_audit.compare.leaves import leaves
from pia_audit.messages.wording import Wording
from pia_audit.model.plain_values import as_data

CASES = [
    ("番号法別表の15、23、30の項", "番号法別表第二の15、23、30の項",
     ["項番15・23・30を引用する表が番号法 別表から番号法 別表第二に変わりました"]),
    ("番号法別表の15、23、30の項", "番号法別表第二の15、23、31の項",
     ["番号法 別表の項番15・23・30が消えました", "番号法 別表第二の項番15・23・31が加わりました"]),
    ("番号法別表の15、23の項\n甲市条例別表の3、5の項", "番号法別表の15、16、23の項\n甲市乙条例別表の3、5の項",
     ["段落1: 番号法 別表の項番16が加わりました",
      "段落2: 項番3・5を引用する表が甲市条例 別表から甲市乙条例 別表に変わりました"]),
    ("番号法別表の15、23、30の項", "番号法別表の15、23の項", ["番号法 別表の項番30が消えました"]),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "expected"), CASES)
def test_numbers_of_a_table_under_another_name_neither_came_nor_went(old: str, new: str, expected: list[str]) -> None:
    """One sentence names both tables; where the numbers differ as well, what went and what came are told apart."""
    differences = [as_data(leaf) for leaf in leaves("text", old, new)]
    assert Wording("ja").leaves(differences) == expected


def test_both_tables_are_named_by_the_text_that_cites_them() -> None:
    """Two texts that should be the same are no before and after."""
    differences = [as_data(leaf) for leaf in leaves("text", "番号法別表の15、23の項", "番号法別表第二の15、23の項")]
    assert Wording("ja").leaves(differences, "row") == [
        "項番15・23は、行の記載では番号法 別表の、版の記載では番号法 別表第二の項番です"
    ]
    assert Wording("en").leaves(differences, "chain") == [
        "items 15・23 are cited from 番号法 別表 in the earlier text and from 番号法 別表第二 in the later one"
    ]
