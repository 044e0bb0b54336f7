"""The weights of the hints, read from ``weights.toml``."""

from __future__ import annotations

from bisect import bisect_right
from functools import cache
from pathlib import Path

from msgspec import Struct

from pia_audit.model.toml_files import table


class Weights(Struct, frozen=True):
    """The tables of ``weights.toml``, by name."""

    name: dict[str, float]
    number: dict[str, float]
    against: dict[str, float]
    text: dict[str, float]
    limits: dict[str, float]
    probability: dict[str, list[float]]

    def of_name(self, kind: str) -> float:
        """What the name of a level of that kind weighs."""
        return self.name.get(kind, self.name["group"])

    def of_number(self, kind: str) -> float:
        """What the number of a level of that kind weighs."""
        return self.number.get(kind, self.number["group"])

    def score(self, margin: float) -> float:
        """The probability that a resolution so far ahead is right (0..1), straight between two steps of the table."""
        margins, rates = self.probability["margin"], self.probability["right"]
        at = bisect_right(margins, margin)
        if at == 0 or at == len(margins):
            return rates[min(at, len(rates) - 1)]
        share = (margin - margins[at - 1]) / (margins[at] - margins[at - 1])
        return round(rates[at - 1] + share * (rates[at] - rates[at - 1]), 4)


@cache
def weights() -> Weights:
    """The weights, read once."""
    return Weights(**table(Path(__file__).with_name("weights.toml")))
