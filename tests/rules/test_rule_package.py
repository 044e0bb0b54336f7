"""What ``new-rule`` writes works as it is: loaded by its entry point it gives its finding, and its own test passes."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Sequence
from pathlib import Path

import pytest
from commands import run

from pia_audit.rules.rule_package import NoPackage, write_package

ROOT = Path(__file__).resolve().parents[2]
GROUP = "pia_audit.rules"
SPOILT = """
import pytest
import our_city_rules
from test_pia901 import *

@pytest.fixture(autouse=True)
def spoilt(monkeypatch):
    monkeypatch.setattr(our_city_rules, "SHORTEST", 2)
"""


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package as the command writes it, with the metadata that an installer makes of its pyproject.toml."""
    folder = tmp_path_factory.mktemp("rules") / "our-city-rules"
    result = run("new-rule", "pia901", folder)
    assert result.exit_code == 0, result.stderr
    project = tomllib.loads((folder / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    info = folder / f"{project['name'].replace('-', '_')}-{project['version']}.dist-info"
    info.mkdir()
    head = f"Metadata-Version: 2.1\nName: {project['name']}\nVersion: {project['version']}\n"
    (info / "METADATA").write_text(head, encoding="utf-8")
    points = "".join(f"{name} = {module}\n" for name, module in project["entry-points"][GROUP].items())
    (info / "entry_points.txt").write_text(f"[{GROUP}]\n{points}", encoding="utf-8")
    return folder


def _python(package: Path, *words: str) -> subprocess.CompletedProcess[str]:
    paths = os.pathsep.join([str(package), str(ROOT)])
    env = {**os.environ, "PYTHONPATH": paths, "PYTHONUTF8": "1", "PIA_AUDIT_LANG": "en"}
    command = [sys.executable, *words]
    return subprocess.run(command, cwd=package, env=env, capture_output=True, encoding="utf-8", check=False)


def _program(package: Path, *words: str) -> str:
    done = _python(package, "-m", "pia_audit", *words)
    assert done.returncode in (0, 1), done.stderr
    return done.stdout


def test_the_rule_gives_its_finding_and_is_explained(package: Path, tmp_path: Path) -> None:
    """Through the mechanism for installed packages: a report with a short outline has it, the shipped one has not."""
    (tmp_path / "short.json").write_text(_report("手当の支給。"), encoding="utf-8")
    (tmp_path / "long.json").write_text(
        _report("手当の認定、支給、現況の確認及び資格の喪失に関する事務。"), encoding="utf-8"
    )
    paths = [str(tmp_path / name) for name in ("short.json", "long.json")]
    document = json.loads(_program(package, "audit", *paths, "--select", "PIA9", "--format", "json"))
    (finding,) = document["findings"]
    assert (finding["rule"], finding["item"], finding["severity"]) == ("PIA901", "handling.outline", "info")
    assert "has 6 characters (our guide asks for 20)" in finding["message"]
    assert finding["evidence"][0]["text"] == "手当の支給。"
    assert "Short outline" in _program(package, "explain", "PIA901")


def _report(outline: str) -> str:
    items = [{"item_id": "handling.outline", "text": outline}]
    head = {"agency": "見本市長", "report_no": str(len(outline)), "title": "t", "form_key": "form2-2024"}
    edition = {**head, "published_on": "2025-04-01", "items": items, "changes": []}
    return json.dumps({"format": "pia-report/1", "editions": [edition]})


def test_its_own_test_passes_and_can_fail(package: Path) -> None:
    """As written; and not where the rule asks for something else."""
    (package / "tests" / "test_spoilt.py").write_text(SPOILT, encoding="utf-8")
    done = _python(package, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", "tests")
    assert re.findall(r"^FAILED tests/(\S+)", done.stdout, re.MULTILINE) == ["test_spoilt.py::test_examples[fires-1]"]
    assert "1 failed, 3 passed" in done.stdout


@pytest.mark.parametrize("code", ["PIA301", "PIA9", "PIA900", "PIA9011", "../PIA901", ""])
def test_a_code_that_is_not_free_is_refused(code: str, tmp_path: Path) -> None:
    """Nothing is written."""
    with pytest.raises(NoPackage):
        write_package(code, tmp_path / "x")
    assert list(tmp_path.iterdir()) == []


def _names(paths: Sequence[Path], folder: Path) -> list[str]:
    return [p.relative_to(folder).as_posix() for p in paths]


@pytest.mark.parametrize(
    ("name", "module"), [("our.city", "our_city"), ("市の規則", "own_rules"), ("2rules", "own_rules")]
)
def test_the_module_has_a_name_that_python_can_have(name: str, module: str, tmp_path: Path) -> None:
    """Whatever the folder is called."""
    made = _names(write_package("PIA950", tmp_path / name), tmp_path / name)
    assert made == ["pyproject.toml", f"{module}/__init__.py", f"{module}/PIA950.toml", "tests/test_pia950.py"]
    assert all("{{" not in (tmp_path / name / file).read_text(encoding="utf-8") for file in made)


def test_a_folder_that_holds_something_is_left_alone(tmp_path: Path) -> None:
    """In words, with exit status 2."""
    (tmp_path / "mine.txt").write_text("x", encoding="utf-8")
    result = run("new-rule", "PIA901", tmp_path, "--lang", "en")
    assert (result.exit_code, [p.name for p in tmp_path.iterdir()]) == (2, ["mine.txt"])
    assert "holds something already" in result.stderr
