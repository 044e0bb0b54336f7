"""A label taken apart into hints: numbers of this or that kind, and words that name a level of the form."""

from __future__ import annotations

import re
from itertools import chain, pairwise

from msgspec import Struct, field
from msgspec.structs import replace

from pia_audit.forms.labels.levels import GROUPS
from pia_audit.forms.labels.lexicon import LONG, Lexicon
from pia_audit.forms.labels.number_scripts import COUNTED, MOST, in_usual_marks
from pia_audit.forms.labels.spelling import Signs, bare, is_word_sign, signs_of, without_notes, word_places
from pia_audit.japanese.numerals import to_int
from pia_audit.japanese.patterns import regex

_N = r"(?:[0-9]{1,2}|[①-⑳]|\([0-9]{1,2}\)|[一二三四五六七八九十]{1,3})"
_SHORT_FORM, _SURE_FORM = 0.7, 0.9
_PATH = 3
"""So many strokes part the levels of one item and list none: 概要／委託／委託事項2／範囲／その妥当性."""
_NAMELESS = ("", "リスク")
"""Words before a name that say nothing by themselves, however many names begin with them."""
_OF, _CONTENTS = "の", "の内容"
"""What joins the levels of a label read aloud: 「Ⅱの２の③」."""
_MASK = "\uffff"
_NO_UNIT = r"(?![0-9年月日歳割万千分箇ヶ%]|か(?!ら)|人(?!数)|件(?![数名])|回(?!数)|名(?!称)|時(?!点))"
_TOKENS = regex(
    "|".join(
        (
            r"(?P<page>(?:[Pp]{1,2}\.?[0-9]{1,3}(?:[-~][0-9]{1,3})?|[0-9]{1,3}(?:ページ|頁)|[0-9]{1,3}行目?)(?:目)?)",
            rf"(?P<annex>\(?別添(?:資料)?(?P<annex_n>{_N})?\)?)",
            r"(?P<chapter>(?P<chapter_n>[Ⅰ-Ⅻ])(?:章|部)?|第?(?P<chapter_m>[0-9]{1,2}|[一二三四五六七八九十])章)",
            rf"(?P<group>(?P<word>システム|委託事項|委託業務|提供先|移転先|リスク)(?:No\.?|番号)?[:.]?(?P<group_n>{_N})"
            + _NO_UNIT
            + r"|(?:(?<![ぁ-ゖァ-ヺ一-鿿])|(?<=章))(?P<short>委託先?|提供|移転|ファイル|R)(?P<short_n>[0-9]{1,2})"
            + _NO_UNIT
            + ")",
            r"(?P<circled>[①-⑳])",
            rf"(?P<counted>[{chr(ord(COUNTED) + 1)}-{chr(ord(COUNTED) + MOST)}])",
            r"(?P<paren>\([0-9]{1,2}\)|\([一二三四五六七八九十]{1,3}\))",
            r"(?P<kanji>第(?!三者)(?P<kanji_n>[一二三四五六七八九十]{1,3}|[0-9]{1,2})(?:項|の)?|(?<![一-鿿])[一二三四五六七八九](?=[.、:①-⑳-]))",
            rf"(?P<number>[0-9]{{1,2}}{_NO_UNIT})",
            r"(?P<common>(?:各|全て?の?|両|それぞれの)(?:特定個人情報)?ファイル(?:に|で)?(?:共通)?|(?:特定個人情報)?ファイル共通|(?<![一-鿿])共通(?![一-鿿ァ-ヺ])|(?<=ファイル)共通)",
            r"(?P<rest>(?<=[0-9①-⑳])まで|\(?(?<!手)(?:続き|つづき)\)?|\(ほか\)|(?<![ぁ-鿿])ほか|リスク(?=:))",
            r"(?P<ditto>同上|〃|″|々々|同(?=[①-⑳]))",
            r"(?P<join>及び|並びに|または|又は|から|[、・/~と])",
        )
    )
)
_MARKS = regex(r"[、・/→:()'.]")


