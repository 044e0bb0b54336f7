"""Sections that no version of the form has, and a cover whose labels and values run together."""

from __future__ import annotations

from pathlib import Path

import pytest
import seen

AT = [row[0] for row in seen.BODY].index("変更箇所")


@pytest.mark.parametrize("name", ["12. 本市独自の点検", "Ⅴ 本市独自の項目", "本市独自の項目", "【本市独自】"])
@pytest.mark.parametrize("suffix", ["html", "xlsx"])
def test_a_section_no_version_knows_is_no_part_of_the_value_above_it(
    suffix: str, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its heading stands alone, left of the values, and what follows is below it."""
    monkeypatch.setattr(seen, "BODY", (*seen.BODY[:AT], (name,), ("点検の方法", "毎月点検する。"), *seen.BODY[AT:]))
    found = seen.edition(seen.WRITERS[suffix](tmp_path / f"a.{suffix}"))
    assert found.item("department.head").text == "手当課長"
    (own,) = [i for i in found.items if i.path[-1] == "点検の方法"]
    assert own.text == "毎月点検する。"
    assert len(found.changes) == 3


@pytest.mark.parametrize(
    ("line", "agency"),
    [("評価実施機関名見本市長", "見本市長"), ("評価実施機関名 見本市長", "見本市長"), ("評価実施機関名の欄は市長", "")],
)
def test_a_label_of_the_cover_with_its_value_right_behind_it(line: str, agency: str, tmp_path: Path) -> None:
    """As a page without rules sets them close together; words that are no value of that kind are none."""
    lines = ["\t".join(row) for row in (*seen.BODY, seen.HEAD, *seen.ROWS)]
    text = "\n".join(lines).replace("評価実施機関名\t見本市長", line).replace("公表日\t", "公表日")
    path = tmp_path / "a.txt"
    path.write_text(text, "utf-8")
    found = seen.edition(path)
    assert (found.agency, str(found.published_on)) == (agency, "2025-06-30")
