"""Working folders with invented reports in them, and visitors to their pages."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from app_visits import Visit, visit

EDITIONS = Path(__file__).parents[2] / "data" / "tebiki-01"


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
