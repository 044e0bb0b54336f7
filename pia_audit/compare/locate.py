"""Finds a quoted passage in a longer text: whole, exactly once as a part, or nearly alike."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from itertools import islice

from msgspec import Struct
from msgspec.structs import replace
from rapidfuzz.distance import Indel, Levenshtein
from rapidfuzz.fuzz import partial_ratio_alignment

from pia_audit.japanese.ladder import Rung, fold, letter_count, letters, meet, similarity
from pia_audit.japanese.line_cuts import LONG, Lines, lines
from pia_audit.japanese.lists import passages
from pia_audit.japanese.patterns import regex
from pia_audit.japanese.placeholders import has_boxes, ticked_option
from pia_audit.japanese.spans import Folded, FoldedLines, stands_alone, way_back
from pia_audit.japanese.stretches import fold_cut, fold_length, folded_finder, letter_finder, literal_place

NEAR = 0.90
"""Two texts at least this alike (Indel similarity on the numbering rung) are one text with a slip in it."""

_HANGING = 4
"""A passage that leaves no more signs of a text is the whole of it: 市民生活部, not 生活部, where 総務部 was quoted."""

_GRAM = 5
_MOST_VOTES = 20
"""So often a short string that stands in a text many times is counted."""
_LONGEST = 20_000
_SCANNED = 4_000
"""A text of twice so many characters or more is searched for fewer of a quotation's short strings."""


class Hit(Struct, frozen=True):
    """A passage found: its raw span, how (``whole``, ``part``, ``near``), the rung, and how alike (0..1).

    ``count`` is how often an equal passage stands in the text; above one the place was a choice.
    """

    start: int
    end: int
    how: str
    rung: Rung
    similarity: float
    count: int = 1


def locate(needle: str, text: str, anchor: str = "") -> Hit | None:
    """The passage of ``text`` that says what ``needle`` says, down to the numbering rung.

    Of several equal passages the first one after ``anchor`` is taken. ``None`` when there is none. An option that is
    quoted with its tick is found in a text without any boxes.
    """
    hit = _locate(needle, text, anchor)
    if hit is None and (option := ticked_option(needle)) and not has_boxes(text):
        return _locate(option, text, anchor)
    return hit


def locate_lines(quoted_lines: Sequence[str], text: str) -> list[Hit]:
    """Where lines stand in a text in their order, each once and as a line of its own; empty unless all do. Of a text
    written on in one line they are its numbered passages or its sentences."""
    hits: list[Hit] = []
    for line in quoted_lines:
        hit = locate(line, text)
        if hit is None or hit.count > 1 or (hits and hit.start < hits[-1].end):
            return []
        if not _is_line(text, hit) and ("\n" in text.strip() or not _is_passage(text, hit)):
            return []
        hits.append(hit)
    return hits


_SPACE_AND_BULLETS = " \u3000\t・･○●◎※■□◆◇"


def _is_line(text: str, hit: Hit) -> bool:
    ahead, behind = text[: hit.start].rstrip(_SPACE_AND_BULLETS), text[hit.end :].lstrip(" \u3000\t")
    return ahead[-1:] in ("", "\n") and behind[:1] in ("", "\n")


def _is_passage(text: str, hit: Hit) -> bool:
    """Whether a span is a numbered passage, or begins and ends where sentences do."""
    passage, ahead = text[hit.start : hit.end].strip(), text[: hit.start].rstrip(_SPACE_AND_BULLETS)
    if ahead[-1:] in ("", "。") and (passage.endswith("。") or not text[hit.end :].strip()):
        return True
    return any(text[start:end].strip() == passage for start, end in passages(text) if start <= hit.start < end)


def _locate(needle: str, text: str, anchor: str) -> Hit | None:
    needle_letters = letters(needle)
    spoken = list(islice(letter_finder(text)(needle_letters), 2)) if needle_letters else []
    if needle_letters and not spoken:  # then no rung joins them
        return None
    if needle_letters and needle == text:
        return Hit(0, len(text), "whole", Rung.IDENTICAL, 1.0)
    is_unique = len(spoken) == 1 and letter_count(text) > len(needle_letters)
    literal = _literal(needle, text, spoken[0]) if is_unique else None
    if literal is not None and not cuts_number(text, literal, literal + len(needle)):
        return Hit(literal, literal + len(needle), "part", Rung.IDENTICAL, 1.0)
    rung = Rung.NUMBERING
    key = fold(needle)
    if not key:
        return None
    if len(key) == fold_length(text) and key == fold(text):
        return Hit(0, len(text), "whole", meet(needle, text), 1.0)
    places = _places(key, text, rung)
    if not places:
        # Where a quotation begins or ends, folding may have read numbers together with what stands beside it.
        rung = Rung.PUNCTUATION
        key = fold(needle, rung)
        places = _places(key, text, rung) if key else []
    hay = way_back(text, rung)  # the way back is asked for only where something was found
    places = [at for at in places if not cuts_number(text, *hay.span(at, at + len(key)))]
    if not places:
        return None
    if len(places) > 1:
        alone = [at for at in places if _is_by_itself(hay.text, at, at + len(key))]
        places = alone or [at for at in places if _is_between_numbers(text, *hay.span(at, at + len(key)))] or places
    begin = next(folded_finder(text, rung)(fold(anchor)), -1) if anchor else -1
    at = next((p for p in places if p >= begin >= 0), places[0])
    start, end = _swallow_marks(needle, hay, *hay.span(at, at + len(key)))
    count = 1 if begin >= 0 else len(places)
    return Hit(start, end, "part", meet(needle, text[start:end]), 1.0, count)


