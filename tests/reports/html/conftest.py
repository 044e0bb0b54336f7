"""Pages to look at, made once: the real report, one with 300 rows, one with editions, a folder, a hostile one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pages import DATA, HOSTILE, Made, Opened, hostile, made, page_of

import pia_audit
from pia_audit.audits.carry_over import apply
from pia_audit.audits.decisions import Decision, Verdict
from pia_audit.audits.run import Suppression, audit
from pia_audit.model import Unread
from pia_audit.model.frames import Corpus
from pia_audit.reports.html import page
from pia_audit.synthetic import FAULTS, generate

PATIENCE = 120_000  # milliseconds: nothing is too slow for a test on a machine that has other things to do


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the pages lie."""
    return tmp_path_factory.mktemp("pages")


@pytest.fixture(scope="session")
def sample(sample_path: Path, folder: Path) -> Made:
    """The real report."""
    return made([pia_audit.read(sample_path)], folder / "sample.html")


@pytest.fixture(scope="session")
def decided(sample_path: Path, folder: Path) -> Made:
    """The real report with a decision overdue, one that stands, one that sets its finding aside, one gone stale."""
    edition = pia_audit.read(sample_path)
    result = audit(Corpus.of([edition]))
    signs = dict(result.findings.select("rule", "fingerprint").reverse().iter_rows())  # the first of each rule
    verdicts: dict[str, Verdict] = {"PIA302": "correct", "PIA301": "open", "PIA106": "fine"}
    made_before = [
        Decision(edition.report_id, verdict, HOSTILE, "監査係", signs[rule], rule, None, date(2026, 4, 1), until)
        for (rule, verdict), until in zip(verdicts.items(), (date(2026, 5, 1), date(2027, 1, 1), None), strict=True)
    ]
    made_before.append(Decision(edition.report_id, "fine", "前の版", "監査係", "0" * 16, "PIA302"))
    laid = apply(result, made_before, date(2026, 11, 25))
    return page_of(laid, folder / "decided.html")


@pytest.fixture(scope="session")
def sample_en(sample_path: Path, folder: Path) -> Made:
    """The same in English."""
    return made([pia_audit.read(sample_path)], folder / "sample-en.html", "en")


@pytest.fixture(scope="session")
def large(folder: Path) -> Made:
    """A report with 300 rows and faults."""
    editions = generate(2, form="form3-2024", editions=12, changes=(22, 28), faults=list(FAULTS)[:8]).editions
    return made(editions[-1:], folder / "large.html")


@pytest.fixture(scope="session")
def editions(folder: Path) -> Made:
    """Three editions of one report, one difference of which has no row."""
    return made([pia_audit.read(p) for p in sorted((DATA / "tebiki-01").glob("*.txt"))], folder / "editions.html")


@pytest.fixture(scope="session")
def several(folder: Path) -> Made:
    """Eight reports of two editions each, taken for more than a page shows whole."""
    kinds = list(FAULTS)
    many = [e for n in range(8) for e in generate(100 + n, editions=2, faults=kinds[n % 5 : n % 5 + 2]).editions]
    lost = (Unread("folder/<b>scan</b>.pdf", "pdf-scan", params={"page": 1}),)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(page, "WHOLE", 100)
        return made(many, folder / "several.html", unread=lost)


@pytest.fixture(scope="session")
def few(folder: Path) -> Made:
    """Two reports, each shown whole."""
    many = [e for n in (7, 8) for e in generate(n, editions=2, faults=["undocumented_change"]).editions]
    return made(many, folder / "few.html", "en")


@pytest.fixture(scope="session")
def attack(sample_path: Path, folder: Path) -> Made:
    """The hostile report."""
    waved = [Suppression("PIA108", "<b>" + HOSTILE, "<i>")]
    lost = (Unread("<img src=x>\ud800.pdf", "pdf-broken"),)
    return made([hostile(pia_audit.read(sample_path))], folder / "attack.html", unread=lost, suppressions=waved)


@pytest.fixture
def look(browser: Any) -> Iterator[Callable[..., Opened]]:
    """Opens a page in a context of its own; what it complains about or asks for is written down."""
    contexts = []

    def opened(report: Made, *, width: int = 1280, **options: Any) -> Opened:
        context = browser.new_context(viewport={"width": width, "height": 900}, reduced_motion="reduce", **options)
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        visit = Opened(context.new_page())
        visit.page.on("console", lambda m: visit.complaints.append(m.text))
        visit.page.on("pageerror", lambda e: visit.complaints.append(str(e)))
        visit.page.on("request", lambda r: visit.requests.append(r.url))
        visit.page.goto(report.path.as_uri())
        return visit

    yield opened
    for context in contexts:
        context.close()