class Hint(Struct, frozen=True):
    """One thing a label says: a number of a kind, or words with the names they may stand for.

    ``start`` and ``end`` are places in the label's signs. ``names`` holds a quality by name, empty for a number or for
    words that no form knows. ``beside`` is, for a number, the place of the words right behind it among the hints, and
    for words the place of that number; -1 without any. ``joined``: a word or sign that lists stands before it.
    """

    kind: str
    number: int | None
    words: str
    start: int
    end: int
    names: dict[str, float] = field(default_factory=dict)
    beside: int = -1
    joined: str = ""

    @property
    def is_number(self) -> bool:
        """Whether the hint is a number."""
        return self.number is not None


class Label(Struct, frozen=True):
    """A label's hints in the order they stand; ``common``: of every file; ``ditto``: as in the row above."""

    signs: Signs
    hints: tuple[Hint, ...]
    notes: tuple[str, ...] = ()
    common: bool = False
    ditto: bool = False


_PERHAPS_COMMON = regex("[各全両]|それぞれ|共通")


def may_be_common(text: str) -> bool:
    """Whether a label has a sign without which :attr:`Label.common` is not set."""
    return _PERHAPS_COMMON.search(signs_of(text).text) is not None


def taken_apart(text: str, lexicon: Lexicon) -> Label:
    """The hints of a label, read with the names that the report's forms have."""
    as_typed, notes = without_notes(text)
    names = _known_names(as_typed, lexicon)
    signs = in_usual_marks(as_typed, lexicon, [(s, e) for s, e, n in names if len(n) >= LONG])
    if signs is not as_typed:
        names = _known_names(signs, lexicon)
    masked = list(signs.text)
    for start, end, _ in names:
        masked[start:end] = _MASK * (end - start)
    unmasked = _gaps([(start, end) for start, end, _ in names], len(masked))
    numbers, common, ditto = _numbers("".join(masked), unmasked, signs)
    spans = sorted([*((s, e) for s, e, _ in names), *((h.start, h.end) for h in numbers if h.start < h.end)])
    hints = [Hint("words", None, n, s, e, {n: 1.0}) for s, e, n in names]
    hints += [h for s, e in _gaps(spans, len(signs.text)) for h in _read_words(signs, s, e, lexicon)]
    hints += numbers
    ordered = _with_chapter(_without_sorts(_joined(sorted(hints, key=lambda h: h.start)), signs), signs)
    ordered = _without_places_again(ordered, signs)
    return Label(signs, _beside(ordered), notes, common, ditto)


def _known_names(signs: Signs, lexicon: Lexicon) -> list[tuple[int, int, str]]:
    """Where names stand word for word, the longest first at each place."""
    places = word_places(signs.text)
    text, at = bare(signs.text), 0
    out: list[tuple[int, int, str]] = []
    while at < len(places):
        for name in lexicon.at(text, at):
            if _stands(signs, places, at, name, bool(out) and out[-1][1] == places[at]):
                out.append((places[at], places[at + len(name) - 1] + 1, name))
                at += len(name)
                break
        else:
            at += 1
    return out


def _stands(signs: Signs, places: list[int], at: int, name: str, behind_name: bool) -> bool:
    start, end = places[at], places[at + len(name) - 1] + 1
    if name[0].isdigit() and _FRAMED_BEHIND.match(signs.text, start):
        return (
            False  # 「Ⅲ-2（受給者ファイル）」 gives the item's number and a file's name, and not 「(2)受給者ファイル」
        )
    if len(name) >= LONG:
        return True
    return (behind_name or _is_edge(signs, start)) and (_is_edge(signs, end) or signs.text[end] in "のをに")


_FRAMED_BEHIND = regex(r"[0-9]{1,2}\(")


def _is_edge(signs: Signs, at: int) -> bool:
    """Whether no word goes on across a place."""
    if at in (0, len(signs.text)) or at in signs.breaks:
        return True
    previous, char = signs.text[at - 1], signs.text[at]
    return not (_is_word(previous) and _is_word(char))


def _is_word(char: str) -> bool:
    return "ぁ" <= char <= "鿿" and not "㈀" <= char <= "㏿"


