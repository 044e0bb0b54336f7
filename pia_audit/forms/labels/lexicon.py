"""The names that levels of a form have, and which of them a clerk's words may stand for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property

from rapidfuzz import process
from rapidfuzz.distance import Indel

from pia_audit.japanese.patterns import regex

LONG = 6
"""A name of so many signs is recognised wherever it stands in a label; a shorter one only between boundaries."""
_HEAD = 2
"""By so many signs at its beginning a name is looked for."""
_ALIKE = 72.0
_JOINED = 0.97
"""The quality of a name written with 「の」 that the form does without: 委託の内容."""
_SHORT_FORMS = (
    ("お問", "問"),
    ("問い合わせ", "問合せ"),
    ("問合わせ", "問合せ"),
    ("問い合せ", "問合せ"),
    ("NWS", "ネットワークシステム"),
    ("NW", "ネットワーク"),
    ("マイナンバー", "個人番号"),
    ("の名称", "名"),
    ("名称", "名"),
    ("従業員", "従業者"),
)
_ALSO = {
    "問合せ先": ("連絡先",), "問合せ窓口": ("連絡先",), "問合先": ("連絡先",), "照会先": ("連絡先",),
    "開示等請求先": ("請求先",), "開示請求窓口": ("請求先",), "請求窓口": ("請求先",),
    "担当課": ("部署", "事務担当部署"), "担当課名": ("部署", "事務担当部署"), "主管課": ("部署", "事務担当部署"),
    "所管課": ("部署", "事務担当部署"), "所管部署": ("部署", "事務担当部署"), "担当部署名": ("部署", "事務担当部署"),
    "部署名": ("部署", "事務担当部署", "使用部署"), "課名": ("部署",),
    "所属長名": ("所属長の役職名", "所属長"), "所属長の職名": ("所属長の役職名", "所属長"),
    "事務の内容": ("事務の概要",), "事務内容": ("事務の内容", "事務の概要"), "事務の概要": ("事務の内容",),
    "利用目的": ("使用目的",), "対象者数": ("対象人数",), "対象者の数": ("対象人数", "対象となる本人の数"),
    "対象者の範囲": ("対象となる本人の範囲",), "保存期間": ("保管期間",), "保存場所": ("保管場所",),
    "廃棄方法": ("消去方法",),
    "委託件数": ("委託の有無",), "委託業者名": ("委託先名",), "委託業者": ("委託先名",), "受託者名": ("委託先名",),
    "最優先の対策": ("最も優先度が高いと考えられる対策",), "最優先対策": ("最も優先度が高いと考えられる対策",),
    "根拠法令": ("法令上の根拠",), "法的根拠": ("法令上の根拠",), "職員教育": ("従業者に対する教育啓発",),
    "従業者教育": ("従業者に対する教育啓発",), "研修": ("従業者に対する教育啓発",),
    "パブリックコメント": ("国民住民等からの意見の聴取",),
}  # fmt: skip
"""What offices call a level of the form by a word of their own, in bare words; tried where no name is like them."""
_CALLED = 0.85
"""The quality of such a word."""
_LEADING = regex(r"^(?:における|に係る|に関する|については?|に|の|は|を|と)")
_INFLECTION = regex(r"^[ぁ-ゖ]{1,3}$")
"""「よる」, 「への」: what white space cuts off a word, and no part of a name."""
_TRAILING = regex(
    r"(?:(?:の|を)?(?:記載|記述|文言|表記|一部)?(?:の|を)?(?:変更|修正|追加|追記|削除|更新|改正|見直し|訂正)"
    r"|(?:の)?(?:記載|記述|文言|表記)(?:内容)?|について|に関して|(?:の)?欄|の項目?|の?部分|等|など|関係|ほか|他)$"
)


class Lexicon:
    """Names in bare words; :meth:`alike` finds those that a stretch of words may stand for, with a quality up to 1."""

    def __init__(self, names: Iterable[str]) -> None:
        self.names = frozenset(n for n in names if n)
        self._lengths: dict[str, list[int]] = {}
        for head, length in sorted({(n[:_HEAD], len(n)) for n in self.names if len(n) >= _HEAD}, reverse=True):
            self._lengths.setdefault(head, []).append(length)
        self._alike: dict[str, dict[str, float]] = {}

    def at(self, text: str, start: int) -> Iterator[str]:
        """The names that stand in ``text`` from ``start`` on, the longest first."""
        names, remaining_length = self.names, len(text) - start
        for length in self._lengths.get(text[start : start + _HEAD], ()):
            if length <= remaining_length and (name := text[start : start + length]) in names:
                yield name
        if text[start : start + 1] in names:
            yield text[start]

    def alike(self, phrase: str) -> dict[str, float]:
        """Names that bare ``words`` may stand for: the same, cut short, with words left out, or spelled nearly so.

        Returns:
            Quality by name: 1 is the very name; empty where no name is like the words.
        """
        if phrase not in self._alike:
            self._alike[phrase] = {} if _INFLECTION.match(phrase) else self._search(phrase)
        return self._alike[phrase]

    def first_of(self, phrase: str) -> str | None:
        """The first of two or more names that the words are, written without anything between them."""
        if phrase in self.names:
            return None
        trimmed_phrase = _TRAILING.sub("", phrase)
        return next(
            (
                n
                for n in self.at(phrase, 0)
                if self._is_names(phrase[len(n) :]) or self._is_names(trimmed_phrase[len(n) :])
            ),
            None,
        )

    def _is_names(self, phrase: str) -> bool:
        return phrase in self.names or any(self._is_names(phrase[len(n) :]) for n in self.at(phrase, 0))

    def _search(self, phrase: str) -> dict[str, float]:
        for spelling in _spellings(phrase):
            if spelling in self.names:
                return {spelling: 1.0}
            if (joined := spelling.replace("の", "")) in self.names:
                return {joined: _JOINED}
        also = self._also(phrase)
        for spelling in _spellings(phrase):
            if len(spelling) >= 2 and (cut := self._abbreviated(spelling)):
                return {**cut, **also}
        if also:
            return also
        return self._misspelled(phrase) if len(phrase) >= 4 else {}

    def _also(self, phrase: str) -> dict[str, float]:
        """The names that an office's own word stands for."""
        candidates = (name for spelling in _spellings(phrase) for name in _ALSO.get(spelling, ()))
        return {name: _CALLED for name in candidates if name in self.names}

    def _abbreviated(self, phrase: str) -> dict[str, float]:
        out = {}
        for name in self._with_signs(phrase):
            if len(name) > len(phrase) and (quality := cut_quality(phrase, name)):
                out[name] = quality
        best = max(out.values(), default=0.0)
        return {name: quality for name, quality in out.items() if quality > best - 0.35}

    def _with_signs(self, phrase: str) -> frozenset[str]:
        """The names in which all signs of the words stand: of no other are they a part, however cut."""
        nothing = frozenset[str]()
        return self.names.intersection(*(self._by_sign.get(char, nothing) for char in frozenset(phrase)))

    @cached_property
    def _by_sign(self) -> dict[str, set[str]]:
        """The names by their signs."""
        by_sign: dict[str, set[str]] = {}
        for name in self.names:
            for char in frozenset(name):
                by_sign.setdefault(char, set()).add(name)
        return by_sign

    def _misspelled(self, phrase: str) -> dict[str, float]:
        hits = process.extract(
            phrase, self.names, scorer=Indel.normalized_similarity, score_cutoff=_ALIKE / 100, limit=5
        )
        best = max((score for _, score, _ in hits), default=0.0)
        return {name: round(0.95 * score, 3) for name, score, _ in hits if score > best - 0.08}


