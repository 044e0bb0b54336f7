"""How tests call the command line, and what the real report must give, read out of it by hand."""

from __future__ import annotations

import json
from typing import Any

from click.testing import CliRunner, Result

from pia_audit.cli import group

# Every finding the report gives, as (rule, row, item), with what a reader sees there.
FINDINGS = [
    # 変更前 says 令和5年9月1日, while the row before (25, 26) had left 令和7年1月1日.
    ("PIA301", 34, "threshold.subjects_as_of"),
    ("PIA301", 35, "threshold.handlers_as_of"),
    # Row 6 left 1万人以上10万人未満; the body says 1,000人以上1万人未満 and no row says why.
    ("PIA302", 6, "threshold.subjects"),
    # 十分である → 特に力を入れている, where the form asks 特に力を入れて行っている and so on.
    ("PIA106", 29, "risk.training"),
    # 1 同左 以下を追加
    ("PIA206", 16, "handling.outline"),
    # 変更前 shows part 1 alone, 変更後 parts 1 and 2; rows 9 and 10 show that part 2 was there.
    ("PIA207", 23, "number_use.legal_basis"),
    ("PIA207", 24, "network.legal_basis"),
    # 特定個人情報情報 in the row, 特定個人個人情報 in the body; 命令第1項 in the row, 命令表第1項 in the body.
    ("PIA303", 31, "risk.priority.grounds"),
    ("PIA303", 37, "number_use.legal_basis"),
    # ② where the form has none; ③ for ②. Words left out of a name (rows 10, 13, 17) contradict nothing.
    ("PIA102", 9, "number_use.legal_basis"),
    ("PIA102", 16, "handling.outline"),
    ("PIA102", 36, "handling.outline"),
    # 当該対策は十分か(再掲) 判断の根拠, without the section.
    ("PIA103", 31, "risk.priority.grounds"),
    # The texts of 判断の根拠 begin with the answer to the question above it.
    ("PIA104", 28, "risk.manual.error"),
    ("PIA104", 31, "risk.priority.restated"),
    # 令和1年9月1日 as first written; its later quotations in rows 7 and 8 are faithful.
    ("PIA108", 4, "threshold.subjects_as_of"),
    ("PIA108", 5, "threshold.handlers_as_of"),
    # The option list alone, and boxes of which the state is lost.
    ("PIA105", None, "network.use"),
    ("PIA105", None, "article9.applied"),
    ("PIA105", None, "risk.outsourcing.none"),
    ("PIA105", None, "risk.transfer.none"),
    ("PIA105", None, "risk.network.none_acquire"),
    ("PIA105", None, "risk.network.none_provide"),
    ("PIA105", None, "risk.manual.none"),
    ("PIA105", None, "risk.audit"),
    ("PIA105", None, "risk.priority.full_assessment"),
    # 社会保険報酬支払基金, written by row 16 and still in the body.
    ("PIA806", 16, "handling.outline"),
]
SUMMARY = {"error": 4, "warning": 17, "info": 6}
# The families that hold the report against itself and its form; those of law and timing have tests of their own.
FAMILIES = [word for family in ("PIA1", "PIA2", "PIA3", "PIA8") for word in ("--select", family)]


def run(*args: object, env: dict[str, str | None] | None = None) -> Result:
    """The command in this process; anything but a clean exit is a failure of the test."""
    result = CliRunner().invoke(group, [str(a) for a in args], env={"PIA_AUDIT_LANG": None, **(env or {})})
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result


def on_archive(verb: str, path: object, *more: object) -> Result:
    """A verb of ``archive``, or ``audit``, of an archive."""
    return run("audit", path, *more) if verb == "audit" else run("archive", verb, path, *more)


def audited(*args: object, **kwargs: Any) -> dict[str, Any]:
    """The JSON of ``audit``, of the families above unless the arguments say otherwise."""
    chosen = [] if "--select" in args or "--config" in args else FAMILIES
    loaded: dict[str, Any] = json.loads(run("audit", *args, *chosen, "--format", "json", **kwargs).stdout)
    return loaded
