"""Which of the law's holders a body is, by its own name."""

from __future__ import annotations

import re
from functools import lru_cache

_KINDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (r"(?:都|道|府|県).{0,8}教育委員会$", ("都道府県教育委員会",)),
    (r"(?:市|区|町|村).{0,8}教育委員会$", ("市町村教育委員会",)),
    (r"(?:都|道|府|県)知事$", ("都道府県知事", "都道府県知事等")),
    (r"(?:市|区)長$", ("市町村長", "都道府県知事等")),
    (r"(?:町|村)長$", ("市町村長",)),
    (r"後期高齢者医療広域連合長?$", ("後期高齢者医療広域連合",)),
    (r"国民健康保険組合(?:理事長)?$", ("国民健康保険組合",)),
    (r"健康保険組合(?:理事長)?$", ("健康保険組合",)),
)


@lru_cache(maxsize=4096)
def kinds(agency: str) -> tuple[str, ...]:
    """The holders that the body with that name is one of; empty where its name does not tell.

    市長 and 区長 are 都道府県知事等 for what a welfare office does. Whether a 町村長 runs one no name tells, so it is
    left out, and nothing is held against a list that says so itself.
    """
    bare = re.sub(r"\s", "", agency)
    return next((holder_kinds for pattern, holder_kinds in _KINDS if re.search(pattern, bare)), ())
