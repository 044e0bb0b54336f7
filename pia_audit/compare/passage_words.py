"""Rows that speak of passages by their numbers: (1)～(3) 同左, (3)を削除, 第2段落を次のとおり改める, 以下同じ.

The words are carried out on the passages that the row's own 変更前 quotes. Where it does not quote those that they
name, or the words are not understood, nothing is guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from msgspec import Struct
from msgspec.structs import replace

from pia_audit.japanese.lists import HeadingNumber, heading_number, passages
from pia_audit.japanese.patterns import regex
from pia_audit.japanese.placeholders import is_deletion

Span = tuple[int, int]

_NUMBER = (
    r"(?:[（(]\s*(?:[0-9０-９]{1,2}|[ア-ンa-z])\s*[)）]|[①-⑳]|第?[0-9０-９]{1,2}段落目?"
    r"|(?<![0-9０-９第])(?<!事項)(?<!委託)(?<![供転]先)(?<!システム)(?<!ファイル)(?<!リスク)[0-9０-９]{1,2}[.．]?(?=\s*(?:を|の[次後前]|から|[～〜~・、]|として|及び|まで|は?\s*[（(]?(?:同[左上]|略|変更なし)))"
    r"|(?<![ァ-ヶー])[ア-ン](?=\s*(?:を|の[次後前]|[～〜~・、]|及び|まで|は?\s*[（(]?(?:同[左上]|略|変更なし))))"
)
_NUMBERS = rf"{_NUMBER}(?:\s*+(?:(?:[、・,～〜~]|及び|並びに|と|から)\s*+)?{_NUMBER})*(?:\s*+まで)?"
_ONE = regex(r"第?[0-9０-９]{1,2}段落目?|[（(]\s*(?:[0-9０-９]{1,2}|[ア-ンa-z])\s*[)）]|[①-⑳]|[0-9０-９]{1,2}|[ア-ン]")
_PROVISO = "(?:なお|ただし|但し)書き?"
_AS_FOLLOWS = "(?:次|以下|下記|右記)の?(?:とおり|通り|ように)に?、?"
_DONE = "(?:する|します|した|し|る|ます|た)?"
_ADDING = f"(?:追加|加え|新設|挿入|追記){_DONE}"
_CHANGING = f"(?:改め|変更|修正|改正|改訂|訂正|差し?替え){_DONE}"
_WHAT = "(?:(?:(?:次|以下|下記)(?:の(?:とおり|通り|[^\\s。「」]{1,6}))?を?|新たに)、?)?"
_END = r"(?=[。、：:)）\s]|$)"
_CLAUSE = regex(
    rf"(?P<numbers>{_NUMBERS}|{_PROVISO})\s*+(?:"
    rf"(?P<removal>を\s*(?:削除{_DONE}|削る|削り))"
    rf"|(?P<change>を\s*{_AS_FOLLOWS}{_CHANGING})"
    rf"|を\s*「(?P<exchange>[^「」]+)」\s*[にへと]\s*{_CHANGING}"
    rf"|の\s*(?:次|後|あと)に、?\s*(?:「(?P<quoted>[^「」]+)」を|(?P<behind>){_WHAT})\s*{_ADDING}"
    rf"|(?P<ahead>として、?\s*{_WHAT}\s*{_ADDING})"
    rf"|(?P<addition>を\s*(?:{_AS_FOLLOWS})?{_ADDING})"
    rf"|(?P<renumbering>(?:以[下降])?を?\s*(?:{_NUMBER}\s*[にへと]\s*)?(?:順次)?、?繰り?[上下]げ{_DONE})"
    rf"){_END}",
    needs=r"(?:[)）①-⑳0-9０-９.．目落でき書]|(?<![ァ-ヶー])[ア-ン])\s*(?:を|の\s*[次後あ]|として)|繰",
)
_VERB = regex(
    r"を\s*(?:削|次|以下|下記|右記|「|追加|加え|新設|挿入|追記|新たに|順次|、?\s*繰)|の\s*(?:次|後|あと)に|として|繰り?[上下]"
)
"""Beside a passage's number, what every clause has."""
_SAME = r"(?:同\s*左|同\s*上|左に?同じ|変更前に?同じ|略|変更なし)"
_SAME_WORDS = regex(rf"{_SAME}|同じ")
_SAME_NUMBERS = regex(
    rf"\s*(?P<numbers>{_NUMBERS})\s*(?:は|[：:])?\s*[（(〔\[]?\s*{_SAME}\s*[)）〕\]]?\s*[。、]?\s*", needs=_SAME
)
_UNCHANGED = regex(rf"{_NUMBERS}\s*変更なし", needs="変更なし")
_REST = regex(
    rf"(?:^|(?<=[\s。]))(?:[（(]\s*+)?(?:(?P<below>以[下降])|その(?:他|ほか)|他|ほか|それ以外)(?:は|、|の(?:記載|部分)は)?\s*+"
    rf"(?:{_SAME}|同じ)\s*+(?:。\s*+)?(?:[)）]\s*+)?(?:。\s*+)?$"
)
_BEFORE_CLAUSES = regex(r"(?:同\s*+左|同\s*+上|左に?同じ|ただし|但し|なお|うち|このうち|[、。，,：:（(\s])*")
_AFTER_CLAUSES = regex(r"[、。，,：:）)\s]*(?:(?:その(?:他|ほか)|ほか|他)は?\s*(?:同左|同じ|変更なし))?[、。）)\s]*")
_LEADING = " \u3000\n\r\t、。：:"
_PROVISOS = {"な": r"なお[、,，][^。]*。?", "た": r"(?:ただし|但し)[、,，][^。]*。?"}
_ADDED_BELOW = regex(r"\s*\n\s*(?=(?:以[下降]|次|下記)[^\s。]{0,6}を?\s*追加)")
"""A line break inside 同左 以下を追加, which is no passage's end."""
_SIGNS = regex(r"削|改|追|加|新設|挿入|差し?替|変更|修正|訂正|繰|同|略")
"""What none of these ways of saying it can do without."""

