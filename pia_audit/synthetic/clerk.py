"""The hand that writes a report's table of changes: one habit, or another in each row; with the truth of each row."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import cache
from random import Random
from typing import Any

from msgspec.structs import replace

from pia_audit.forms import Form, FormItem, load, template, versions
from pia_audit.synthetic import row_habits
from pia_audit.synthetic.entries import Entry
from pia_audit.synthetic.truth import RowTruth
from pia_audit.synthetic.ways import Way, full, habits_data, is_ambiguous, label_text, misnumbered, parts_of

HABITS: tuple[str, ...] = tuple(h["name"] for h in habits_data()["habit"])
"""The habits of naming items and writing rows, one of which a report's hand has."""

_WAYS = 2


@cache
def _data(habit: str) -> Mapping[str, Any]:
    habits: dict[str, Mapping[str, Any]] = {h["name"]: h for h in habits_data()["habit"]}
    if habit not in habits:
        raise KeyError(habit)
    return habits[habit]


class Clerk:
    """Writes the labels and rows of one report on ``form``; ``habit`` is one of :data:`HABITS` or ``mixed``."""

    def __init__(self, form: Form, habit: str, seed: int) -> None:
        self.form, self.habit = form, habit
        self.rng = Random(f"clerk {habit} {seed}")
        names = HABITS if habit == "mixed" else (habit,)
        self.ways = {name: [Way.drawn(_data(name).get("way", {}), self.rng) for _ in range(_WAYS)] for name in names}

    def label(self, item: FormItem) -> tuple[str, RowTruth]:
        """An item in this hand, and what the label means."""
        name = self.rng.choice(tuple(self.ways))
        slip = _SLIPS.get(name)
        if slip is not None and self.rng.random() < _data(name)["slip"]:
            text = slip(self.form, item, self.rng)
            if text is not None:
                return text, self._truth(item, name, wrong=name != "appended")
        way = self.rng.choice(self.ways[name])
        text = label_text(way, parts_of(self.form, item))
        ambiguous = name != "plain" and is_ambiguous(self.form, way, text)  # in full each label is one item's
        return text, self._truth(item, name, ambiguous=ambiguous)

    def misnumbered(self, item_id: str) -> tuple[str, RowTruth]:
        """A label with a number that is not its item's; the words beside it are."""
        item = self.form.item(item_id)
        assert item is not None
        text = misnumbered(self.form, item)
        assert text is not None
        return text, self._truth(item, self.habit, wrong=True)

    def _truth(self, item: FormItem, habit: str, *, ambiguous: bool = False, wrong: bool = False) -> RowTruth:
        return RowTruth("item", (item.item_id,), (), (item.path,), habit, ambiguous, wrong)

    def rows(self, entries: list[Entry], span: tuple[date, date], *, last: bool) -> list[Entry]:
        """The rows of an interval as this hand writes them; rows that are faults stay as they are."""
        for name in self.ways:
            for kind, often in _data(name).get("rows", {}).items():
                share = often if self.habit != "mixed" else often / len(self.ways)
                entries = row_habits.WRITERS[kind](
                    entries, row_habits.Hand(self.form, self.rng, name, share, span, last)
                )
        return entries


def _miscounted(form: Form, item: FormItem, rng: Random) -> str | None:
    """A wrong number, or one before a last level that has none."""
    parts = parts_of(form, item)
    if parts[-1].kind == "plain" and len(parts) > 1 and rng.random() < 0.5:
        return full(form, item).removesuffix(parts[-1].name) + rng.choice("①②③") + parts[-1].name
    return misnumbered(form, item)


def _older(form: Form, item: FormItem, rng: Random) -> str | None:  # noqa: ARG001
    """The label of an earlier version of the form, where it is another one."""
    base = form.base or form.key
    general = template(item.item_id)
    for version in versions(form.form):
        older_items = {i.item_id: i for i in version.items} if version.in_use_from < load(base).in_use_from else {}
        old = older_items.get(general)
        if old is not None and _worded(old.path) != _worded((load(base).item(general) or item).path):
            return full(form, replace(item, path=_filled(old.path, item.path)))
    return None


def _worded(path: Sequence[str]) -> tuple[str, ...]:
    return tuple(p.partition("※")[0].strip() for p in path)


def _filled(old: Sequence[str], path: Sequence[str]) -> tuple[str, ...]:
    """The older path with the file and the groups of the item's own."""
    return tuple(new if "{" in text else text for text, new in zip(old, path, strict=False))


def _appended(form: Form, item: FormItem, rng: Random) -> str | None:
    phrase: str = rng.choice(habits_data()["words"]["appended"])
    lead = rng.choice(habits_data()["words"]["leads"])
    return full(form, item) + phrase.format(lead=lead, n=rng.randint(1, 9))


_SLIPS: dict[str, Callable[[Form, FormItem, Random], str | None]] = {
    "misnumbered": _miscounted,
    "old_wording": _older,
    "appended": _appended,
}
