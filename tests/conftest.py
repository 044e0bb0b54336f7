"""Hypothesis profiles and the paths every test shares; no test depends on the day, the network or the order."""

from __future__ import annotations

import gc
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

PATIENCE = 120_000  # milliseconds: nothing is too slow for a test on a machine that has other things to do
_COMMON: dict[str, Any] = {
    "deadline": None, "suppress_health_check": [HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
}  # fmt: skip
settings.register_profile("dev", max_examples=60, **_COMMON)
settings.register_profile("ci", max_examples=8, derandomize=True, print_blob=True, **_COMMON)
settings.register_profile("thorough", max_examples=1500, **_COMMON)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE") or ("ci" if os.environ.get("CI") else "dev"))


os.environ.pop("COLUMNS", None)  # test runners set it, and tables would be folded to it


def pytest_addoption(parser: pytest.Parser) -> None:
    """``--regenerate`` writes the golden files again from what the program says now."""
    parser.addoption("--regenerate", action="store_true", help="write the golden files again")


def pytest_collection_finish() -> None:
    """What was collected lives to the end: nothing of it is looked through again for what could be thrown away."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Neighbouring tests go to one worker, so that what a module or a room shares is made once; whoever has nothing
    left takes half of what the other still has. A way named with
    ``--dist`` holds."""
    if config.getoption("dist") != "load":
        return None
    from xdist.scheduler import WorkStealingScheduling

    return WorkStealingScheduling(config, log)


@pytest.fixture(scope="session")
def sample_path() -> Path:
    """The one real report of the repository."""
    return Path(__file__).parent.parent / "data" / "meguro-14" / "2026-03-18.txt"


@pytest.fixture(scope="session")
def sample_text(sample_path: Path) -> str:
    """The real report as text."""
    return sample_path.read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def program() -> Callable[[str], str]:
    """Where a program is that a test runs for real; without it a test is left out, or fails where it must be there."""

    def find(name: str) -> str:
        path = shutil.which(name)
        if path is None and os.environ.get("PIA_AUDIT_NEEDS_PROGRAMS"):
            pytest.fail(f"{name} is not installed")
        if path is None:
            pytest.skip(f"{name} is not installed")
        return path

    return find


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
