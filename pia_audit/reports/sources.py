"""How a file is named where there is little room."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable


def shortened(sources: Iterable[str]) -> dict[str, str]:
    """Each file's name, with as many folders before it as tell it from the others, as two years' editions may."""
    by_name: dict[str, list[list[str]]] = defaultdict(list)
    parts = {source: re.split(r"[\\/]", source) for source in sources}
    for folders in parts.values():
        by_name[folders[-1]].append(folders)
    return {source: _short(folders, by_name[folders[-1]]) for source, folders in parts.items()}


def _short(folders: list[str], namesakes: list[list[str]]) -> str:
    last = next(
        (n for n in range(1, len(folders)) if sum(o[-n:] == folders[-n:] for o in namesakes) == 1), len(folders)
    )
    return "/".join(folders[-last:])
