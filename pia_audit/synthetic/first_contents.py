"""Fills a form in for the first time, from the data and a source of chance."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from random import Random
from typing import Any

from msgspec import Struct

from pia_audit.forms import Form, FormItem
from pia_audit.law.tables import NETWORK, TABLE, TABLE_1, TABLE_2
from pia_audit.synthetic import days, stock
from pia_audit.synthetic.texts import law, may_stand, of_item, texts
from pia_audit.synthetic.ways import parts_of

_TOP = 172
_NEW_ANNEX = "番号法別表"
_TICKED, _APPROVED = 0.25, 0.1


class Draft(Struct):
    """A report while it is written.

    ``texts`` holds what each item says now (``None``: nothing), ``fields`` the values of the data file's
    placeholders, ``style`` the habits of the body (how it writes a day), ``life`` the days of its first and last
    publication.
    """

    form: Form
    rng: Random
    texts: dict[str, str | None]
    fields: dict[str, str]
    process: Mapping[str, Any]
    style: int
    life: stock.Life

    def write(self, pattern: str) -> str:
        """A pattern of the data file with its placeholders filled in."""
        if "{" not in pattern:
            return pattern
        listed = self.numbers(self.table(pattern)) if "{list}" in pattern else ""
        return pattern.format_map(self.fields | {"list": listed, "n": str(self.rng.randint(2, 74))})

    def numbers(self, table: str) -> str:
        """A citation list such as ``13・14・20``, of items that stand as long as the report is revised."""
        drawn = self.rng.sample(range(1, _TOP), self.rng.randint(4, 16))
        return "・".join(map(str, stock.put_into(drawn, self.stock(table))))

    def stock(self, table: str) -> tuple[int, ...]:
        """The items of a table of the law that the report may cite."""
        return stock.standing(table, self.life)

    def missing(self, line: str) -> tuple[int, ...]:
        """Numbers that the table of a line's list has not on the day of the last publication."""
        return stock.missing(self.table(line), self.life[1])

    def table(self, line: str) -> str:
        """The table of the law that a line's numbers are of: a line as written, or a pattern of the data file."""
        network = "{network}" in line or self.fields["network"] in line
        new = self.fields["annex"] == _NEW_ANNEX
        return (NETWORK if new else TABLE_2) if network else (TABLE if new else TABLE_1)

    def pool(self, item_id: str) -> list[str]:
        """The lines a text of several lines is made of, placeholders open; empty for other items."""
        passage = of_item("passages", item_id)
        return list(passage["lines"]) if passage else []

    def names(self, item_id: str) -> list[str]:
        """The names a list may hold; the process's own come first."""
        if item_id.startswith("files."):
            return list(self.process["files"])
        return [str(self.process["system"]), *(of_item("names", item_id) or of_item("names", "default"))]


def begin(form: Form, number: str, published: date, rng: Random, last: date | None = None) -> Draft:
    """A form filled in as on that day, under a report number; ``last`` is the day of its last publication."""
    data = texts()
    process = rng.choice(data["process"])
    fields = {"body": rng.choice(data["bodies"]), "process": process["name"], "title": form.title}
    fields |= {"subject": process["subject"], "law": process["law"], "number": number}
    fields |= law(form.in_use_from)
    fields |= {name: rng.choice(values) for name, values in data["pools"].items()}
    draft = Draft(form, rng, {}, fields, process, rng.randrange(8), (published, last or published))
    for item in form.items:
        draft.texts[item.item_id] = _first(draft, item, published)
    for item in form.items:
        _follow(draft, item)
    return draft


def _first(draft: Draft, item: FormItem, published: date) -> str | None:
    if item.item_id == "cover.published_on":
        return days.japanese(published)
    if item.item_id == "cover.approved_on":  # only bodies of the state have one
        return days.japanese(published - timedelta(30)) if draft.rng.random() < _APPROVED else None
    if file := file_of(draft.form, item):
        return file
    if item.exempt_by and ticked(draft.texts.get(item.exempt_by)):
        return None
    return answer(draft, item, published)


