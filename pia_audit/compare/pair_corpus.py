"""A corpus of pairs of editions, ready to be audited or drafted from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import polars as pl

from pia_audit.compare.reconcile import reconciled
from pia_audit.model import Edition, Unread
from pia_audit.model.frames import Corpus, schema


def paired(pairs: Sequence[tuple[Edition, Edition]], unread: Iterable[Unread] = (), *, spans: bool = True) -> Corpus:
    """The corpus of these editions, reconciled two by two as given; ``spans`` as for :func:`reconciled`."""
    editions = {e.edition_id: e for pair in pairs for e in pair}
    rows = [(o.report_id, o.edition_id, n.edition_id, o.published_on, n.published_on) for o, n in pairs]
    frame = pl.DataFrame(rows, schema=schema("pairs"), orient="row")
    return reconciled(Corpus.of(editions.values(), unread), frame, spans=spans)
