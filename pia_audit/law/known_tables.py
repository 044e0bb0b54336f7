"""The law's tables as they are known here: as shipped, and as far as the user's own folder knows more."""

from __future__ import annotations

from pia_audit.law.tables import KNOWN, NAMES, Table, folder, shipped, shipped_numbers


def table(name: str) -> Table:
    """A table.

    Args:
        name: one of :data:`pia_audit.law.tables.NAMES`.

    Returns:
        The table with what the texts in the user's own folder add to it.
    """
    if name not in KNOWN:
        KNOWN[name] = _extended(shipped(name)) if folder().is_dir() else shipped(name)
    return KNOWN[name]


def _extended(table: Table) -> Table:
    from pia_audit.law.added import extended  # the reader of law texts, where somebody has added one

    return extended(table)


def is_an_item(number: str) -> bool:
    """Whether any table had an item of that number on any day, asked without reading the tables that are not cited."""
    if folder().is_dir():
        return any(number in table(name).history for name in NAMES)
    return number in shipped_numbers()