def file_of(form: Form, item: FormItem) -> str:
    """The name of the file whose chapter an item begins by naming it; empty for any other item."""
    if not item.item_id.endswith("files.names") or not item.item_id.startswith("file["):
        return ""
    return next((p.name for p in parts_of(form, item) if p.kind == "file"), "")


def _follow(draft: Draft, item: FormItem) -> None:
    """Bring a restated answer in line with the one it restates; the one chosen must be answered."""
    if item.restates is None:
        return
    chooser = draft.form.item(item.restates.chosen_by)
    assert chooser is not None
    answered = [o for o, i in zip(chooser.options, item.restates.items, strict=True) if draft.texts.get(i)]
    draft.texts[chooser.item_id] = draft.rng.choice(answered)
    draft.texts[item.item_id] = restated(draft, item)


def restated(draft: Draft, item: FormItem) -> str | None:
    """The answer that ``item`` has to repeat, in its own wording; ``None`` when that one is blank."""
    assert item.restates is not None
    chooser = draft.form.item(item.restates.chosen_by)
    chosen = draft.texts.get(item.restates.chosen_by)
    if chooser is None or chosen is None:
        return None
    original = draft.form.item(item.restates.items[chooser.options.index(chosen)])
    text = draft.texts.get(original.item_id) if original else None
    return item.options[original.options.index(text)] if original and text else None


def answer(draft: Draft, item: FormItem, day: date) -> str | None:
    """A first answer to an item, by its kind."""
    if item.kind == "choice":
        return _choice(draft, item)
    if item.kind == "date":
        past = day - timedelta(draft.rng.randint(10, 90))
        return days.as_of(past, draft.style) if "時点" in item.path[-1] else days.japanese(past)
    if item.kind == "flags":
        return _flags(draft, item)
    if item.kind == "list":
        names = draft.names(item.item_id)
        more = min(draft.rng.randint(1, 3), len(names) - 1)
        return "、".join([names[0], *draft.rng.sample(names[1:], more)])
    return _text(draft, item)


def _choice(draft: Draft, item: FormItem) -> str:
    start: str | None = of_item("start", item.item_id)
    if start in item.options:
        return str(start)
    return draft.rng.choice([o for o in item.options if may_stand(draft.texts | {item.item_id: o})])


def _flags(draft: Draft, item: FormItem) -> str:
    on = {o for o in item.options if draft.rng.random() < _TICKED}
    if item.required and not on:
        on = {draft.rng.choice(item.options)}
    exempts = any(i.exempt_by == item.item_id for i in draft.form.items)
    return ticks(item, on if item.required or exempts or draft.form.base else set())


def ticks(item: FormItem, on: set[str]) -> str:
    """Tick boxes as the readers give them: ``[○]自己点検 [ ]内部監査``."""
    return " ".join(f"[{'○' if o in on else ' '}]{o}" for o in item.options)


def ticked(text: str | None) -> bool:
    """Whether any box is ticked."""
    return text is not None and "○" in text


def _text(draft: Draft, item: FormItem) -> str | None:
    fixed: str | None = of_item("fixed", item.item_id)
    if fixed is not None:
        return draft.write(fixed) or None
    variants: list[str] | None = of_item("variants", item.item_id)
    if variants:
        return draft.write(draft.rng.choice(variants)) or None
    return _passage(draft, of_item("passages", item.item_id) or of_item("passages", "default"))


def _passage(draft: Draft, data: Mapping[str, Any]) -> str:
    chosen = draft.rng.sample(data["lines"], draft.rng.randint(*data["count"]))
    body = [begins(data["style"], n) + draft.write(line) for n, line in enumerate(chosen, 1)]
    return "\n".join([draft.write(draft.rng.choice(data["lead"])), *body])


def begins(style: str, number: int) -> str:
    """What stands before a line of a text of several lines."""
    return f"({number}) " if style == "number" else "・"
