"""Changes to a text of several lines: a phrase, the numbers of a citation list, a line more or less."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from random import Random

from msgspec import Struct

from pia_audit.japanese.patterns import regex
from pia_audit.synthetic.first_contents import Draft, begins
from pia_audit.synthetic.stock import put_into
from pia_audit.synthetic.texts import swaps

_CITED = regex(r"\d+(?:・\d+)+")
_NUMBERED = regex(r"\((\d+)\) ")
_OPEN = regex(r"\{[^{}]*\}")
_FEWEST_NUMBERS, _FEWEST_LINES, _TOP, _PROBE = 3, 4, 172, 8

Spot = tuple[str, str]


class NewText(Struct, frozen=True):
    """The new text, and the passages before and after that tell the change."""

    text: str
    spots: tuple[Spot, ...]


def rewrite(draft: Draft, item_id: str, text: str) -> NewText | None:
    """One change, or two in different lines; ``None`` when the draw led to none."""
    if draft.rng.random() < 0.2:
        return two_lines(draft, item_id, text)
    way = draft.rng.choice((_one_line, _one_line, _one_line, _more, _less))
    return _checked(text, way(draft, item_id, text))


def two_lines(draft: Draft, item_id: str, text: str) -> NewText | None:
    """Two lines changed, so that a row that quotes one of them tells only a part."""
    for _ in range(8):
        first = _one_line(draft, item_id, text)
        second = _one_line(draft, item_id, first.text) if first else None
        if first is None or second is None or second.spots[0][0] == first.spots[0][1]:
            continue
        if (both := _checked(text, NewText(second.text, first.spots + second.spots))) is not None:
            return both
    return None


def _checked(old: str, draft_text: NewText | None) -> NewText | None:
    """The change if each of its passages stands exactly once in its text."""
    if draft_text is None or draft_text.text == old:
        return None
    is_unique = all(old.count(b) == 1 and draft_text.text.count(a) == 1 for b, a in draft_text.spots)
    return draft_text if is_unique else None


def _one_line(draft: Draft, item_id: str, text: str) -> NewText | None:
    rows = text.split("\n")
    ways: list[Callable[[Draft, str, str], str | None]] = [_phrase, _numbers, _other_line]
    at = draft.rng.randrange(len(rows))
    if at == 0:
        ways.pop()
    draft.rng.shuffle(ways)
    new = next((n for w in ways if (n := w(draft, item_id, rows[at]))), None)
    if new is None or new in rows:
        return None
    spot = (rows[at], new)
    return NewText("\n".join([*rows[:at], new, *rows[at + 1 :]]), (spot,))


def _phrase(draft: Draft, item_id: str, line: str) -> str | None:  # noqa: ARG001
    fits = [(a, b) for a, b in swaps() if a in line and (b not in line or b in a)]
    if not fits:
        return None
    old, new = draft.rng.choice(fits)
    return line.replace(old, new, 1)


def _numbers(draft: Draft, item_id: str, line: str) -> str | None:  # noqa: ARG001
    match = _CITED.search(line)
    if match is None:
        return None
    cited = list(map(int, match[0].split("・")))
    numbers = _recited(draft.rng, cited, draft.stock(draft.table(line)))
    return f"{line[: match.start()]}{'・'.join(map(str, numbers))}{line[match.end() :]}"


def _recited(rng: Random, cited: list[int], stock: tuple[int, ...]) -> list[int]:
    numbers = set(cited)
    if len(numbers) > _FEWEST_NUMBERS and rng.random() < 0.5:
        numbers -= set(rng.sample(cited, rng.randint(1, len(cited) - _FEWEST_NUMBERS)))
    fresh = sorted(set(range(1, _TOP)) - set(cited))
    return sorted(numbers | set(put_into(rng.sample(fresh, rng.randint(1, 3)), stock, cited)))


def has_list(line: str) -> bool:
    """Whether a line has a list of items."""
    return _CITED.search(line) is not None


def with_missing_item(draft: Draft, text: str) -> NewText | None:
    """A line's list with a number more that the table has not on the day of the last publication."""
    rows = text.split("\n")
    at = draft.rng.choice([n for n, line in enumerate(rows) if has_list(line) and draft.missing(line)])
    match = _CITED.search(rows[at])
    assert match is not None
    numbers = sorted({*map(int, match[0].split("・")), draft.rng.choice(draft.missing(rows[at]))})
    new = f"{rows[at][: match.start()]}{'・'.join(map(str, numbers))}{rows[at][match.end() :]}"
    return _checked(text, NewText("\n".join([*rows[:at], new, *rows[at + 1 :]]), ((rows[at], new),)))


def _other_line(draft: Draft, item_id: str, line: str) -> str | None:
    unused = _unused(draft, item_id)
    head = _NUMBERED.match(line)
    return (head[0] if head else line[:1]) + draft.write(draft.rng.choice(unused)) if unused else None


def _unused(draft: Draft, item_id: str) -> list[str]:
    """Pool lines that the text does not have yet, in whatever words it may have them by now."""
    text = draft.texts[item_id] or ""
    return [p for p in draft.pool(item_id) if not any(probe in text for probe in _probes(p))]


@cache
def _probes(pattern: str) -> tuple[str, ...]:
    """Pieces of a pool line of which at least one outlasts a changed word."""
    whole = max(_OPEN.split(pattern), key=len)
    middle = len(whole) // 2
    return whole[:_PROBE], whole[middle : middle + _PROBE], whole[-_PROBE:]


def _more(draft: Draft, item_id: str, text: str) -> NewText | None:
    rows, unused = text.split("\n"), _unused(draft, item_id)
    if not unused:
        return None
    last = _NUMBERED.match(rows[-1])
    at = len(rows) - 1 if last else draft.rng.randrange(len(rows))
    line = draft.write(draft.rng.choice(unused))
    new = begins("number", int(last[1]) + 1) + line if last else begins("bullet", 0) + line
    spot = (rows[at], f"{rows[at]}\n{new}")
    return NewText("\n".join([*rows[: at + 1], new, *rows[at + 1 :]]), (spot,))


def _less(draft: Draft, item_id: str, text: str) -> NewText | None:  # noqa: ARG001
    rows = text.split("\n")
    if len(rows) < _FEWEST_LINES:
        return None
    at = len(rows) - 1 if _NUMBERED.match(rows[-1]) else draft.rng.randrange(1, len(rows))
    remaining_lines = rows[:at] + rows[at + 1 :]
    if at + 1 < len(rows) and draft.rng.random() < 0.5:
        return NewText("\n".join(remaining_lines), ((f"{rows[at]}\n{rows[at + 1]}", rows[at + 1]),))
    return NewText("\n".join(remaining_lines), ((f"{rows[at - 1]}\n{rows[at]}", rows[at - 1]),))
