"""What comes in forms, read with its bounds, and how one goes on after it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from starlette.responses import RedirectResponse, Response

from pia_audit.app.refusals import Refusal
from pia_audit.audits.decisions import VERDICTS, Decision
from pia_audit.reports.finding import Finding

if TYPE_CHECKING:
    from starlette.requests import Request

MAX_FORM = 64 * 1024
"""Bytes of a form without files."""
LONGEST = 4000
"""Characters of a reason or a name."""
_DIGITS = 12
"""No number in a form has so many digits."""


def to(address: str) -> Response:
    """On to another address: what was sent is not sent again when the page is loaded again."""
    return RedirectResponse(address, 303)


async def fields(request: Request) -> dict[str, str]:
    """The fields of a form without files, bounded. Raises :class:`Refusal`."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_FORM:
            raise Refusal("too-much", 413, limit=1)
    if not request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
        raise Refusal("no-form", 415)
    try:
        return dict(parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=20))
    except ValueError as error:
        raise Refusal("no-form") from error


def number(text: str) -> int:
    """A number of a form; 0 for what is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < _DIGITS else 0


def day(text: str) -> date | None:
    """A day of a form; ``None`` where it is empty. Raises :class:`Refusal` for what is none."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise Refusal("no-day", 422) from error


def decision(finding: Finding, values: Mapping[str, str], today: date) -> Decision:
    """The decision in a form. Raises :class:`Refusal` where something is missing or no day."""
    verdict = next((v for v in VERDICTS if v == values.get("verdict")), None)
    if verdict is None:
        raise Refusal("no-verdict", 422)
    reason, by = (" ".join(values.get(n, "").split()) for n in ("reason", "by"))
    if not by:
        raise Refusal("no-person", 422)
    if not reason and verdict != "open":
        raise Refusal("no-reason", 422)
    if max(len(reason), len(by)) > LONGEST:
        raise Refusal("too-long", 422, limit=LONGEST)
    return Decision(
        finding.report_id, verdict, reason, by, finding.fingerprint, finding.rule, None, today,
        day(values.get("until", "")), source="pia-audit serve", item=finding.item,
    )  # fmt: skip


def typed(values: Mapping[str, str]) -> dict[str, str]:
    """What a decision's form is shown with again: nothing typed is lost."""
    return {n: values.get(n, "") for n in ("verdict", "reason", "by", "until", "all")}
