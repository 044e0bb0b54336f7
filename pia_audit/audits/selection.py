"""Which rules count for which report, and how heavily: what the command line and a settings file ask for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl
from msgspec import Struct, field

from pia_audit.japanese.ladder import Rung, fold
from pia_audit.rules.registry import Rule, rules


def names(rule: Rule, name: str) -> bool:
    """Whether ``name`` is the rule's code, the beginning of it, or its slug."""
    return rule.code.startswith(name.upper()) or rule.entry.slug == name.lower()


def same_report(report_id: str) -> str:
    """A report's id as it is compared: full and half width, spaces and punctuation alike."""
    return fold(report_id, Rung.PUNCTUATION)


class Choice(Struct, frozen=True):
    """Rules by code, beginning of a code or slug; ``severity`` gives another severity to some.

    Of several names that fit one rule, the longest decides its severity.
    """

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    severity: Mapping[str, str] = field(default_factory=dict)

    def takes(self, rule: Rule) -> bool:
        """Whether the rule is selected and not ignored."""
        chosen = not self.select or any(names(rule, n) for n in self.select)
        return chosen and not any(names(rule, n) for n in self.ignore)

    def severity_of(self, rule: Rule) -> str | None:
        """The severity asked for, ``None`` for the rule's own."""
        fitting = [n for n in self.severity if names(rule, n)]
        return self.severity[max(fitting, key=len)] if fitting else None

    def within(self, report: Choice) -> Choice:
        """The choice for a report with a section of its own: its ``select`` instead, the rest added."""
        return Choice(
            report.select or self.select, (*self.ignore, *report.ignore), {**self.severity, **report.severity}
        )


class Choices:
    """The choice for all reports and, by report id, those of reports with a section of their own."""

    def __init__(self, common: Choice, report_choices: Mapping[str, Choice]) -> None:
        self.named = tuple(report_choices)
        self._common = _severities(common)
        self._own = {same_report(r): _severities(common.within(c)) for r, c in report_choices.items()}

    def of(self, report_id: str) -> dict[str, str | None]:
        """The codes that count for a report, with the severity asked for."""
        return self._own.get(same_report(report_id), self._common) if self._own else self._common

    def checks(self, report_id: str, code: str) -> bool:
        """Whether a rule counts for a report."""
        return code in self.of(report_id)

    def rules(self) -> list[Rule]:
        """Every rule that counts for some report."""
        codes = {*self._common, *(c for report_severities in self._own.values() for c in report_severities)}
        return [r for r in rules() if r.code in codes]

    def applied(self, findings: pl.DataFrame) -> pl.DataFrame:
        """The findings that count, with their severities, those that matter first within each edition."""
        pairs = findings.select("report_id", "rule").unique(maintain_order=True).rows()
        chosen_severities = [(r, c, self.of(r)[c]) for r, c in pairs if self.checks(r, c)]
        schema: dict[str, Any] = {"report_id": pl.String, "rule": pl.String, "asked": findings.schema["severity"]}
        frame = pl.DataFrame(chosen_severities, schema=schema, orient="row")
        chosen_findings = findings.join(frame, on=["report_id", "rule"], how="inner", maintain_order="left")
        chosen_findings = chosen_findings.with_columns(severity=pl.coalesce("asked", "severity")).drop("asked")
        moved = any(severity for _, _, severity in chosen_severities)
        return (
            chosen_findings.sort("report_id", "edition_id", "severity", maintain_order=True)
            if moved
            else chosen_findings
        )


def _severities(choice: Choice) -> dict[str, str | None]:
    return {r.code: choice.severity_of(r) for r in rules() if choice.takes(r)}
