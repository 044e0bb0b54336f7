"""A visitor to the local page, and the desk behind it."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

from msgspec import Struct

from pia_audit.app import create
from pia_audit.app.desk import Desk
from pia_audit.app.reports import CheckedReport
from pia_audit.cli.serve import YearlyWork

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # of its client's next version
    from starlette.testclient import TestClient

HERE = "http://127.0.0.1:8123"


class Visit(Struct):
    """A visitor who was let in, and the desk behind the page."""

    client: TestClient
    desk: Desk

    @property
    def report(self) -> CheckedReport:
        """The one report on the desk."""
        (report,) = self.desk.reports.values()
        return report

    def address(self, at: int = 0) -> str:
        """Where a finding of the report is."""
        return f"/reports/{self.report.key}/findings/{self.report.findings[at].fingerprint}"

    def put(self, *files: tuple[str, bytes]) -> Any:
        """Bring files in and wait until they are checked."""
        answer = self.client.post("/files", files=[("files", file) for file in files])
        self.desk.bench.wait(60)
        return answer

    def decide(self, at: int = 0, **values: str) -> Any:
        """Send the form of a finding."""
        form = {"verdict": "fine", "reason": "確認済み", "by": "佐藤", "last": "0", "then": "stay", **values}
        return self.client.post(self.address(at), data=form)


def visit(folder: Path, lang: str = "ja") -> Visit:
    """The page on a folder, entered, and everything that lay there checked."""
    made = create(folder, "a token", lang, yearly=YearlyWork())
    client = TestClient(made, base_url=HERE, headers={"origin": HERE})
    assert client.get("/?token=a token").status_code == 200
    desk: Desk = made.state.desk
    desk.bench.wait(60)
    return Visit(client, desk)
