"""Marks that stand for the cell above: 〃, 同上, 同日, and a row that says it goes on from the row above."""

from __future__ import annotations

import re
from functools import lru_cache
from unicodedata import normalize

from pia_audit.japanese.patterns import regex

_SPACE = regex(r"[\s\u200b]+")
_AROUND = "()[]〔〕【】「」『』<>《》・.。、,:※*-‐–—―−ー~〜～"
_SIGNS = r"[〃々仝ゝヽ\"”“〝〟″\u2032\u2033'’‘`´↑〟]"
_WORDS = r"(?:同上|同左|同右|同前|前同|同じ|同様|同日付?|同年月日|同月同日|同年同月同日|同項目?|同欄|同文|上同"
_WORDS += r"|[上前](?:記|行|欄)?(?:に|と)?同(?:じ|様)?|[Dd]itto|[Dd]o\.?)"
_DITTO = regex(rf"(?:{_SIGNS}+|{_WORDS})(?:{_SIGNS}|公表|変更|付け?|に?同じ|です)*(?:部分|の?欄|の?記載|について)?|同")
_LONGEST = 30
"""Signs of a mark, spelled in whatever width; of longer texts only the first sign may make one."""
_BEGINS = regex(rf"[\s\u200b{re.escape(_AROUND)}]*(?:{_SIGNS}|[同上前Dd])")
_REMARK = regex(r"(?<=.)[(（][^()（）]*[)）]$")
_REST = regex(
    rf"(?:(?:{_SIGNS}|同上|上記?|前(?:記|行|頁|ページ)?|同)[(]?(?:からの?|よりの?|の)?)?"
    r"(?:つ[づず]き|続き?|続く|つづく)(?:です|その?[0-9]+|[0-9]+)?"
)
_GOES_ON = regex(
    r"[\s\u3000(（\[〔【<＜~～〜…-]+(?:の?つ[づず]き|の?続き?)[0-9０-９]*[)）\]〕】>＞~～〜-]*\s*$",
    needs="続|つ[づず]き",
)
_UNDER = regex(
    rf"((?:\s*(?:{_SIGNS}+|同上|同項目?|上に同じ|上記同))+|\s*同(?=\s*[①-⑳(（0-9０-９]))"
    r"[\s\u3000のと、,:：・/／>＞→-]*(?=\S)",
    needs=rf"{_SIGNS}|同|上",
)


def _bare(text: str) -> str:
    return _SPACE.sub("", normalize("NFKC", text)).strip(_AROUND) if len(text) <= _LONGEST else text


@lru_cache(maxsize=8192)
def is_ditto(text: str) -> bool:
    """Whether a cell says that it is as the one above: ``〃``, ``同上``, ``（同日）``; an empty cell says nothing."""
    if len(text) > _LONGEST and _BEGINS.match(text) is None:  # as of most labels
        return False
    raw = _REMARK.sub("", _SPACE.sub("", text))
    return len(raw) <= 16 and any(_DITTO.fullmatch(t) is not None for t in (raw.strip(_AROUND), _bare(text)))


@lru_cache(maxsize=8192)
def is_rest_mark(text: str) -> bool:
    """Whether a cell says that its row goes on from the one above: ``（続き）``, ``つづき``, ``（同上続き）``."""
    return _REST.fullmatch(_bare(text)) is not None


def without_rest_mark(text: str) -> str | None:
    """A label without its closing ``（続き）``; ``None`` where it has none or is nothing else."""
    match = _GOES_ON.search(text)
    return (text[: match.start()].strip() or None) if match else None


def below_ditto(text: str) -> str | None:
    """What a label adds to the one above: ``②`` of ``同上 ②``; ``None`` where it begins with no such mark."""
    match = _UNDER.match(text)
    if match is None or is_ditto(text) or is_rest_mark(text):
        return None
    return text[match.end() :].strip() or None


_LEVELS = tuple(
    map(
        re.compile,
        (
            r"[①-⑳]",
            r"[(（][0-9０-９]{1,2}[)）]",
            r"(?:リスク|委託事項|提供先|移転先|システム)\s*[0-9０-９①-⑳]{1,2}",
            r"(?<![0-9０-９])[0-9０-９]{1,2}\s*[.．、]",
            r"[Ⅰ-Ⅻ]",
        ),
    )
)
"""How the levels of a label are numbered, the lowest first."""
_NUMBER_AT_END = regex(r"(?:[①-⑳]|[(（][0-9０-９]{1,2}[)）]|[0-9０-９]{1,2}\s*[.．、])\s*$")


def under_heading(label: str, addition: str) -> str:
    """``同上 ②`` written out: the label above with its last level, or its last number of that kind, replaced."""
    kind = next((level for level in _LEVELS if level.match(addition)), None)
    if kind is None:
        head = re.split(r"[\s\u3000]+", label.strip())
        heading = _NUMBER_AT_END.sub("", label.strip()[: -len(head[-1])]) if len(head) > 1 else label
    else:
        places = [m.start() for m in kind.finditer(label)]
        heading = label[: places[-1]] if places else label
    return f"{heading.rstrip()}\n{addition}".strip()
