"""Regular expressions of modules, compiled when first used.

A run uses a part of them, and compiling all was a fifth of the time of an audit of one report.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, AnyStr, cast

_ATTRIBUTES = (
    "search", "match", "fullmatch", "split", "findall", "finditer", "sub", "subn", "groups", "groupindex",
)  # fmt: skip
_NOTHING: dict[str, Callable[..., Any]] = {
    "search": lambda *_: None, "match": lambda *_: None, "fullmatch": lambda *_: None, "findall": lambda *_: [],
    "finditer": lambda *_: iter(()), "split": lambda text, *_: [text], "sub": lambda _, text, *__: text,
}  # fmt: skip
"""What a method gives for a text in which there is nothing."""


_Arguments = tuple[Any, ...]


def _all(arguments: _Arguments) -> _Arguments:
    return arguments


_SEARCHED: dict[str, Callable[[_Arguments], _Arguments]] = {
    "split": lambda arguments: arguments[:1], "sub": lambda arguments: arguments[1:2],
}  # fmt: skip
"""Of a method's arguments the text and where it is looked at; those of other methods are such."""


class _Uncompiled:
    """Stands for a pattern until something is asked of it; from then on it holds what the pattern has."""

    def __init__(self, pattern: Any, flags: int, needs: Any = None) -> None:
        self.pattern = pattern
        self.flags = flags
        self.needs = needs

    def __getattr__(self, name: str) -> Any:
        if name not in _ATTRIBUTES:
            raise AttributeError(name)
        return self._guarded(name) if self.needs is not None and name in _NOTHING else self._compiled(name)

    def _compiled(self, name: str) -> Any:
        compiled = re.compile(self.pattern, self.flags)
        self.__dict__.update((attribute, getattr(compiled, attribute)) for attribute in _ATTRIBUTES)
        return self.__dict__[name]

    def _guarded(self, name: str) -> Callable[..., Any]:
        """The method, which compiles the pattern for the first text that has what a match needs."""

        def guarded(*arguments: Any, **options: Any) -> Any:
            if self.needs.search(*searched(arguments)) is None:
                return _NOTHING[name](*arguments)
            return self._compiled(name)(*arguments, **options)

        searched = _SEARCHED.get(name, _all)
        self.__dict__[name] = guarded
        return guarded


def regex(source: AnyStr, flags: int = 0, *, needs: AnyStr | re.Pattern[AnyStr] | None = None) -> re.Pattern[AnyStr]:
    """What :func:`re.compile` gives, compiled at its first use.

    Args:
        source: the regular expression, str or bytes.
        flags: as for :func:`re.compile`.
        needs: a simpler expression that finds something in whatever ``source`` matches. A pattern of many sets and
            repetitions takes milliseconds to compile, and is not compiled before a text has what it needs.

    Returns:
        An object with the methods of a pattern. A faulty expression raises :class:`re.error` at the first use.
    """
    simpler = regex(needs) if isinstance(needs, str | bytes) else needs
    return cast("re.Pattern[AnyStr]", _Uncompiled(source, flags, simpler))
