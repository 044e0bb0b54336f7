"""The table of weights, and the probability it gives a margin."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from pia_audit.forms.labels.weights import weights


def test_the_probability_never_falls_with_the_margin() -> None:
    """The steps rise, one probability a margin, all of them between 0 and 1."""
    table = weights().probability
    assert len(table["margin"]) == len(table["right"])
    assert all(a < b for a, b in pairwise(table["margin"]))
    assert all(0 <= a <= b <= 1 for a, b in pairwise(table["right"]))


@given(st.floats(-10, 10), st.floats(-10, 10))
def test_the_score_is_monotone_between_the_steps(one: float, other: float) -> None:
    """Further ahead is never less probable."""
    low, high = sorted((one, other))
    assert 0 <= weights().score(low) <= weights().score(high) <= 1


def test_what_is_taken_is_likelier_right_than_nineteen_times_in_twenty() -> None:
    """The least margin an item is taken at lies where the table says so."""
    assert weights().score(weights().limits["sure"]) > 0.95
