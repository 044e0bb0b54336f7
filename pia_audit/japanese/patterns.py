"""Regular expressions of modules, compiled when first used.

A run uses a part of them, and compiling all was a fifth of the time of an audit of one report.
"""

from __future__ import annotations

import re
from typing import Any, AnyStr, cast

_ATTRIBUTES = (
    "search", "match", "fullmatch", "split", "findall", "finditer", "sub", "subn", "groups", "groupindex",
)  # fmt: skip


class _Uncompiled:
    """Stands for a pattern until something is asked of it; from then on it holds what the pattern has."""

    def __init__(self, pattern: Any, flags: int) -> None:
        self.pattern = pattern
        self.flags = flags

    def __getattr__(self, name: str) -> Any:
        if name not in _ATTRIBUTES:
            raise AttributeError(name)
        compiled = re.compile(self.pattern, self.flags)
        self.__dict__.update((attribute, getattr(compiled, attribute)) for attribute in _ATTRIBUTES)
        return self.__dict__[name]


def regex(source: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """What :func:`re.compile` gives, compiled at its first use.

    Args:
        source: the regular expression, str or bytes.
        flags: as for :func:`re.compile`.

    Returns:
        An object with the methods of a pattern. A faulty expression raises :class:`re.error` at the first use.
    """
    return cast("re.Pattern[AnyStr]", _Uncompiled(source, flags))