def _literal(needle: str, text: str, letter: int) -> int | None:
    """Where a part of the text is the passage word for word, if no mark at its edges but one bullet in front folds to
    nothing; the text is not folded for it. By their letters, which begin at ``letter``, nothing else there says the
    same."""
    at = literal_place(needle, text, letter)
    if at < 0:
        return None
    bullet = not fold(needle[0]) and fold(needle[0], Rung.PUNCTUATION)
    solid = fold(needle[1 if bullet else 0]) and fold(needle[-1]) and stands_alone(text, at, at + len(needle))
    return at if solid else None


_BRANCH = regex(r"\s*の\s*[0-9０-９]")


def cuts_number(text: str, start: int, end: int) -> bool:
    """Whether a stretch of a text begins or ends inside a number: 20 in 120, and 第11号 in 第11号の2."""
    first, last = text[start : start + 1], text[end - 1 : end]
    ahead, behind = text[start - 1 : start] if start else "", text[end : end + 1]
    if start < end and ((first.isdecimal() and ahead.isdecimal()) or (last.isdecimal() and behind.isdecimal())):
        return True
    if text[start:end].isdecimal() and (ahead == "第" or (behind and behind in "条号")):
        return True  # 8 is no part of 第8号
    if (ahead in ",，" and ahead and first.isdecimal()) or (behind in ",，" and behind and last.isdecimal()):
        window = max(0, start - _LONGEST_COUNT)
        counts = _COUNT.finditer(text, window, min(len(text), end + _LONGEST_COUNT))
        if any(m.start() < at < m.end() for m in counts for at in (start, end)):
            return True
    return (last.isdecimal() or last in "条項号") and _BRANCH.match(text, end) is not None


_LONGEST_COUNT = 16
_COUNT = regex(r"(?<![0-9０-９,，])[0-9０-９]{1,3}(?:[,，][0-9０-９]{3})+(?![0-9０-９,，])(?!\s*の?\s*項)")
"""12,000: 2,000 is no part of it."""


_PARTING = frozenset("、,。.・:;/()「」【】[]<>")


def _is_by_itself(text: str, start: int, end: int) -> bool:
    """Whether a passage of a folded text stands between signs that part names and sentences, and is no part of a longer
    name."""
    first, last = text[start - 1 : start + 1] if start else "", text[end - 1 : end + 1]
    return (not first or not _PARTING.isdisjoint(first)) and (end == len(text) or not _PARTING.isdisjoint(last))


_BEFORE_WORDS = regex(r"(?:^|[)）①-⑳、。：:・])\s*$")
_BEHIND_WORDS = regex(r"\s*(?:$|[(（①-⑳、。：:・])")
_LONGEST_GAP = 20


def _is_between_numbers(text: str, start: int, end: int) -> bool:
    """Whether a passage stands between the numbers of passages, which folding leaves without their brackets."""
    before, behind = text[max(0, start - _LONGEST_GAP) : start], text[end : end + _LONGEST_GAP]
    return bool((not start or _BEFORE_WORDS.search(before)) and _BEHIND_WORDS.match(behind))


_MOST_PLACES = 1000


def _places(key: str, text: str, rung: Rung) -> list[int]:
    return list(islice(folded_finder(text, rung)(key), _MOST_PLACES))


def _swallow_marks(needle: str, hay: Folded | FoldedLines, start: int, end: int) -> tuple[int, int]:
    """Widen the span over a bullet that folds to nothing when the quotation has one there as well."""
    first = needle.lstrip()[:1]
    if first and not fold(first):
        at = start - 1
        while at >= 0 and hay.raw[at].isspace():
            at -= 1
        if at >= 0 and not fold(hay.raw[at]):
            return at, end
    return start, end


def locate_near(needle: str, text: str, least: float = NEAR) -> Hit | None:
    """The passage most like ``needle``, or the whole text, if it is at least ``least`` alike."""
    key, size = fold(needle), fold_length(text)
    if not key or not size or max(len(key), size) > _LONGEST * 5 or len(key) > _LONGEST:
        return None
    window = _window(key, text)
    spans = {window} if window else set()
    if _may_be_alike(len(key), size) >= least:
        spans.add((0, size))
    alikes = ((Indel.normalized_similarity(key, fold_cut(text, s, e)), s, e) for s, e in spans)
    score, start, end = max(alikes, default=(0.0, 0, 0))
    if score < least or not score:
        return None
    if 0 < size - (end - start) <= _HANGING:
        whole = Indel.normalized_similarity(key, fold(text))
        if whole >= max(least, NEAR):
            score, start, end = whole, 0, size
    if (start, end) == (0, size):
        return Hit(0, len(text), "near", Rung.WORDING, score)
    hay = way_back(text)
    return Hit(*_swallow_marks(needle, hay, *hay.span(start, end)), "near", Rung.WORDING, score)


