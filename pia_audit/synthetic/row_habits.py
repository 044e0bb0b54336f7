"""What clerks do to whole rows: several items in one, a group or the report in one, rows cut in two, ditto marks."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from itertools import groupby, pairwise
from random import Random

from msgspec import Struct
from msgspec.structs import replace

from pia_audit.forms import Form
from pia_audit.japanese.ladder import fold
from pia_audit.japanese.patterns import regex
from pia_audit.synthetic.days import japanese
from pia_audit.synthetic.entries import Entry
from pia_audit.synthetic.texts import texts
from pia_audit.synthetic.truth import RowTruth
from pia_audit.synthetic.ways import full, habits_data, joined, parts_of

_LONG, _MOST_ITEMS, _SHORT = 4, 3, 60
_GROUP = regex(r"(?:file\[\d+\]\.)?(?:system|outsourcing|recipient|transferee)\[\d+\](?=\.)")


class Hand(Struct, frozen=True):
    """Who writes: the form, chance, the habit and how often it shows, the interval, and whether it is the last one."""

    form: Form
    rng: Random
    habit: str
    share: float
    span: tuple[date, date]
    last: bool

    @property
    def acts(self) -> bool:
        """Whether the habit shows this time."""
        return self.rng.random() < self.share

    def word(self, kind: str) -> str:
        """One of the words of a kind."""
        return str(self.rng.choice(habits_data()["words"][kind]))


Writer = Callable[[list[Entry], Hand], list[Entry]]


def _united(rows: Sequence[Entry], label: str, before: str, after: str, habit: str) -> Entry:
    """One row in place of several."""
    ids = tuple(dict.fromkeys(i for r in rows for i in r.truth.item_ids))
    paths = tuple(dict.fromkeys(p for r in rows for p in r.truth.paths))
    truth = RowTruth("items" if len(ids) > 1 else "item", ids, (), paths, habit)
    return replace(rows[0], label=label, before=before, after=after, truth=truth)


def _plain(row: Entry) -> bool:
    return not row.fault and row.truth.outcome == "item"


# --- several items in one row ------------------------------------------------------------------------


def several(entries: list[Entry], hand: Hand) -> list[Entry]:
    """Rows of one day, one timing and one heading as one row: 「7. … ①、②」."""
    out: list[Entry] = []
    for _, block in groupby(entries, key=lambda e: (e.day, e.timing, e.note, _heading(hand.form, e), bool(e.fault))):
        rows = list(block)
        ids = [r.item_id for r in rows]
        fits = 1 < len(rows) <= _MOST_ITEMS and len(set(ids)) == len(ids) and all(map(_plain, rows))
        out += [_listed(rows, hand)] if fits and hand.acts else rows
    return out


def _heading(form: Form, entry: Entry) -> tuple[str, ...]:
    item = form.item(entry.item_id)
    return item.path[:-1] if item else ()


def _listed(rows: Sequence[Entry], hand: Hand) -> Entry:
    parts = [parts_of(hand.form, i) for r in rows if (i := hand.form.item(r.item_id)) is not None]
    lasts = [f"{p[-1].number}{p[-1].name}" for p in parts]
    numbers = [p[-1].number for p in parts]
    short = all(numbers) and hand.rng.random() < 0.4
    between = hand.rng.choice(("、", "・", "及び", "\n"))
    item = hand.form.item(rows[0].item_id)
    assert item is not None
    label = full(hand.form, item).removesuffix(lasts[0]) + between.join(numbers if short else lasts)
    signs = hand.rng.choice((("【", "】"), ("", "："), ("", "　")))
    before, after = (
        "\n".join(f"{signs[0]}{name}{signs[1]}{text}" for name, text in zip(lasts, side, strict=True))
        for side in ([r.before for r in rows], [r.after for r in rows])
    )
    return _united(rows, label, before, after, hand.habit)


def places(entries: list[Entry], hand: Hand) -> list[Entry]:
    """The department's new name wherever the report names it, in one row: 「部署（3か所）」."""
    names = [fold(n) for n in texts()["pools"]["department"]]
    renamed: dict[tuple[str, str, date], list[Entry]] = {}
    for entry in entries:
        pair = [next((n for n in names if n in fold(text)), "") for text in (entry.before, entry.after)]
        same = fold(entry.before).replace(pair[0], pair[1]) == fold(entry.after) if all(pair) else False
        if same and pair[0] != pair[1] and _plain(entry):
            renamed.setdefault((pair[0], pair[1], entry.day), []).append(entry)
    out = list(entries)
    for (old, new, _), rows in renamed.items():
        if len({r.item_id for r in rows}) > 1 and hand.acts:
            label = hand.word("places").format("部署名", len(rows))
            row = _united(rows, label, old, new, hand.habit)
            row.truth = replace(row.truth, ambiguous=True)
            at = next(n for n, e in enumerate(out) if e is rows[0])
            out[at] = row
            out = [e for e in out if not any(e is r for r in rows)]
    return out