_REMEMBERED = 2048
"""Rows whose words are remembered: each is asked for them several times, in every edition that carries it."""


class Rewriting(Struct, frozen=True):
    """What a quoted text comes to; ``kept`` are the spans of it that the row leaves as they were."""

    text: str
    kept_spans: tuple[Span, ...]


@lru_cache(maxsize=_REMEMBERED)
def clauses(before: str, after: str) -> tuple[str, ...]:
    """The clauses of 変更後 that say what was done to passages, as written."""
    return tuple(match[0] for match in _clauses(before, after))


def _clauses(before: str, after: str) -> list[re.Match[str]]:
    if not _VERB.search(after):
        return []
    return [match for match in _CLAUSE.finditer(after) if match[0] not in before]


def phrases(before: str, after: str) -> tuple[str, ...]:
    """The words of 変更後 that speak of passages by their numbers, as written."""
    if not _SIGNS.search(after):
        return ()
    remainder = None if _says_the_same(before) else _REST.search(after)
    unchanged = [] if "変更なし" in before else [m[0] for m in _UNCHANGED.finditer(after)]
    return (*clauses(before, after), *unchanged, *([remainder[0]] if remainder else []))


@lru_cache(maxsize=_REMEMBERED)
def rewriting(before: str, after: str) -> Rewriting | None:
    """What 変更後 makes of the passages of 変更前; ``None`` where it speaks of none, or cannot be carried out."""
    if not _SIGNS.search(after):
        return None
    clauses = _clauses(before, after)
    if not clauses and (not _SAME_WORDS.search(after) or _says_the_same(before)):
        return None
    quoted = [_Passage(text, number) for text, number in _numbered(before)]
    return _by_clauses(quoted, after, clauses) if clauses else _by_passages(quoted, after)


def _says_the_same(before: str) -> bool:
    return re.search(rf"{_SAME}|以[下降]同じ", before) is not None


class _Passage(Struct, frozen=True):
    """A passage of 変更前, or one that 変更後 says; ``is_kept``: the row leaves it as it was."""

    text: str
    number: HeadingNumber | None
    is_kept: bool = True

    @property
    def body(self) -> str:
        return self.text[self.number.end if self.number else 0 :].strip(" \u3000")


_Passages = list[_Passage]


def _numbered(text: str) -> list[tuple[str, HeadingNumber | None]]:
    pieces = [text[start:end].strip() for start, end in passages(text)]
    return [(piece, heading_number(piece)) for piece in pieces if piece]


