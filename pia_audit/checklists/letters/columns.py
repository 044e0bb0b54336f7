"""The columns of a letter's tables, and the check by which a line shows whether its printed words were changed."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence

from pia_audit.japanese.ladder import Rung, fold

COLUMNS = {
    "number": 1.1, "where": 3.7, "matter": 9.2, "question": 4.3, "verdict": 2.8, "reason": 3.3, "until": 1.8,
    "sign": 1.1,
}  # fmt: skip
"""A table's columns with their widths in centimetres; together as wide as the paper between its margins."""

PRINTED = ("where", "matter", "question")
"""What stands in a line before it is answered: the check in its reference tells whether somebody changed it."""


def check(*cells: str, signs: Sequence[str] = ()) -> str:
    """A short check on the printed cells of a line, white space and width aside, and on its references where it has
    several."""
    parts = (*cells, *signs) if len(signs) > 1 else cells
    text = "\x1f".join(re.sub(r"\s+", "", fold(part, Rung.WIDTH)) for part in parts)
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:8]