def over_counts(text: str, start: int, end: int) -> tuple[int, int]:
    """A span that begins or ends within a count of a text, 12,000, widened to the whole count."""
    window = max(0, start - _LONGEST_COUNT)
    for m in _COUNT.finditer(text, window, min(len(text), end + _LONGEST_COUNT)):
        start = m.start() if m.start() < start < m.end() else start
        end = m.end() if m.start() < end < m.end() else end
    return start, end


def with_whole_numbers(quoted: str, text: str, hit: Hit) -> Hit | None:
    """A passage that begins or ends within a number of the text, where the quotation does so with a number of its own:
    up to the whole number, if both are still nearly alike. 5の項 is not nearly 15の項, nor
    第5条 第15条."""
    start, end = hit.start, hit.end
    if quoted.removeprefix("第")[:1].isdecimal() and text[start : start + 1].isdecimal():
        while start and text[start - 1].isdecimal():
            start -= 1
        start -= quoted.startswith("第") and text[start - 1 : start] == "第"
    if quoted[-1:].isdecimal() and text[end - 1 : end].isdecimal():
        while text[end : end + 1].isdecimal():
            end += 1
    if (start, end) == (hit.start, hit.end):
        return hit
    score = similarity(quoted, text[start:end])
    return replace(hit, start=start, end=end, similarity=score) if score >= NEAR else None


def _may_be_alike(first: int, second: int) -> float:
    """How alike two texts of these lengths can be at most."""
    return 2 * min(first, second) / (first + second)


def _window(key: str, text: str) -> tuple[int, int] | None:
    """The stretch of ``text`` folded that most probably is ``key``: the diagonal most short strings agree on."""
    return _window_in(key, lines(text) if len(text) >= LONG else text)


@lru_cache(maxsize=16)  # what is not near at all is looked for once more, less strictly, to be shown
def _window_in(key: str, held: str | Lines) -> tuple[int, int] | None:
    text = held if isinstance(held, str) else held.text
    if len(key) < 2 * _GRAM:
        return _short_window(key, fold(text))
    size, votes, find = fold_length(text), Counter[int](), folded_finder(text)
    step = max(1, len(key) // 400, min(_GRAM, size // _SCANNED))
    for at in range(0, len(key) - _GRAM + 1, step):
        for offset in islice(find(key[at : at + _GRAM]), _MOST_VOTES):
            votes[(offset - at) // 8] += 1
    if not votes:
        return None
    diagonal = max(votes, key=lambda d: (votes[d] + votes.get(d - 1, 0) + votes.get(d + 1, 0), -d)) * 8
    slack = 16 + len(key) // 8
    start, end = max(0, diagonal - slack), min(size, diagonal + len(key) + slack)
    first, last = _tighten(key, fold_cut(text, start, end))
    return start + first, start + last


def _short_window(key: str, text: str) -> tuple[int, int] | None:
    if len(key) > len(text):
        return None
    hit = partial_ratio_alignment(key, text, score_cutoff=50)
    return (hit.dest_start, hit.dest_end) if hit else None


_ENDS = 5


def _tighten(key: str, text: str) -> tuple[int, int]:
    """Cut from a window what only stands before or after the best alignment."""
    blocks = [b for b in Indel.opcodes(key, text) if b.tag == "equal"]
    solid = [b for b in blocks if b.src_end - b.src_start >= 2] or blocks
    if not solid:
        return 0, len(text)
    lefts, rights = {0}, {len(text)}
    for b in solid[:_ENDS]:
        lefts |= {b.dest_start, max(0, b.dest_start - b.src_start)}
    for b in solid[-_ENDS:]:
        rights |= {b.dest_end, min(len(text), b.dest_end + len(key) - b.src_end)}
    return _best_cut(key, text, lefts, rights)


def _best_cut(key: str, text: str, lefts: set[int], rights: set[int]) -> tuple[int, int]:
    """The window least far from ``key``; of equals the one nearest in length, so that a slip in the first or
    last character stays inside."""

    def far(window: tuple[int, int]) -> tuple[int, int, int]:
        start, end = window
        return Levenshtein.distance(key, text[start:end]), abs(end - start - len(key)), start

    start = min(lefts, key=lambda at: far((at, max(rights))) if at < max(rights) else (len(text), 0, at))
    start, end = min(((start, end) for end in rights if start < end), key=far, default=(min(lefts), max(rights)))
    # Whether a slip in the first characters belongs to the passage can be told only now that the end is known.
    return min(((at, end) for at in lefts if start - 2 <= at <= start), key=far, default=(start, end))
