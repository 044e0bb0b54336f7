"""What tests ask of an item's replay."""

from __future__ import annotations

from pia_audit.history.replay import Trail
from pia_audit.history.undo import Step


def first_text(trail: Trail) -> str | None:
    """The text before the first row."""
    return trail.states[0].text


def trusts(trail: Trail) -> dict[int, str]:
    """How each row was undone."""
    return {s.row_no: s.trust for s in trail.steps}


def only(trail: Trail) -> Step:
    """The one step of a history of one row."""
    assert len(trail.steps) == 1
    return trail.steps[0]
