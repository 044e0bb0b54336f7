"""Drop-downs for the verdicts, and colours that say what is still to be filled in."""

from __future__ import annotations

from typing import Any

from pia_audit.audits.decisions import VERDICTS
from pia_audit.checklists.sheet.xlsx_formats import Formats
from pia_audit.messages.wording import Wording

_VERDICT, _REASON, _BY, _ON, _UNTIL = 5, 6, 7, 8, 9


def guide(page: Any, first: int, last: int, formats: Formats, wording: Wording) -> None:
    """Put both on the rows from ``first`` to ``last``, 0 = first row. Rows without a sign are no questions."""
    choices = [wording.say("decisions", f"verdict.{v}") for v in VERDICTS]
    page.data_validation(first, _VERDICT, last, _VERDICT, {"validate": "list", "source": choices})

    def colour(first_column: int, last_column: int, rule: str, look: Any) -> None:
        page.conditional_format(
            first, first_column, last, last_column, {"type": "formula", "criteria": rule, "format": look}
        )

    top = first + 1
    correct = wording.say("decisions", "verdict.correct")
    still = wording.say("decisions", "verdict.open")
    colour(_VERDICT, _VERDICT, f'$F{top}="{correct}"', formats.late)
    is_finding = (
        f'ISERROR(FIND(":",$K{top},FIND(":",$K{top})+1))'  # a finding's sign has two colons; it may be left open
    )
    colour(_VERDICT, _VERDICT, f'AND($K{top}<>"",$F{top}="",{is_finding})', formats.todo)
    colour(_REASON, _REASON, f'AND($F{top}="{correct}",$G{top}="")', formats.todo)
    colour(_UNTIL, _UNTIL, f'AND($F{top}="{correct}",$J{top}="")', formats.todo)
    colour(_BY, _ON, f'AND($F{top}<>"",H{top}="")', formats.todo)
    undone = f'OR($F{top}="{correct}",$F{top}="{still}")'
    colour(_UNTIL, _UNTIL, f"AND(ISNUMBER($J{top}),$J{top}<TODAY(),{undone})", formats.late)
