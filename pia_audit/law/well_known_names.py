"""Well-known names that a text writes nearly right: 社会保険報酬支払基金 for 社会保険診療報酬支払基金."""

from __future__ import annotations

import re
import tomllib
from functools import cache, lru_cache
from importlib import resources
from typing import NamedTuple
from unicodedata import normalize

from rapidfuzz.distance import Indel

from pia_audit.japanese.patterns import regex

_SLIP = 2
"""Signs that may be missing or too many; an exchanged sign counts as one missing and one too many."""

_WORD = regex("[一-龠々]+|[ァ-ヴ]+")
_LOOSE = regex(r"[\s・ー]")


class NearMiss(NamedTuple):
    """Words of a text, as written, and the name that they are nearly."""

    words: str
    name: str


@cache
def known_names() -> tuple[str, ...]:
    """The names."""
    data = tomllib.loads((resources.files(__package__) / "names.toml").read_text(encoding="utf-8"))
    return tuple(data["names"])


@cache
def beginnings() -> str:
    """A pattern that every text fits in which one of the names may stand, nearly or not, wherever its lines break."""
    return "|".join(sorted({rf"{re.escape(name[0])}\s*{re.escape(name[1])}" for name in known_names()}))


@cache
def _nearly(name: str) -> re.Pattern[str]:
    """From what a name begins with to what it ends with, over about its length."""
    least, longest = max(len(name) - 4 - _SLIP, 0), len(name) - 4 + 2 * _SLIP
    return re.compile(
        rf"{re.escape(name[:-4])}[{re.escape(name[-4:])}]{{4}}"  # the last signs in another order: シテスム
        rf"|{re.escape(name[:-2])}.{re.escape(name[-1])}"  # the last sign but one alone exchanged: 教会 for 協会
        rf"|{re.escape(name[:2])}[^。、,「」()（）]{{{least},{longest}}}?{re.escape(name[-2:])}"
    )


@lru_cache(maxsize=8192)
def near_misses(text: str) -> tuple[NearMiss, ...]:
    """The names that a text writes nearly so, each way of writing once. Spaces, ・ and ー are no difference."""
    bare = re.sub("[\\s\u200b]", "", normalize("NFKC", text))
    out: dict[NearMiss, None] = {}
    for name in known_names():
        if name[:2] not in bare or (name[-1] not in bare and name[-2] not in bare):
            continue
        for start in (m.start() for m in re.finditer(re.escape(name[:2]), bare)):
            match = _nearly(name).match(bare, start)
            if match and _differs(match[0], name):
                out[NearMiss(match[0], name)] = None
    return tuple(out)


def _differs(passage: str, name: str) -> bool:
    bare_passage, bare_name = _LOOSE.sub("", passage), _LOOSE.sub("", name)
    return 0 < Indel.distance(bare_passage, bare_name, score_cutoff=_SLIP) <= _SLIP and not _is_longer_name(
        bare_passage, bare_name
    )


def _is_longer_name(passage: str, name: str) -> bool:
    """Whether words are the name with a word more in it, which is another body's: 個人情報保護運営委員会."""
    more = len(passage) - len(name)
    if more < 1:
        return False
    cuts = (at for at in range(len(name)) if passage[:at] + passage[at + more :] == name)
    inserted = [passage[at : at + more] for at in cuts]
    return any(_WORD.fullmatch(word) and word not in name for word in inserted)