def _numbers(text: str, unmasked: list[tuple[int, int]], signs: Signs) -> tuple[list[Hint], bool, bool]:
    """The numbers, and whether the label is of every file or as the row above; no token goes across what is masked."""
    hints: list[Hint] = []
    common = ditto = False
    for match in chain.from_iterable(_TOKENS.finditer(text, *stretch) for stretch in unmasked):
        kind = match.lastgroup or ""
        common, ditto = common or kind == "common", ditto or kind == "ditto"
        if kind == "number" and not _opens_number(text, match, signs, hints):
            continue
        if kind == "join" and _within_words(text, match, signs):
            continue
        hint = _number(kind, match)
        if hint is not None:
            hints.append(hint)
    return hints, common, ditto


def _opens_number(text: str, match: re.Match[str], signs: Signs, hints: list[Hint]) -> bool:
    """Whether a bare number stands for itself and is no part of a word (過去3年, 4情報)."""
    at, end = match.span()
    behind_hint = bool(hints) and hints[-1].end == at
    behind_hint = behind_hint or (bool(hints) and hints[-1].end == at - 1 and text[at - 1] == _OF)
    behind_hint = behind_hint or _is_of_chapter(text, at, end, signs, hints)
    edge = at == 0 or at in signs.breaks or behind_hint or not (_is_word(text[at - 1]) or _goes_on(text, at, end))
    return edge and (behind_hint or not text.startswith("情報", end))


def _is_of_chapter(text: str, at: int, end: int, signs: Signs, hints: list[Hint]) -> bool:
    """Whether a number is joined to a chapter's name however that is called: Ⅲリスク対策の6のリスク2."""
    if not hints or any(h.kind != "chapter" for h in hints) or text[at - 1 : at] != _OF:
        return False
    return end == len(text) or end in signs.breaks or text[end] in (_OF, "(", _MASK)


def _goes_on(text: str, at: int, end: int) -> bool:
    """Whether a number behind a name belongs to it; a point, a circle or a group's word behind the number opens an
    item: 受給者ファイル2②."""
    return text[at - 1] == _MASK and not _OPENS_ITEM.match(text, end)


_OPENS_ITEM = regex(r"[.①-⑳]|リスク|委託事項|提供先|移転先|システム")


def _within_words(text: str, match: re.Match[str], signs: Signs) -> bool:
    """Whether a word or sign that could list stands within other words (保管・消去)."""
    start, end = match.span()
    if start == 0 or end == len(text) or start in signs.breaks or end in signs.breaks:
        return False
    return _is_word(text[start - 1]) and _is_word(text[end])


def _number(kind: str, match: re.Match[str]) -> Hint | None:
    if kind in ("page", "common", "rest", "ditto", "join"):
        return Hint("join" if kind == "join" else "none", None, match[0], match.start(), match.end())
    if kind == "group":
        kind, text = GROUPS[match["word"] or match["short"]], match["group_n"] or match["short_n"]
    elif kind == "chapter":
        text = match["chapter_n"] or match["chapter_m"]
    elif kind == "annex":
        text = match["annex_n"] or ""
    elif kind == "counted":
        return Hint("number", ord(match[0]) - ord(COUNTED), "", match.start(), match.end())
    else:
        kind, text = ("number", match["kanji_n"] or match[0]) if kind == "kanji" else (kind, match[0])
    number = to_int(text.strip("()")) if text else 0
    return None if number is None else Hint(kind, number, "", match.start(), match.end())


def _gaps(spans: list[tuple[int, int]], length: int) -> list[tuple[int, int]]:
    gaps, at = [], 0
    for start, end in spans:
        if start > at:
            gaps.append((at, start))
        at = max(at, end)
    return [*gaps, (at, length)] if at < length else gaps


