"""All trends of one source by name, each made when it is first asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pia_audit.statistics import intervals, lags, numbers, provisions, rates, revisions, systems
from pia_audit.statistics.periods import Period
from pia_audit.statistics.source import Source

if TYPE_CHECKING:
    import polars as pl

_BY_PERIOD: dict[str, Callable[[Source, Period], pl.DataFrame]] = {
    "revisions": revisions.revisions,
    "timing": revisions.timing,
    "rates": rates.rates,
    "system_counts": systems.system_counts,
    "provision_counts": provisions.provision_counts,
    "number_counts": numbers.number_counts,
}
_WHOLE: dict[str, Callable[[Source], pl.DataFrame]] = {
    "items": revisions.items,
    "sections": revisions.sections,
    "bodies": revisions.bodies,
    "lags": lags.by_amendment,
    "body_lags": lags.by_body,
    "lag_rows": lags.lags,
    "body_rates": rates.body_rates,
    "gaps": intervals.gaps,
    "systems": systems.systems,
    "provisions": provisions.provisions,
    "numbers": numbers.numbers,
    "survival": intervals.survival,
}
NAMES = (
    "revisions", "timing", "sections", "items", "bodies", "lags", "body_lags", "lag_rows", "rates", "body_rates",
    "gaps", "survival", "systems", "system_counts", "provisions", "provision_counts",
    "numbers", "number_counts",
)  # fmt: skip
"""The trends, in the order in which they are shown."""


@dataclass(frozen=True)  # a mapping cannot be a struct
class Trends(Mapping[str, "pl.DataFrame"]):
    """The trends of a source: ``trends["timing"]`` is a polars frame; ``NAMES`` says which there are.

    What each counts, in which columns, and what it cannot know, stands with the function that makes it
    (:mod:`pia_audit.statistics`). Another name raises ``KeyError``.

    Attributes:
        source: the frames that are counted, lazily.
        period: what counts are made by: ``fiscal-year`` (from April), ``year``, ``quarter`` or ``month``.
    """

    source: Source
    period: Period = "fiscal-year"
    _made: dict[str, pl.DataFrame] = field(default_factory=dict, repr=False, compare=False)

    def having(self, **frames: pl.DataFrame) -> Trends:
        """The same with these trends as given, such as rates that were counted partition by partition."""
        return Trends(self.source, self.period, {**self._made, **frames})

    def __getitem__(self, name: str) -> pl.DataFrame:
        if name not in self._made:
            if name in _BY_PERIOD:
                self._made[name] = _BY_PERIOD[name](self.source, self.period)
            else:
                self._made[name] = _WHOLE[name](self.source)
        return self._made[name]

    def __iter__(self) -> Iterator[str]:
        return iter(NAMES)

    def __len__(self) -> int:
        return len(NAMES)
