"""Working folders with invented reports in them, and visitors to their pages."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from app_visits import Visit, visit

EDITIONS = Path(__file__).parents[2] / "data" / "tebiki-01"
PATIENCE = 120_000  # milliseconds: nothing is too slow for a test on a machine that has other things to do


@pytest.fixture(scope="session")
def worked(tmp_path_factory: pytest.TempPathFactory) -> Visit:
    """A desk with the editions of one report, for looking only."""
    visitor = visit(tmp_path_factory.mktemp("worked"))
    visitor.put(*((f"令和7年度/{p.name}", p.read_bytes()) for p in sorted(EDITIONS.glob("*.txt"))))
    return visitor


@pytest.fixture
def copied(worked: Visit, tmp_path: Path) -> Callable[[], Visit]:
    """Opens the page on a copy of that desk, any number of times on the same one."""
    folder = tmp_path / "copy"
    folder.mkdir()
    shutil.copy(worked.desk.archive, folder)
    return lambda: visit(folder)


@pytest.fixture
def empty(tmp_path: Path) -> Visit:
    """A desk with nothing on it."""
    return visit(tmp_path / "empty")


@pytest.fixture(scope="session")
def browser(program: Callable[[str], str]) -> Iterator[Any]:
    """Chromium, for real."""
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=program("chromium"), args=["--no-sandbox"], timeout=PATIENCE
        )
        yield chromium
        chromium.close()
