"""Changes to an item's text, by its kind. Each says what a row may quote: the whole, or the passages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from msgspec import Struct

from pia_audit.forms import FormItem
from pia_audit.synthetic import days, text_edits
from pia_audit.synthetic.first_contents import Draft, ticks
from pia_audit.synthetic.texts import is_held, may_stand, of_item, swaps, texts

_TRIES = 12


class Edit(Struct, frozen=True):
    """A change of one item; ``None`` is a blank item.

    ``spots`` are passages ``(before, after)`` that together tell the whole change, each standing exactly
    once in its text; empty when only the whole text can be quoted.
    """

    item_id: str
    old: str | None
    new: str | None
    spots: tuple[tuple[str, str], ...] = ()


def change(draft: Draft, item: FormItem, day: date) -> Edit | None:
    """A change of one item and of nothing else; ``None`` when it has none that makes sense."""
    if is_held(item.item_id):
        return None
    maker = _MAKERS[item.kind]
    for _ in range(_TRIES):
        edit = maker(draft, item, day)
        if edit is not None and edit.new != edit.old:
            return edit
    return None


def _whole(draft: Draft, item: FormItem, new: str | None) -> Edit:
    return Edit(item.item_id, draft.texts[item.item_id], new)


def _date(draft: Draft, item: FormItem, day: date) -> Edit | None:
    later = days.later_count(draft.texts[item.item_id], day, draft.rng, draft.style)
    return _whole(draft, item, later) if later else None


def _choice(draft: Draft, item: FormItem, day: date) -> Edit | None:  # noqa: ARG001
    current_text = draft.texts[item.item_id]
    if current_text is None:
        return None
    other_options = [o for o in item.options if o != current_text and may_stand(draft.texts | {item.item_id: o})]
    return _whole(draft, item, draft.rng.choice(other_options)) if other_options else None


def _flags(draft: Draft, item: FormItem, day: date) -> Edit | None:  # noqa: ARG001
    on = {o for o in item.options if f"[○]{o}" in (draft.texts[item.item_id] or "")}
    on ^= {draft.rng.choice(item.options)}
    return _whole(draft, item, ticks(item, on)) if on or not item.required else None


def _list(draft: Draft, item: FormItem, day: date) -> Edit | None:  # noqa: ARG001
    names = (draft.texts[item.item_id] or "").split("、")
    unused = [n for n in draft.names(item.item_id) if n not in names]
    at = draft.rng.randrange(len(names))
    roll = draft.rng.random()
    if unused and (roll < 0.4 or len(names) == 1):
        names.insert(at + 1, draft.rng.choice(unused))
    elif roll < 0.6 and len(names) > 2:
        del names[at]
    elif unused:
        names[at] = draft.rng.choice(unused)
    else:
        return None
    return _whole(draft, item, "、".join(names))


def _text(draft: Draft, item: FormItem, day: date) -> Edit | None:  # noqa: ARG001
    current_text = draft.texts[item.item_id]
    variants: list[str] | None = of_item("variants", item.item_id)
    if variants:
        return _whole(draft, item, draft.write(draft.rng.choice(variants)) or None)
    if current_text is None:
        return None
    if "\n" not in current_text:
        return _whole(draft, item, _one_line(draft, current_text))
    new_text = text_edits.rewrite(draft, item.item_id, current_text)
    return None if new_text is None else Edit(item.item_id, current_text, new_text.text, new_text.spots)


def _one_line(draft: Draft, text: str) -> str:
    """Another line: a value of a pool, a word, or a remark in brackets added or taken away."""
    ways = [text.replace(v, w) for v, w in _pooled(draft, text)]
    ways += [text.replace(a, b, 1) for a, b in swaps() if a in text and (b not in text or b in a)]
    marked = [s for s in texts()["suffixes"] if text.endswith(s)]
    ways += [text.removesuffix(s) for s in marked] or [text + s for s in texts()["suffixes"][:1]]
    return draft.rng.choice(ways)


def _pooled(draft: Draft, text: str) -> list[tuple[str, str]]:
    """Values of the pools in ``text``, each with another one of its pool."""
    pools = {n: p for n, p in texts()["pools"].items() if n != "department" or text == draft.fields[n]}
    pool_values = [(v, pool) for pool in pools.values() for v in pool if v in text]
    return [(v, draft.rng.choice([w for w in pool if w != v])) for v, pool in pool_values]


def renamed(draft: Draft) -> list[Edit]:
    """The department by another name, wherever the report names it but on the cover."""
    old = draft.fields["department"]
    new = draft.rng.choice([d for d in texts()["pools"]["department"] if d != old])
    naming_items = [(i, t) for i, t in draft.texts.items() if t and old in t and not i.startswith("cover.")]
    return [Edit(i, t, t.replace(old, new)) for i, t in naming_items]


def missing_item(draft: Draft, item: FormItem) -> Edit | None:
    """A list of items with one more that the law's table has not."""
    current_text = draft.texts[item.item_id]
    new_text = text_edits.with_missing_item(draft, current_text) if current_text else None
    return None if new_text is None else Edit(item.item_id, current_text, new_text.text, new_text.spots)


def two_spots(draft: Draft, item: FormItem) -> Edit | None:
    """A change of two lines of a text, each with its own spot."""
    current_text = draft.texts[item.item_id]
    new_text = text_edits.two_lines(draft, item.item_id, current_text) if current_text else None
    return None if new_text is None else Edit(item.item_id, current_text, new_text.text, new_text.spots)


_MAKERS: dict[str, Callable[[Draft, FormItem, date], Edit | None]] = {
    "date": _date,
    "choice": _choice,
    "flags": _flags,
    "list": _list,
    "text": _text,
}
