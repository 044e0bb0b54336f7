"""Which report a seed stands for in a corpus of many: its form version, its faults, whether it has decoys."""

from __future__ import annotations

from random import Random

from pia_audit.synthetic.invention import generate
from pia_audit.synthetic.truth import FAULTS, Synthetic

FORMS = {"form2-2024": 35, "form2-2019": 30, "form2-2014": 30, "form3-2024": 3, "form4-2024": 2}
"""Form versions and how many reports of a hundred are on each: most reports are 基礎項目評価書 (an estimate)."""

FAULTY, MOST = 0.25, 4
"""The share of reports with faults, and how many kinds one of them has at most."""

_DECOYS, _CHANGES = 0.5, (1, 7)
_LIVES = 1_000_000


def drawn(seed: int, number: int) -> Synthetic:
    """The ``number``-th report of a corpus of that seed, the same for the same arguments (and for no other seed below
    a million reports). A kind of fault for which the report has no place is left out."""
    report_seed = seed * _LIVES + number
    rng = Random(f"mixture {report_seed}")
    form = rng.choices(list(FORMS), weights=list(FORMS.values()))[0]
    faults = rng.sample(FAULTS, rng.randint(1, MOST)) if rng.random() < FAULTY else []
    decoys = rng.random() < _DECOYS
    while True:
        try:
            return generate(report_seed, form=form, changes=_CHANGES, faults=faults, decoys=decoys)
        except ValueError:
            if not faults:
                raise
            faults = faults[:-1]
