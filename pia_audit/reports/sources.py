"""How a file is named where there is little room."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable


def shortened(sources: Iterable[str]) -> dict[str, str]:
    """Each file's name, with as many folders before it as tell it from the others, as two years' editions may."""
    alike: dict[str, list[list[str]]] = defaultdict(list)
    parts = {source: re.split(r"[\\/]", source) for source in sources}
    for own in parts.values():
        alike[own[-1]].append(own)
    return {source: _short(own, alike[own[-1]]) for source, own in parts.items()}


def _short(own: list[str], alike: list[list[str]]) -> str:
    last = next((n for n in range(1, len(own)) if sum(o[-n:] == own[-n:] for o in alike) == 1), len(own))
    return "/".join(own[-last:])
