"""Numbers in a row that are no items of a table are not called items."""

from __future__ import annotations

import pytest

from pia_audit.compare.leaves import leaves


@pytest.mark.parametrize(
    ("old", "new", "path", "before", "after"),
    [
        ("令和5、6年度の台帳", "令和6、7年度の台帳", "数", "5", "7"),
        ("令和5・6・7年度分", "令和6・7・8年度分", "数", "5", "8"),
        ("4、5歳の児童", "4、6歳の児童", "数", "5", "6"),
        ("次の項：5・6", "次の項：5・7", "項番", "6", "7"),
        ("番号法別表の5・6の項", "番号法別表の5・7の項", "番号法 別表", "6", "7"),
    ],
)
def test_what_numbers_are_called(old: str, new: str, path: str, before: str, after: str) -> None:
    """Years and ages count something; a list behind 次の項 and a table's items are items."""
    (leaf,) = leaves("text", old, new)
    assert (leaf.path[-1], leaf.what, leaf.before, leaf.after) == (path, "numbers", before, after)
