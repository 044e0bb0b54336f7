"""``--format junit`` and ``github``: what build servers take, whatever stands in a report."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from commands import run
from lxml import etree
from msgspec.structs import replace
from nasty import TEXTS, reconciled

from pia_audit.model import Unread
from pia_audit.reports import github, junit
from pia_audit.reports.report import AuditReport

SAMPLE = "data/meguro-14/2026-03-18.txt"

SCHEMA = """
<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">
 <xs:complexType name="outcome" mixed="true">
  <xs:attribute name="type" type="xs:string"/><xs:attribute name="message" type="xs:string"/>
 </xs:complexType>
 <xs:element name="testsuites"><xs:complexType>
  <xs:sequence><xs:element ref="testsuite" minOccurs="0" maxOccurs="unbounded"/></xs:sequence>
  <xs:attribute name="name" type="xs:string"/><xs:attribute name="tests" type="xs:integer"/>
  <xs:attribute name="failures" type="xs:integer"/><xs:attribute name="errors" type="xs:integer"/>
 </xs:complexType></xs:element>
 <xs:element name="testsuite"><xs:complexType>
  <xs:sequence><xs:element ref="testcase" minOccurs="0" maxOccurs="unbounded"/></xs:sequence>
  <xs:attribute name="name" type="xs:string" use="required"/>
  <xs:attribute name="tests" type="xs:integer" use="required"/>
  <xs:attribute name="failures" type="xs:integer" use="required"/>
  <xs:attribute name="errors" type="xs:integer" use="required"/><xs:attribute name="skipped" type="xs:integer"/>
 </xs:complexType></xs:element>
 <xs:element name="testcase"><xs:complexType>
  <xs:choice minOccurs="0">
   <xs:element name="skipped" type="outcome"/><xs:element name="error" type="outcome"/>
   <xs:element name="failure" type="outcome"/><xs:element name="system-out" type="xs:string"/>
  </xs:choice>
  <xs:attribute name="name" type="xs:string" use="required"/><xs:attribute name="classname" type="xs:string"/>
 </xs:complexType></xs:element>
