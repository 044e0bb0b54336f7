"""Which of the law's holders a body is, by its own name."""

from __future__ import annotations

from functools import lru_cache

_KINDS: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = (
    (("都知事", "道知事", "府知事", "県知事"), ("都道府県知事", "都道府県知事等")),
    (("市長", "区長"), ("市町村長", "都道府県知事等")),
    (("町長", "村長"), ("市町村長",)),
    (("後期高齢者医療広域連合", "後期高齢者医療広域連合長"), ("後期高齢者医療広域連合",)),
    (("国民健康保険組合", "国民健康保険組合理事長"), ("国民健康保険組合",)),
    (("健康保険組合", "健康保険組合理事長"), ("健康保険組合",)),
)
"""How a body's name ends, and the holders it is one of; what stands first counts."""
_BOARD = "教育委員会"
_BOARDS = (("都道府県", "都道府県教育委員会"), ("市区町村", "市町村教育委員会"))
_NEAR = 9
"""Characters before 教育委員会 within which the sign of its kind stands."""


@lru_cache(maxsize=4096)
def kinds(agency: str) -> tuple[str, ...]:
    """The holders that the body with that name is one of; empty where its name does not tell.

    市長 and 区長 are 都道府県知事等 for what a welfare office does. Whether a 町村長 runs one no name tells, so it is
    left out, and nothing is held against a list that says so itself.
    """
    bare = "".join(agency.split())
    if bare.endswith(_BOARD):
        near = bare.removesuffix(_BOARD)[-_NEAR:]
        return next(((board,) for signs, board in _BOARDS if any(word in near for word in signs)), ())
    return next((holder_kinds for endings, holder_kinds in _KINDS if bare.endswith(endings)), ())
