"""Labels and rows in every hand: the truth beside them is the generator's own."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path
from random import Random

import pytest

import pia_audit.synthetic
from pia_audit import forms
from pia_audit.model import Edition
from pia_audit.readers import read
from pia_audit.synthetic import HABITS, Synthetic, generate, to_text
from pia_audit.synthetic.repeated import drawn
from pia_audit.synthetic.ways import Way, full, is_ambiguous, label_text, misnumbered, parts_of

EVERY = (*HABITS, "mixed")
FORMS = ("form2-2024", "form4-2018")
SEED = 6
ROOM = Path(pia_audit.synthetic.__file__).parent


@cache
def by(habit: str, form: str) -> Synthetic:
    """The report that one hand wrote, made once for all that is asked of it."""
    return generate(SEED, form=form, habit=habit)


def way(**changes: object) -> Way:
    """The plain way of writing with some of it changed."""
    chosen: dict[str, list[object]] = {"separator": [" "], "digits": ["half"], "star": [False]}
    return Way.drawn(chosen | {name: [value] for name, value in changes.items()}, Random(1))


@pytest.mark.parametrize("module", sorted(ROOM.glob("*.py")), ids=lambda p: p.stem)
def test_nothing_asks_the_program_for_the_truth(module: Path) -> None:
    """Only what reads the printed rows imports the resolver or a reader; labels and truth never do."""
    if module.stem == "program_view":
        return
    tree = ast.parse(module.read_text(encoding="utf-8"))
    names = [n.module or "" for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)]
    names += [a.name for n in ast.walk(tree) if isinstance(n, ast.Import) for a in n.names]
    reading = [n for n in names if n.startswith(("pia_audit.forms.labels", "pia_audit.readers"))]
    assert set(reading) <= {"pia_audit.readers.stored_editions"}  # which writes editions down


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("habit", EVERY)
def test_each_row_has_its_truth(habit: str, form: str) -> None:
    """As many truths as rows, each about items or groups of the form, in every habit."""
    report = by(habit, form)
    for edition, rows in zip(report.editions, report.rows, strict=True):
        ids = {i.item_id for i in edition.items}
        assert len(edition.changes) == len(rows)
        assert all(ids >= set(truth.item_ids) for truth in rows)
        assert all(any(i.startswith(f"{g}.") for i in ids) for truth in rows for g in truth.group_ids)
        assert all(bool(t.item_ids) is (t.outcome in ("item", "items")) for t in rows)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("habit", EVERY)
def test_older_tables_stay_as_they_are(habit: str, form: str) -> None:
    """The table of an edition begins with that of the edition before, whatever hand writes it."""
    report = by(habit, form)
    for old, new in zip(report.editions, report.editions[1:], strict=False):
        assert [r.label for r in new.changes][: len(old.changes)] == [r.label for r in old.changes]
    for above, below in zip(report.rows, report.rows[1:], strict=False):
        assert below[: len(above)] == above


@pytest.mark.parametrize("habit", EVERY)
def test_the_hand_changes_no_text_of_the_report(habit: str) -> None:
    """The same seed has the same fields in every hand: only the table of changes is written otherwise."""
    plain, other = by("plain", FORMS[0]), by(habit, FORMS[0])
    assert [e.items for e in plain.editions] == [e.items for e in other.editions]
    assert generate(SEED, form=FORMS[0], habit=habit) == other


def test_no_such_habit() -> None:
    """A habit that is none is refused."""
    with pytest.raises(KeyError):
        generate(1, habit="no_such_habit")


@pytest.mark.parametrize(
    ("changes", "label"),
    [
        ({}, "Ⅰ 関連情報 5. 評価実施機関における担当部署 ①部署"),
        ({"separator": ""}, "Ⅰ関連情報5.評価実施機関における担当部署①部署"),
        ({"separator": "→"}, "Ⅰ 関連情報→5. 評価実施機関における担当部署→①部署"),
        ({"numbers": "only", "separator": ""}, "Ⅰ5①"),
        ({"numbers": "hyphens", "separator": "-", "roman": "digit"}, "1-5-①"),
        ({"numbers": "none"}, "関連情報 評価実施機関における担当部署 部署"),
        ({"names": "short"}, "Ⅰ 関連情報 5. 担当部署 ①部署"),
        ({"levels": "leaf"}, "①部署"),
        ({"levels": "ends"}, "Ⅰ 関連情報 ①部署"),
        ({"levels": "tail", "digits": "wide"}, "５． 評価実施機関における担当部署 ①部署"),
        ({"roman": "ascii", "frame": "【{}】"}, "【I 関連情報 5. 評価実施機関における担当部署 ①部署】"),
    ],
)
def test_ways_of_writing(changes: dict[str, object], label: str) -> None:
    """One item as each way writes it."""
    form = forms.load("form2-2024")
    item = form.item("department.name")
    assert item is not None
    assert label_text(way(**changes), parts_of(form, item)) == label


def test_files_and_groups_by_number_and_name() -> None:
    """The number and the name of a file and of a group can each stand alone, or the file before all else."""
    form = drawn(forms.load("form4-2024"), 3)
    item = next(i for i in form.items if i.item_id.endswith("outsourcing[1].content"))
    parts = parts_of(form, item)
    file, group = parts[1], next(p for p in parts if p.kind == "group")
    assert f"概要 {file.number}{file.name} 4." in label_text(way(), parts)
    assert f"概要 {file.name} 4." in label_text(way(file="name"), parts)
    assert label_text(way(file="front"), parts).startswith(f"（{file.name}）Ⅱ")
    assert file.name not in label_text(way(file="none"), parts)
    assert f"委託事項「{group.name}」" in label_text(way(group="name"), parts)
    assert f"{group.number} ①" in label_text(way(group="number"), parts)


def test_a_label_that_fits_several_items_is_ambiguous() -> None:
    """The last level alone names one item or several; the whole label names one."""
    form = forms.load("form2-2024")
    by_count = {"①部署": False, "いつ時点の計数か": True}
    assert {label: is_ambiguous(form, way(levels="leaf"), label) for label in by_count} == by_count
    assert not any(is_ambiguous(form, way(), label_text(way(), parts_of(form, i))) for i in form.items)


def test_a_wrong_number_stays_wrong() -> None:
    """A wrong number is another than the item's, and the label no other item's, whatever a resolver makes of it."""
    form = forms.load("form2-2024")
    every = {full(form, i) for i in form.items}
    wrong = {i.item_id: w for i in form.items if (w := misnumbered(form, i))}
    assert len(wrong) > 20
    assert not every & set(wrong.values())


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("habit", sorted(set(EVERY) - {"continued"}))
def test_the_table_is_read_back(habit: str, form: str, tmp_path: Path) -> None:
    """Days, texts and timings of every hand come back from the print as they are meant."""
    edition = by(habit, form).editions[-1]
    path = tmp_path / "a.txt"
    path.write_text(to_text(edition), encoding="utf-8")
    report = read(path)
    assert isinstance(report, Edition)
    days = [(r.changed_from, r.changed_to, r.timing) for r in edition.changes]
    assert [(r.changed_from, r.changed_to, r.timing) for r in report.changes] == days
    assert None not in {t for _, _, t in days}
    assert [r.label.split() for r in report.changes] == [r.label.split() for r in edition.changes]