# --- rows of a group, rows of the report -------------------------------------------------------------


def group(entries: list[Entry], hand: Hand) -> list[Entry]:
    """A row that tells of a group as a whole: 「委託事項2（新規）」; in an interval that no two editions bound."""
    matches = (_GROUP.match(i.item_id) for i in hand.form.items)
    group_ids = sorted({m[0] for m in matches if m})
    if hand.last or not entries or not group_ids or not hand.acts:
        return entries
    chosen = hand.rng.choice(group_ids)
    item = next(i for i in hand.form.items if i.item_id.startswith(f"{chosen}."))
    parts = parts_of(hand.form, item)
    at = next(n for n, p in enumerate(parts) if p.kind == "group")
    heading = joined(parts[: at + 1])
    new = hand.rng.random() < 0.7
    label = hand.word("group_new" if new else "group_gone").format(heading)
    group_name = f"{parts[at].number}　{parts[at].name}".strip()
    before, after = ("－", f"{group_name}を追加") if new else (group_name, "（削除）")
    truth = RowTruth("group", (), (chosen,), (item.path[:-1],), hand.habit)
    return [*entries, _of_none(entries[-1], hand, label, (before, after), truth)]


def _of_none(entry: Entry, hand: Hand, label: str, row_texts: tuple[str, str], truth: RowTruth) -> Entry:
    """A row on the interval's last day that is no item's."""
    return replace(
        entry,
        day=hand.span[1],
        item_id="",
        label=label,
        before=row_texts[0],
        after=row_texts[1],
        note="",
        timing="事後",
        truth=truth,
        fault="",
    )


def report(entries: list[Entry], hand: Hand) -> list[Entry]:
    """A row that tells of the report as a whole: 「評価書全般」."""
    if not entries or not hand.acts:
        return entries
    row_texts = tuple(hand.rng.choice(habits_data()["words"]["report_texts"]))
    truth = RowTruth("report", habit=hand.habit)
    return [*entries, _of_none(entries[-1], hand, hand.word("report"), row_texts, truth)]


# --- rows cut in two, ditto marks --------------------------------------------------------------------


def continued(entries: list[Entry], hand: Hand) -> list[Entry]:
    """A long row cut in two, the second one headed （続き）."""
    return [row for entry in entries for row in _halves(entry, hand)]


def _halves(entry: Entry, hand: Hand) -> Iterator[Entry]:
    before, after = entry.before.split("\n"), entry.after.split("\n")
    at = next((n for n, (a, b) in enumerate(zip(before, after, strict=False)) if a != b), 0) + 1
    if not _plain(entry) or min(len(before), len(after)) < max(_LONG, at + 1) or not hand.acts:
        yield entry
        return
    word = hand.word("continued")
    truth = replace(entry.truth, habit=hand.habit)
    yield replace(entry, before="\n".join(before[:at]), after="\n".join(after[:at]), truth=truth)
    second_half = replace(entry, before="\n".join(before[at:]), after="\n".join(after[at:]))
    yield replace(second_half, label=word.format(entry.label), goes_on=True)