def _spellings(phrase: str) -> list[str]:
    """The words as they stand, then with short forms written out, then without what a clerk adds to a name."""
    out, full_form = [phrase], phrase
    for short, long in _SHORT_FORMS:
        if short in phrase:
            out.append(phrase.replace(short, long))
            full_form = full_form.replace(short, long)
    if full_form not in out:
        out.append(full_form)
    trimmed = trimmed_words(out[-1])
    if trimmed != out[-1] and trimmed:
        out.append(trimmed)
    return out


def trimmed_words(phrase: str) -> str:
    """The words without particles before and without 「の記載」, 「について」, 「を変更」 … behind them."""
    last = None
    while last != phrase:
        last = phrase
        phrase = _TRAILING.sub("", _LEADING.sub("", phrase))
    return phrase


def cut_quality(phrase: str, name: str) -> float:
    """How well words stand for a longer name that they are cut from; 0 where they are not."""
    share = 0.2 * len(phrase) / len(name)
    if name.startswith(phrase) or name.endswith(phrase):
        return 0.75 + share
    if phrase in name:
        return 0.65 + share
    if len(phrase) >= 3 and _in_order(phrase, name):
        return 0.5 + 2 * share
    return 0.0


def _in_order(phrase: str, name: str) -> bool:
    """Whether all signs of ``words`` stand in ``name`` in this order, in few pieces."""
    at, pieces = -1, 0
    for char in phrase:
        position = name.find(char, at + 1)
        if position < 0:
            return False
        pieces += position != at + 1
        at = position
    return pieces <= max(2, len(phrase) // 2)