def _read_words(signs: Signs, start: int, end: int, lexicon: Lexicon) -> list[Hint]:
    """The words between two numbers or names: as a whole, else cut where white space stands."""
    within = [at for at in range(start, end) if is_word_sign(signs.text[at])]
    if not within:
        return []
    start, end = within[0], within[-1] + 1
    phrase = bare(signs.text[start:end])
    if phrase.strip(_OF) in _NAMELESS or phrase == _CONTENTS:
        return []  # 「Ⅱの２の③」, 「Ⅲの７のリスクの…」, 「その妥当性の内容」
    first = lexicon.first_of(phrase)
    if first is not None:
        at = _behind(signs, start, len(first))
        return [Hint("words", None, first, start, at, {first: 1.0}), *_read_words(signs, at, end, lexicon)]
    if len(phrase) > _LONGEST_PHRASE:
        return [Hint("words", None, phrase, start, end, {})]
    names = lexicon.alike(phrase)
    cuts = sorted(b for b in signs.breaks if start < b < end and not _is_within_brackets(signs.text, b))
    marks = [m.start() + start for m in _MARKS.finditer(signs.text[start:end])]
    best = max(names.values(), default=0.0)
    pieces = best < _SURE_FORM and cuts and _cut_where_known(signs, start, end, cuts, best, lexicon)
    if pieces:
        return pieces
    if best < _SHORT_FORM and (cuts or marks):
        at = (cuts or marks)[0]
        return [*_read_words(signs, start, at, lexicon), *_read_words(signs, at + (not cuts), end, lexicon)]
    if not names and (at := _between_names(signs.text, start, end, lexicon)):
        return [*_read_words(signs, start, at, lexicon), *_read_words(signs, at + 1, end, lexicon)]
    return [Hint("words", None, phrase, start, end, names)] if phrase else []


_LONGEST_PHRASE = 200
"""More signs between two known names are no name, and are not cut at each of their white spaces."""


def _cut_where_known(signs: Signs, start: int, end: int, cuts: list[int], least: float, lexicon: Lexicon) -> list[Hint]:
    """The words cut at the white space on either side of which stand names known better than the whole is."""
    for at in cuts:
        names = [lexicon.alike(bare(signs.text[a:b])) for a, b in ((start, at), (at, end))]
        if all(max(n.values(), default=0.0) > max(least, _SHORT_FORM) for n in names):
            return [*_read_words(signs, start, at, lexicon), *_read_words(signs, at, end, lexicon)]
    return []


def _between_names(text: str, start: int, end: int, lexicon: Lexicon) -> int:
    """Where 「の」 joins short forms of two names, such as 連携の根拠; 0 where it joins none."""
    for match in re.finditer("の", text[start:end]):
        at = start + match.start()
        pieces = lexicon.alike(bare(text[start:at])), lexicon.alike(bare(text[at + 1 : end]))
        both_known = all(max(names.values(), default=0.0) >= _SHORT_FORM for names in pieces)
        if both_known and not _is_within_brackets(text, at):
            return at
    return 0


def _is_within_brackets(text: str, at: int) -> bool:
    """Whether a bracket is open there: what it holds is one remark, wherever a converter put white space."""
    return text.rfind("(", 0, at) > text.rfind(")", 0, at)


def _behind(signs: Signs, start: int, count: int) -> int:
    """The place behind so many bare signs from ``start`` on."""
    return start + word_places(signs.text[start:])[count - 1] + 1


def _joined(hints: list[Hint]) -> list[Hint]:
    """The hints without signs that list, each told by which of them it is joined to the one before."""
    out: list[Hint] = []
    joiner = ""
    path = sum(h.kind == "join" and h.words == "/" for h in hints) >= _PATH
    last_end = -1
    for hint in hints:
        if hint.kind == "join":
            is_twice = hint.start == last_end  # 「概要・・4. 委託」 goes down a level
            joiner, last_end = "" if is_twice or (path and hint.words == "/") else hint.words, hint.end
        elif hint.kind != "none":
            if not joiner and out and _is_strange(hint) and _is_strange(out[-1]):
                # One stretch of words that no form knows, wherever white space cuts it.
                last = out.pop()
                hint = replace(last, words=last.words + hint.words, end=hint.end)
            out.append(replace(hint, joined=joiner) if joiner else hint)
            joiner = ""
    return out


def _is_strange(hint: Hint) -> bool:
    return not hint.is_number and not hint.names


def _without_sorts(hints: list[Hint], signs: Signs) -> list[Hint]:
    """The hints without words that only say what sort of group the name in quotation marks behind them is of:
    委託事項「窓口受付業務」 names no ⑨再委託事項."""
    if "'" not in signs.text:
        return hints
    sorts = [
        hint.words in GROUPS and not behind.is_number and signs.text[hint.end : behind.start] == "'"
        for hint, behind in pairwise(hints)
    ]
    return [hint for hint, is_sort in zip(hints, [*sorts, False], strict=True) if not is_sort] if any(sorts) else hints