def _joined(passages: Iterable[_Passage]) -> Rewriting:
    text, kept_spans = "", []
    for passage in passages:
        text += "\n" if text else ""
        if passage.is_kept:
            kept_spans.append((len(text), len(text) + len(passage.text)))
        text += passage.text
    return Rewriting(text, tuple(kept_spans))


def _new_passages(text: str) -> _Passages:
    return [_Passage(piece, number, is_kept=False) for piece, number in _numbered(text)]


# --- clause by clause ---------------------------------------------------------------------------------


def _by_clauses(quoted: _Passages, after: str, clauses: Sequence[re.Match[str]]) -> Rewriting | None:
    """Each clause carried out on the passages quoted, the words behind it being what it puts there."""
    if not _BEFORE_CLAUSES.fullmatch(after, 0, clauses[0].start()):
        return None
    ends = [*(m.start() for m in clauses[1:]), len(after)]
    current: _Passages | None = quoted
    for clause, end in zip(clauses, ends, strict=True):
        current = (
            None if current is None else _amended(current, clause, after[clause.end() : end].lstrip(_LEADING).rstrip())
        )
    return None if current is None else _joined(current)


def _amended(quoted: _Passages, clause: re.Match[str], instruction: str) -> _Passages | None:
    """The passages with one clause carried out; ``None`` where one that it names is not there once, or where words are
    missing or left over."""
    if clause["renumbering"] is not None:
        return quoted if _AFTER_CLAUSES.fullmatch(instruction) else None
    if clause["addition"] is not None:
        return [*quoted, *_new_passages(instruction)] if instruction else None
    if re.match(_PROVISO, clause["numbers"]):
        return _without_proviso(quoted, clause, instruction)
    spans = [_extent(quoted, number) for number in _named(clause["numbers"])]
    if not spans or None in spans:
        return None
    low, high = min(s[0] for s in spans if s), max(s[1] for s in spans if s)
    within = {n for span in spans if span for n in range(*span)}
    if clause["removal"] is not None:
        remaining = [p for n, p in enumerate(quoted) if n not in within]
        return remaining if _AFTER_CLAUSES.fullmatch(instruction) else None
    if clause["exchange"] is not None:
        return _exchanged(quoted, low, clause["exchange"]) if len(within) == 1 else None
    put = _new_passages(clause["quoted"] or instruction)
    if not put:
        return None
    if clause["change"] is not None:
        return [*quoted[:low], *put, *quoted[high:]] if len(within) == high - low else None
    at = low if clause["ahead"] is not None else high
    return [*quoted[:at], *put, *quoted[at:]]


def _exchanged(quoted: _Passages, at: int, instruction: str) -> _Passages:
    """A passage with other words behind its number."""
    was = quoted[at]
    head = "" if heading_number(instruction) or was.number is None else was.text[: was.number.end]
    return [*quoted[:at], _Passage(head + instruction, was.number, is_kept=False), *quoted[at + 1 :]]


def _without_proviso(quoted: _Passages, clause: re.Match[str], instruction: str) -> _Passages | None:
    """The passages without the one sentence that begins with なお or ただし, or with other words in its place."""
    pattern = _PROVISOS["な" if clause["numbers"][0] == "な" else "た"]
    places = [(n, m) for n, p in enumerate(quoted) for m in re.finditer(pattern, p.text)]
    if len(places) != 1 or (clause["removal"] is None) == (not instruction):
        return None
    at, match = places[0]
    head, tail = quoted[at].text[: match.start()].rstrip(), quoted[at].text[match.end() :].lstrip()
    parts = [replace(quoted[at], text=part) for part in (head, tail) if part]
    return [*quoted[:at], *parts[: bool(head)], *_new_passages(instruction), *parts[bool(head) :], *quoted[at + 1 :]]


def _named(numbers: str) -> Iterator[tuple[str, int]]:
    """Style and value of each number that a clause names, those within a range with them; of a 段落 its place."""
    last: tuple[str, int] | None = None
    end = 0
    for match in _ONE.finditer(numbers):
        key = _key(match[0])
        if key is None:
            continue
        if last and last[0] == key[0] and re.search(r"[～〜~]|から", numbers[end : match.start()]):
            yield from ((key[0], value) for value in range(last[1] + 1, key[1]))
        yield key
        last, end = key, match.end()


