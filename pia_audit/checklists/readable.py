"""What of an edition could be read: the tokens that a question's ``reads`` may name, each with what stands in its way.

A question counts as answered only where nothing does. Whatever is in doubt is an obstacle.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from msgspec import Struct

from pia_audit import forms, law
from pia_audit.japanese.dates import parse_date

_ANSWERS = ("threshold.subjects", "threshold.handlers", "threshold.incident")
_JUDGEMENT = "threshold.judgement"
_COUNTS = ("threshold.subjects_as_of", "threshold.handlers_as_of")
_KIND = "risk.submitted_kind"

NO_FIELD = "no-field"
"""The obstacle that means: the form has no such field, so the question does not concern it."""


class Obstacle(Struct, frozen=True):
    """Why a question cannot be answered: a message key of the checklist, with how many (of how many)."""

    code: str
    count: int = 0
    of: int = 0


class View(Struct, frozen=True):
    """What could be read of a report's newest edition, and of its older ones.

    ``counts`` is keyed as :func:`pia_audit.checklists.evidence.counts` makes it; ``texts`` holds the texts of the items
    that were read, ``items`` the ids the form has in this edition.
    """

    form_key: str
    encoding: str
    counts: Mapping[str, int]
    texts: Mapping[str, str]
    items: frozenset[str]
    published: bool
    older: tuple[View, ...] = ()
    paired: bool = False
    lost: int = 0


Token = Callable[[View], Obstacle | None]


def _none_of(key: str, code: str) -> Token:
    def check(view: View) -> Obstacle | None:
        count = view.counts.get(key, 0)
        return Obstacle(code, count) if count else None

    return check


def _unreadable_before(view: View) -> Obstacle | None:
    count = sum(v.counts.get("unreadable", 0) + v.counts.get("textless", 0) for v in view.older)
    return Obstacle("unreadable-before", count) if count else None


def _clues(view: View) -> Obstacle | None:
    clued, rows = view.counts.get("clued", 0), view.counts.get("rows", 0)
    if clued == 0:
        return Obstacle("no-clues")
    return Obstacle("few-clues", clued, rows) if clued < rows else None


def _notes(view: View) -> Obstacle | None:
    if not view.counts.get("notes", 0):
        return Obstacle("no-notes")
    return _none_of("other-notes", "other-notes")(view)


def _read(view: View, *wanted: str) -> Obstacle | None:
    if not all(i in view.items for i in wanted):
        return Obstacle(NO_FIELD)
    missing = sum(i not in view.texts for i in wanted)
    return Obstacle("unreadable", missing) if missing else None


def _threshold(view: View) -> Obstacle | None:
    lost = _read(view, *_ANSWERS, _JUDGEMENT)
    if lost:
        return lost
    is_settled = law.required(*(view.texts[a] for a in _ANSWERS)) and law.kind_of(view.texts[_JUDGEMENT])
    return None if is_settled else Obstacle("not-an-option")


def _kind(view: View) -> Obstacle | None:
    lost = _read(view, _KIND, _JUDGEMENT)
    if lost:
        return lost
    is_settled = law.kind_of(view.texts[_KIND]) and law.kind_of(view.texts[_JUDGEMENT])
    return None if is_settled else Obstacle("not-an-option")


def _counts(view: View) -> Obstacle | None:
    lost = _read(view, *_COUNTS)
    bad = 0 if lost else sum(parse_date(view.texts[c]) is None for c in _COUNTS)
    return lost or (Obstacle("no-date", bad) if bad else None)


def _restated(view: View) -> Obstacle | None:
    form = forms.load(view.form_key)
    pairs = [(i.item_id, i.restates) for i in form.items if i.restates is not None]
    obstacles = (_one_restated(view, form, item_id, restates) for item_id, restates in pairs)
    return next((o for o in obstacles if o), None) if pairs else Obstacle(NO_FIELD)


def _one_restated(view: View, form: forms.Form, item_id: str, restates: forms.Restates) -> Obstacle | None:
    choice = form.item(restates.chosen_by)
    lost = _read(view, item_id, restates.chosen_by)
    option = choice.option_of(view.texts[restates.chosen_by]) if choice and not lost else None
    if lost or not choice or not option:
        return lost or Obstacle("not-an-option")
    return _read(view, restates.items[choice.options.index(option)])


TOKENS: dict[str, Token] = {
    "items": _none_of("unreadable", "unreadable"),
    "items-before": _unreadable_before,
    "choices": _none_of("unreadable-choice", "unreadable"),
    "flags": _none_of("unreadable-flags", "unreadable"),
    "dates": _none_of("unreadable-date", "unreadable"),
    "rows": lambda v: None if v.counts.get("rows") else Obstacle("no-rows"),
    "labels": _none_of("unlabelled", "unlabelled"),
    "texts": _none_of("textless", "textless"),
    "days": _none_of("undated", "undated"),
    "timings": _none_of("untimed", "untimed"),
    "published": lambda v: None if v.published else Obstacle("unpublished"),
    "published-before": lambda v: None if all(o.published for o in v.older) else Obstacle("unpublished"),
    "editions": lambda v: None if v.paired else Obstacle("one-edition"),
    "print": lambda v: None if v.encoding == "pdf" else Obstacle("no-print"),
    "replay": _none_of("unread-steps", "unread-steps"),
    "clues": _clues,
    "notes": _notes,
    "amendments": lambda v: None if v.counts.get("amendments") else Obstacle("no-amendments"),
    "several-days": lambda v: None if v.counts.get("days", 0) > 1 else Obstacle("one-day"),
    "first-edition": lambda _: Obstacle("first-unknown"),
    "threshold": _threshold,
    "threshold-told": _none_of("assumed-answers", "assumed-past"),
    "kind": _kind,
    "counts": _counts,
    "count-fields": lambda v: None if set(_COUNTS) <= v.items else Obstacle(NO_FIELD),
    "restated": _restated,
}


def obstacle(view: View, reads: tuple[str, ...]) -> Obstacle | None:
    """The first thing in the way of answering, or ``None``.

    A part of the file that was lost is in every question's way; a field the form lacks goes before anything else.
    """
    obstacles = [o for o in (TOKENS[r](view) for r in reads) if o]
    absent = next((o for o in obstacles if o.code == NO_FIELD), None)
    if absent or not view.lost:
        return absent or next(iter(obstacles), None)
    return Obstacle("lost", view.lost)