def _with_chapter(hints: list[Hint], signs: Signs) -> list[Hint]:
    """The first of two bare numbers at the beginning is the chapter's: 2-4-③, and with a file's between 2-(1)-4-③.

    Behind a file's number or name it is where a stroke joins the two, (2)受給者ファイル 3-7 リスク2, and before one
    where it is written as an ordinal: 第3 受給者ファイル 7 リスク2.
    """
    at = next((n for n, hint in enumerate(hints) if hint.kind == "number"), 0)
    if at and _is_joined_by_stroke(hints[at : at + 2], signs) and all(h.kind in _FILE_HINTS for h in hints[:at]):
        return [*hints[:at], *_with_chapter(hints[at:], signs)]
    if hints and hints[0].kind == "number" and signs.text.startswith("第"):
        later = next((h for h in hints[1:] if h.kind == "number" or h.kind not in _FILE_HINTS), None)
    else:
        later = next((h for h in hints[1:] if h.kind != "paren"), None)
    if later is not None and hints[0].kind == later.kind == "number" and not later.joined:
        first = hints[0]
        below = _below_item(hints) if later is hints[1] else hints[1:]
        return [Hint("chapter", first.number, "", first.start, first.end), *below]
    return hints


_FILE_HINTS = ("paren", "file", "words")


def _without_places_again(hints: list[Hint], signs: Signs) -> list[Hint]:
    """The hints without the chapter's and the item's number where a label writes them before each of its levels:
    「Ⅱ 概要 Ⅱ-4. 委託 Ⅱ-4-委託事項1 Ⅱ-4-⑥」 lists no items."""
    out: list[Hint] = []
    chapter: int | None = None
    item: int | None = None
    at = 0
    while at < len(hints):
        hint, behind = hints[at], hints[at + 1] if at + 1 < len(hints) else None
        if hint.kind != "chapter":
            if hint.kind == "number" and item is None and chapter is not None:
                item = hint.number
            out.append(hint)
            at += 1
            continue
        number = behind.number if behind is not None and _is_next_level(hint, behind, signs) else None
        is_again = chapter is not None and hint.number == chapter and not hint.joined and number is not None
        if is_again and item in (None, number):
            at += 1 if item is None else 2
        else:
            chapter, item = hint.number, None
            out.append(hint)
            at += 1
    return out


def _is_next_level(chapter: Hint, number: Hint, signs: Signs) -> bool:
    """Whether a bare number stands right behind a chapter's, with a stroke or point between them at most."""
    return number.kind == "number" and not number.joined and signs.text[chapter.end : number.start] in ("", "-", ".")


def _is_joined_by_stroke(hints: list[Hint], signs: Signs) -> bool:
    if len(hints) < 2 or not all(hint.kind == "number" for hint in hints):
        return False
    return signs.text[hints[0].end : hints[1].start] == "-"


def _below_item(hints: list[Hint]) -> list[Hint]:
    """The hints behind the chapter's number; of 1-4-2 the third number is the one in the circle.

    It says nothing more where the circle follows (1-4-2 ②法令上の根拠), and is left alone where the label names a
    group, whose number it may be.
    """
    item, *behind = hints[1:]
    if not behind or behind[0].kind != "number" or behind[0].start != item.end + 1 or behind[0].joined:
        return [item, *behind]
    third, *further_slots = behind
    if any(h.kind == "circled" and h.number == third.number for h in further_slots):
        return [item, *further_slots]
    if any(h.kind in ("circled", *GROUPS.values()) for h in further_slots):
        return [item, *behind]
    return [item, replace(third, kind="circled"), *further_slots]


def _beside(hints: list[Hint]) -> tuple[Hint, ...]:
    """The hints, numbers and the words right behind them each told of the other."""
    out = list(hints)
    for at, (number, phrase) in enumerate(pairwise(hints)):
        if number.number is not None and phrase.number is None and not phrase.joined and phrase.start - number.end <= 3:
            out[at], out[at + 1] = replace(out[at], beside=at + 1), replace(phrase, beside=at)
    return tuple(out)
