"""Which item a row of the change table means: labels as people type them, against what the report prints.

A label is taken apart into hints (:mod:`~pia_audit.forms.labels.slots`), which fields answer to
(:mod:`~pia_audit.forms.labels.fields`, :mod:`~pia_audit.forms.labels.scoring`); what it leaves open is settled over the whole table
by the rows' texts (:mod:`~pia_audit.forms.labels.table`). Two items that nothing tells apart are never guessed between.
"""

from __future__ import annotations

from collections.abc import Sequence

from pia_audit.forms.labels.table import Table
from pia_audit.model import ChangeRow, Item

__all__ = ["resolve"]


def resolve(rows: Sequence[ChangeRow], fields: Sequence[Item], form_key: str) -> list[ChangeRow]:
    """Each row with what its 項目 means.

    Args:
        rows: the rows of one change table in printed order; only day, label and texts are looked at.
        fields: the report's printed fields; ``path`` holds the levels of the label, chapter first.
        form_key: the form version the report follows, for what the report no longer prints and for other names.

    Returns:
        The rows with ``outcome``, ``item_ids``, ``group_ids``, ``candidates``, ``label_score``, ``mismatch``,
        ``official`` and ``anchor`` set and ``quotes`` empty.

    Raises:
        KeyError: no form version has that key.
    """
    return Table(rows, fields, form_key).resolved()