</xs:schema>
"""
"""What the schemas of Ant, Maven and the build servers have in common, as far as it is written here."""


@pytest.fixture(autouse=True)
def _at_home(sample_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(sample_path.parents[2])


def _checked(text: str) -> etree._Element:
    root = etree.fromstring(text.encode("utf-8"))
    etree.XMLSchema(etree.fromstring(SCHEMA)).assertValid(root)
    return root


def _outcomes(root: etree._Element) -> list[str]:
    return [next((str(child.tag) for child in case), "passed") for case in root.iter("testcase")]


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_each_finding_is_a_case_by_its_severity(lang: str) -> None:
    """Errors and warnings fail, remarks pass with their words; the numbers are those of the JSON."""
    options = ("--lang", lang, "--select", "PIA1,PIA3")
    root = _checked(run("audit", SAMPLE, *options, "--format", "junit").stdout)
    findings = json.loads(run("audit", SAMPLE, *options, "--format", "json").stdout)["findings"]
    of = {"error": "failure", "warning": "failure", "info": "system-out"}
    assert _outcomes(root) == [of[f["severity"]] for f in findings]
    assert {"failure", "system-out"} <= set(_outcomes(root))
    (suite,) = root
    counts = {k: int(suite.get(k) or 0) for k in ("tests", "failures", "errors", "skipped")}
    failures = _outcomes(root).count("failure")
    assert counts == {"tests": len(findings), "failures": failures, "errors": 0, "skipped": 0}
    assert all(f["fingerprint"] in (case.get("name") or "") for f, case in zip(findings, suite, strict=True))


def test_what_is_set_aside_is_skipped_and_what_is_clean_passes(tmp_path: Path) -> None:
    """With the reason; a file that cannot be read is an error in a suite of its own."""
    config = tmp_path / "s.toml"
    config.write_text('[[suppress]]\ncode = "PIA302"\nreason = "見た"\nby = "監査"\n', encoding="utf-8")
    output = run("audit", SAMPLE, "--config", config, "--select", "PIA302", "--format", "junit").stdout
    root = _checked(output)
    assert _outcomes(root) == ["skipped"]
    assert "見た" in (root.find(".//skipped").get("message") or "")
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.4 nothing")
    root = _checked(run("audit", SAMPLE, tmp_path / "broken.pdf", "--select", "PIA401", "--format", "junit").stdout)
    assert _outcomes(root) == ["passed", "error"]
    assert (root.get("tests"), root.get("errors"), root.get("failures")) == ("2", "1", "0")


_COMMAND = re.compile(r"::(error|warning|notice)(?: ((?:\w+=[^,:\r\n]*)(?:,\w+=[^,:\r\n]*)*))?::([^\r\n]*)")


def _commands(text: str) -> Iterator[tuple[str, dict[str, str], str]]:
    """The commands as a workflow reads them; a line that is none may not look like one."""
    *lines, last = text.splitlines()
    assert "::" not in last
    for line in lines:
        match = _COMMAND.fullmatch(line)
        assert match is not None, line
        pairs = dict(p.split("=", 1) for p in (match[2] or "").split(",") if p)
        yield match[1], {k: _plain(v) for k, v in pairs.items()}, _plain(match[3])


def _plain(text: str) -> str:
    for character, escape in ((",", "%2C"), (":", "%3A"), ("\n", "%0A"), ("\r", "%0D"), ("%", "%25")):
        text = text.replace(escape, character)
    return text


def test_each_finding_is_an_annotation_at_its_line() -> None:
    """By severity, with file and line as the JSON's first evidence has them."""
    findings = json.loads(run("audit", SAMPLE, "--select", "PIA1,PIA3", "--format", "json").stdout)["findings"]
    commands = list(_commands(run("audit", SAMPLE, "--select", "PIA1,PIA3", "--format", "github").stdout))
    of = {"error": "error", "warning": "warning", "info": "notice"}
    assert [level for level, _, _ in commands] == [of[f["severity"]] for f in findings]
    for (_, properties, message), f in zip(commands, findings, strict=True):
        line = re.match(r"L(\d+)", f["evidence"][0]["locator"])
        assert line is not None
        assert (properties["file"], properties["line"]) == (SAMPLE, line[1])
        assert properties["title"].startswith(f["rule"])
        assert f["message"] in message


def test_what_is_set_aside_has_no_annotation() -> None:
    """Else it would stand in every run for ever."""
    report = reconciled(TEXTS[0])[1]
    aside = replace(report, findings=tuple(replace(f, suppressed="seen") for f in report.findings), unread=())
    assert list(_commands(github.audit(aside))) == []


def _renamed(report: AuditReport, text: str) -> AuditReport:
    """The report read from a file of that name, with a loss that the name and the place tell."""
    lost = (*report.unread, Unread(text, "cannot-open", text, {"reason": text}))
    findings = tuple(
        replace(f, title=text, evidence=tuple(replace(e, source=text) for e in f.evidence)) for f in report.findings
    )
    return replace(report, findings=findings, unread=lost)


@pytest.mark.parametrize("text", [*TEXTS, "::error::no%0A,:x", "\n::set-output name=a::b", "\ufffe\ud800"])
def test_no_text_of_a_report_breaks_either(text: str) -> None:
    """The XML is whole and valid, and every line of the other is the one command meant."""
    report = _renamed(reconciled(text if "\ud800" not in text else TEXTS[0])[1], text)
    assert report.findings
    outcomes = _outcomes(_checked(junit.audit(report)))
    assert len(outcomes) == len(report.findings) + len([u for u in report.unread if u.code == "cannot-open"])
    commands = list(_commands(github.audit(report)))
    assert len(commands) == len(report.findings) + 1
    assert all(properties["title"].endswith(text) for _, properties, _ in commands[: len(report.findings)])
