"""An archive of editions for years: one DuckDB file with the original bytes, what was read in them, and who did it.

Entries are numbered and hash-chained; nothing is ever deleted or changed, a correction is an entry of its own::

    from pia_audit.archive import Archive
    with Archive("reports.duckdb") as archive:
        archive.add(["2026-03/"], by="監査担当")
        archive.verify().head                    # to be noted down outside the archive
"""

from pia_audit.archive.archive import Archive
from pia_audit.archive.entries import Entry, Head
from pia_audit.archive.errors import ArchiveError
from pia_audit.archive.fitting import Problem
from pia_audit.archive.verifying import Verification

__all__ = ["Archive", "ArchiveError", "Entry", "Head", "Problem", "Verification"]