def ditto(entries: list[Entry], hand: Hand) -> list[Entry]:
    """〃 for the item of the row above; 「〃 ②」 where only the heading is the same."""
    out = entries[:1]
    for above, entry in pairwise(entries):
        new = entry
        if _plain(entry) and _plain(above) and hand.acts:
            truth = replace(entry.truth, habit=hand.habit, ambiguous=False)
            if entry.item_id == above.item_id:
                new = replace(entry, label=hand.word("ditto"), truth=truth)
            elif _heading(hand.form, entry) == _heading(hand.form, above) != ():
                item = hand.form.item(entry.item_id)
                assert item is not None
                last = parts_of(hand.form, item)[-1]
                new = replace(entry, label=hand.word("ditto_part").format(last.number + last.name), truth=truth)
        out.append(new)
    return out


def same_day(entries: list[Entry], hand: Hand) -> list[Entry]:
    """〃 or nothing for the day of the row above."""
    out = entries[:1]
    for above, entry in pairwise(entries):
        same = entry.day == above.day and not entry.fault and not above.fault
        out.append(_marked(replace(entry, shown_day=hand.word("same_day")), hand) if same and hand.acts else entry)
    return out


def _marked(entry: Entry, hand: Hand) -> Entry:
    return replace(entry, truth=replace(entry.truth, habit=hand.habit))


# --- days, timings and texts -------------------------------------------------------------------------


def loose_day(entries: list[Entry], hand: Hand) -> list[Entry]:
    """A month, or a stretch of days, as 変更日."""
    return [_loose(e, hand) if not e.fault and hand.acts else e for e in entries]


def _loose(entry: Entry, hand: Hand) -> Entry:
    day = entry.day
    month = japanese(day).partition("月")[0] + "月"
    first, end = day.replace(day=1), day.replace(day=monthrange(day.year, day.month)[1])
    if hand.rng.random() < 0.5:
        return _marked(replace(entry, shown_day=month, within=(first, end)), hand)
    day_range = f"{japanese(first)}～{japanese(day)}"
    return _marked(replace(entry, shown_day=day_range, within=(first, day)), hand)


def timing(entries: list[Entry], hand: Hand) -> list[Entry]:
    """More than the one word in the column of 提出時期."""
    word_keys = {"事後": "timing_after", "事前": "timing_before"}
    return [
        _marked(replace(e, shown_timing=hand.word(word_keys[e.timing])), hand) if not e.fault and hand.acts else e
        for e in entries
    ]


def annex(entries: list[Entry], hand: Hand) -> list[Entry]:
    """別紙のとおり: the row does not say what was changed."""
    return [_by_annex(e, hand) if _plain(e) and hand.acts else e for e in entries]


def _by_annex(entry: Entry, hand: Hand) -> Entry:
    reference = hand.word("annex")
    return _marked(replace(entry, before=reference, after=reference), hand)


def relative(entries: list[Entry], hand: Hand) -> list[Entry]:
    """Only the words exchanged, or only what is added."""
    return [_relative(e, hand) if _plain(e) and hand.acts else e for e in entries]


def _relative(entry: Entry, hand: Hand) -> Entry:
    before, after = entry.before, entry.after
    if after.startswith(f"{before}\n"):
        return _marked(replace(entry, after=hand.word("added").format(after.removeprefix(f"{before}\n"))), hand)
    marks = {*texts()["empty_marks"], *texts()["removed_marks"]}
    both_texts = before + after
    if (
        {before, after} & marks
        or any(character in both_texts for character in "\n「[")
        or not 0 < len(before) <= _SHORT >= len(after)
    ):
        return entry
    return _marked(replace(entry, after=hand.word("exchanged").format(before, after)), hand)


WRITERS: dict[str, Writer] = {
    "several": several,
    "places": places,
    "group": group,
    "report": report,
    "continued": continued,
    "ditto": ditto,
    "same_day": same_day,
    "loose_day": loose_day,
    "timing": timing,
    "annex": annex,
    "relative": relative,
}
"""What a clerk may do to the rows of an interval, by the names ``habits.toml`` has for it."""