def _key(number: str) -> tuple[str, int] | None:
    if "段落" in number:
        figure = heading_number(re.sub("[第段落目]", "", number) + " 文")
        return ("段落", figure.value) if figure else None
    heading = heading_number(f"{number} 文")
    return _key_of(heading) if heading else None


def _key_of(heading: HeadingNumber) -> tuple[str, int]:
    """Style and value, whatever sign parts a plain number from the words."""
    return re.sub(r"[.．,，、､]", "", heading.style), heading.value


def _extent(quoted: Sequence[_Passage], number: tuple[str, int]) -> tuple[int, int] | None:
    """From which to which passage the one with this number reaches, what stands below it with it."""
    if number[0] == "段落":
        return (number[1] - 1, number[1]) if number[1] <= len(quoted) else None
    keys = [_key_of(p.number) if p.number else None for p in quoted]
    if keys.count(number) != 1:
        return None
    at = keys.index(number)
    above = {key[0] for key in keys[: at + 1] if key}
    below = (n for n in range(at + 1, len(quoted)) if (key := keys[n]) and key[0] in above)
    return at, next(below, len(quoted))


# --- passage by passage -------------------------------------------------------------------------------


def _by_passages(quoted: _Passages, after: str) -> Rewriting | None:
    """変更後 with the passages of 変更前 in the place of those that say 同左 under the same number (1 同左, 2 …)."""
    after = _ADDED_BELOW.sub(" ", after)
    remainder = _REST.search(after)
    cut = _new_passages(after[: remainder.start()] if remainder else after)
    same = [_SAME_NUMBERS.fullmatch(passage.text) for passage in cut]
    if not cut or (remainder is None and (len(cut) < 2 or not any(same))):
        return None
    current: _Passages = []
    used = 0
    for passage, match in zip(cut, same, strict=True):
        spans = [_extent(quoted, key) for key in _named(match["numbers"])] if match else [_place_of(quoted, passage)]
        if match and (not spans or None in spans):
            if spans and not any(spans) and _quotes_another(quoted, cut, same):
                continue  # passages that 変更前 does not quote stay as they are
            return None
        current += [p for span in spans if span for p in quoted[slice(*span)]] if match else _written(passage)
        used = max([used, *(span[1] for span in spans if span)])
    lead = next((n for n, p in enumerate(quoted) if p.number), 0) if cut[0].number else 0
    if remainder is None:
        return _joined([*quoted[:lead], *current])
    return _rest_kept(quoted, cut, current, used, below=remainder["below"] is not None)


def _quotes_another(quoted: _Passages, cut: _Passages, same: Sequence[re.Match[str] | None]) -> bool:
    """Whether 変更前 quotes the very passages that 変更後 says itself, by their numbers."""
    unmatched = [passage for passage, match in zip(cut, same, strict=True) if match is None]
    return bool(unmatched) and all(_place_of(quoted, passage) for passage in unmatched)


def _written(passage: _Passage) -> _Passages:
    """A passage that 変更後 says itself; one that it says to be deleted is none."""
    return [] if passage.number and is_deletion(passage.body) else [passage]


def _place_of(quoted: Sequence[_Passage], passage: _Passage) -> tuple[int, int] | None:
    return _extent(quoted, _key_of(passage.number)) if passage.number else None


def _rest_kept(quoted: _Passages, cut: _Passages, current: _Passages, used: int, *, below: bool) -> Rewriting | None:
    """以下同左 keeps what stands behind the passages that are told, その他は同左 all but those."""
    if below:
        used = used or len(cut)
        first = _place_of(quoted, cut[0])
        return _joined([*quoted[: first[0] if first else 0], *current, *quoted[used:]]) if used < len(quoted) else None
    places = [_place_of(quoted, passage) for passage in cut]
    if None in places:
        return None
    passage_at = dict(zip((span[0] for span in places if span), cut, strict=True))
    covered = {n for span in places if span for n in range(*span)}.difference(passage_at)
    kept_spans = [
        p
        for n, was in enumerate(quoted)
        if n not in covered
        for p in (_written(passage_at[n]) if n in passage_at else [was])
    ]
    return _joined(kept_spans)
