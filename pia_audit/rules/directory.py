"""The rules that run, by their catalogue entries: a rule itself is loaded only where a body has its own."""

from __future__ import annotations

from difflib import SequenceMatcher, get_close_matches
from functools import cache
from types import ModuleType
from unicodedata import normalize

from pia_audit.model import Unread
from pia_audit.rules.catalogue import Entry, codes, entry
from pia_audit.rules.plugins import declared


@cache
def running() -> tuple[Entry, ...]:
    """The entries of all rules that run, by code: of a body's own packages those that could be loaded."""
    if not declared():
        return tuple(entry(code) for code in codes())
    return tuple(r.entry for r in _registry().rules())


def unusable() -> tuple[Unread, ...]:
    """What is wrong with a body's own packages of rules (see :func:`pia_audit.rules.registry.unusable`)."""
    if not declared():
        return ()
    unusable_packages: tuple[Unread, ...] = _registry().unusable()
    return unusable_packages


def _registry() -> ModuleType:
    from pia_audit.rules import registry  # loads every rule, and most calls are content with the catalogue

    return registry


def names_a_rule(name: str) -> bool:
    """Whether ``name`` is a slug, a code or the beginning of one: a mistyped code must not select nothing."""
    return name != "" and any(e.code.startswith(name.upper()) or e.slug == name.lower() for e in running())


_SURELY = 3
"""Names as near as each other that are offered; of more than these none is meant more than the others."""


def nearest_rules(name: str) -> list[str]:
    """The codes and slugs that a mistyped ``name`` may have meant, full width and upper case aside."""
    typed = normalize("NFKC", name).lower()
    codes_and_slugs = {n.lower(): n for e in running() for n in (e.code, e.slug)}
    close = {
        n: SequenceMatcher(None, n, typed).ratio()
        for n in get_close_matches(typed, codes_and_slugs, len(codes_and_slugs))
    }
    nearest = [codes_and_slugs[n] for n, ratio in close.items() if ratio == max(close.values())]
    return nearest if len(nearest) <= _SURELY else []


def beginning_with(name: str) -> list[str]:
    """The codes that ``name`` is the beginning of."""
    return [e.code for e in running() if name and e.code.startswith(name.upper())]
