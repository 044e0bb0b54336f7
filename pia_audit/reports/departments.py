"""Which section of the body (所管課) keeps a report: what the settings say, else what the report prints."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from pia_audit.audits.selection import same_report
from pia_audit.japanese.ladder import Rung, fold
from pia_audit.model import Edition

ITEM = "department.name"
"""評価実施機関における担当部署 ①部署, in every form."""


def sections(editions: Iterable[Edition], section_table: Mapping[str, str]) -> dict[str, str]:
    """The section of each report.

    Args:
        editions: editions of any reports; the newest of a report counts.
        named: sections by report id, as the settings have them.

    Returns:
        By report id the name as it was first printed, so that two spellings of one section are one; empty where the
        item is blank or could not be read.
    """
    newest: dict[str, Edition] = {}
    for edition in sorted(editions, key=lambda e: e.published_on or date.min):
        newest[edition.report_id] = edition
    sections_by_report = {same_report(name): section for name, section in section_table.items()}
    spellings: dict[str, str] = {}
    out = {}
    for report_id, edition in newest.items():
        name = " ".join((sections_by_report.get(same_report(report_id)) or _printed(edition)).split())
        out[report_id] = spellings.setdefault(fold(name, Rung.PUNCTUATION), name)
    return out


def _printed(edition: Edition) -> str:
    return next((i.text or "" for i in edition.items if i.item_id == ITEM and i.status == "read"), "")
