"""The questions as data: every rule is asked once, and "fine" is said only where it was seen."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from commands import run
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

import pia_audit
from pia_audit.audits.settings import BadSettings, load
from pia_audit.checklists.answers import Answer
from pia_audit.checklists.basis import make
from pia_audit.checklists.decision_table import vocabulary
from pia_audit.checklists.questions import BadQuestions, all_areas, shipped
from pia_audit.checklists.readable import TOKENS
from pia_audit.messages.wording import catalogue
from pia_audit.model import Edition
from pia_audit.model.frames import Corpus
from pia_audit.rules.catalogue import codes, entry
from pia_audit.synthetic import FAULTS, generate

ROOT = Path(__file__).parents[2]
TODAY = date(2026, 5, 1)


def _answers(*editions: Edition, **options: object) -> dict[str, Answer]:
    _, reports = make(Corpus.of(editions), today=TODAY, **options)  # type: ignore[arg-type]
    assert len(reports) == 1
    return {a.question.id: a for a in reports[0].answers}


def _read(name: str) -> Edition:
    return pia_audit.read(ROOT / "data" / name)


def test_every_rule_answers_exactly_one_question() -> None:
    """No code of the catalogue is asked twice or not at all, and each names a question that there is."""
    asked = Counter(code for area in shipped() for q in area.questions for code in q.rules)
    assert asked == Counter(codes())
    assert {entry(code).question for code in codes()} <= {q.id for area in shipped() for q in area.questions}


def test_questions_are_whole_in_both_languages() -> None:
    """Ids are unique and in the order of their areas, each question has its prose twice, and those without a rule say
    what to look at."""
    areas = shipped()
    titles = [a.ja for a in areas]
    assert titles == ["記載", "変更記録", "提出時期", "しきい値", "根拠法令", "見直し", "内部整合", "公表"]
    for number, area in enumerate(areas, 1):
        assert [q.id for q in area.questions] == [f"{number}-{n}" for n in range(1, len(area.questions) + 1)]
        for q in area.questions:
            assert q.ja.ask.endswith(("か。", "か）。"))
            assert q.ja != q.en
            assert "違反" not in f"{q.ja}{q.en}"
            assert q.reads or not q.rules


def test_every_obstacle_has_its_words() -> None:
    """Each reason why the tool cannot tell has a sentence in both languages."""
    source = "".join((ROOT / f"pia_audit/checklists/{n}.py").read_text("utf-8") for n in ("readable", "answers"))
    for lang in ("ja", "en"):
        assert all(f'"{code}"' in source for code in catalogue(lang, "checklist")["why"])
    assert set(catalogue("ja", "checklist")["why"]) == set(catalogue("en", "checklist")["why"])


@pytest.mark.parametrize("room", ["checklist", "decisions"])
def test_both_languages_have_the_same_keys(room: str) -> None:
    """No sentence is missing in one of them, and each asks for the same arguments."""
    import string

    ja, en = catalogue("ja", room), catalogue("en", room)
    assert {s: set(t) for s, t in ja.items()} == {s: set(t) for s, t in en.items()}

    def arguments(text: str) -> set[str]:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name}

    assert all(arguments(ja[s][k]) == arguments(en[s][k]) for s in ja for k in ja[s])


def test_heads_and_verdicts_are_read_as_they_are_written() -> None:
    """Every head and verdict of the catalogue, in both languages, is one that a filled sheet is read by."""
    from pia_audit.checklists.decision_table import word

    for lang in ("ja", "en"):
        shared, checklist_words = catalogue(lang, "decisions"), catalogue(lang, "checklist")
        for key, text in shared["head"].items():
            assert vocabulary("head")[word(text)] == ("sign" if key == "fingerprint" else key)
        for key in ("by", "number", "ask", "tool"):
            assert vocabulary("head")[word(checklist_words["head"][key])] == key
        assert {vocabulary("verdict")[word(t)]: k for k, t in shared["verdict"].items()} == {
            k: k for k in shared["verdict"]
        }


def test_one_edition_cannot_answer_for_two() -> None:
    """A rule that needs two editions says so; with the edition before, it is answered."""
    older, newer = (_read(f"tebiki-01/{n}.txt") for n in ("2025-06-17", "2026-01-09"))
    alone = _answers(newer)
    for name in ("2-5", "2-6", "2-7", "2-8"):
        assert (alone[name].state, alone[name].why.code) == ("cannot", "one-edition")  # type: ignore[union-attr]
    both = _answers(older, newer)
    assert {both[n].state for n in ("2-5", "2-6", "2-7", "2-8")} <= {"fine", "check"}


def test_what_was_lost_is_never_fine() -> None:
    """The sample's ticks are lost: no question that needs them is fine, and neither is any once a part is unread."""
    answers = _answers(_read("meguro-14/2026-03-18.txt"))
    assert (answers["7-2"].state, answers["7-2"].why.code) == ("cannot", "unreadable")  # type: ignore[union-attr]
    from pia_audit.model import Unread

    edition = _read("kawanari-07/2020-08-31.xlsx")
    lost = replace(edition, unread=(Unread(edition.source, "cell-too-long", "様式!A1", fatal=False),))
    states = {a.state for a in _answers(lost).values()}
    assert "fine" in {a.state for a in _answers(edition).values()}
    assert "fine" not in states


def test_rules_that_did_not_run_answer_nothing() -> None:
    """With rules left out by the settings the question says so and is not fine."""
    answers = _answers(_read("meguro-14/2026-03-18.txt"), ignore=["PIA501"])
    assert (answers["4-1"].state, answers["4-1"].why.code) == ("cannot", "not-run")  # type: ignore[union-attr]


def test_a_fault_is_to_be_checked_under_its_question() -> None:
    """For each kind of injected fault no finding is lost: every one stands under the question of its rule, and every
    question without findings whose rules ran is fine or says why not. A report for each kind, beside each other."""
    made = {fault: generate(seed, editions=3, faults=[fault]) for seed, fault in enumerate(FAULTS)}
    result, reports = make(Corpus.of([e for m in made.values() for e in m.editions]), today=TODAY)
    by_report = result.findings.group_by("report_id").agg("fingerprint")
    signs = {report: set(those) for report, those in by_report.iter_rows()}
    assert len(reports) == len(made)
    for report in reports:
        assert {f for a in report.answers for f in a.findings} == signs[report.report_id]
        for answer in report.answers:
            assert (answer.state == "check") == bool(answer.findings)
            assert (answer.why is None) == (answer.state in ("fine", "check"))


@settings(max_examples=6)
@given(st.integers(0, 60))
def test_signs_come_from_the_content(seed: int) -> None:
    """The same report read again has the same signs; the sign of a question changes with its findings alone."""
    clean = generate(seed, editions=2).editions
    first, again = _answers(*clean), _answers(*reversed(clean))
    assert {q: a.sign for q, a in first.items()} == {q: a.sign for q, a in again.items()}
    assert len({a.sign for a in first.values()}) == len(first)


OWN = """
ja = "○○市の点検項目"
[[question]]
id = "市-1"
ja = { ask = "台帳の控えはありますか。", basis = "○○市の要綱によります。", look = "控えの綴りをご覧ください。" }
"""


def test_a_body_adds_its_own_questions(tmp_path: Path) -> None:
    """From the command line or from the settings, own questions come after the shipped ones and come back."""
    file = tmp_path / "own.toml"
    file.write_text(OWN, encoding="utf-8")
    assert [q.id for q in all_areas([file])[-1].questions] == ["市-1"]
    config = tmp_path / "pia-audit.toml"
    config.write_text('[checklist]\nquestions = ["own.toml"]\n', encoding="utf-8")
    assert load(config).questions == (file,)
    report = ROOT / "data/meguro-14/2026-03-18.txt"
    for arguments in (["--questions", file], ["--config", config]):
        text = run("checklist", report, "--format", "markdown", *arguments).output
        assert "## ○○市の点検項目" in text
        assert "台帳の控えはありますか" in text


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("ja =", "unreadable"),
        ("ja = 'x'", "no-question"),
        (OWN.replace("市-1", "1-1"), "twice"),
        (OWN.replace("市-1", "市:1"), "no-id"),
        (OWN.replace("市-1", "市－１"), "no-id"),
        (OWN.replace("look", "see"), "no-prose"),
        (OWN.replace('id = "', 'rules = ["PIA999"]\nid = "'), "unknown-name"),
        (OWN.replace('id = "', 'sure = "very"\nid = "'), "no-sure"),
        (OWN.replace('id = "', 'rule = []\nid = "'), "unknown-key"),
    ],
)
def test_wrong_questions_are_told(text: str, reason: str, tmp_path: Path) -> None:
    """A file that cannot be used ends with exit status 2, the file's name and what is wrong in it."""
    file = tmp_path / "own.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(BadQuestions) as caught:
        all_areas([file])
    assert caught.value.code == reason
    result = run("checklist", ROOT / "data/meguro-14/2026-03-18.txt", "--questions", file)
    assert result.exit_code == 2
    assert str(file) in result.output


def test_questions_saved_by_an_old_editor_are_told_in_words(tmp_path: Path) -> None:
    """A file in the code page of Windows, one with a folder's backslashes: what to do, nothing of the decoder's."""
    file = tmp_path / "own.toml"
    for content, advice in ((OWN.encode("cp932"), "文字コードを UTF-8 にして"), (b'ja = "a\\d"', "「/」で書くか")):
        file.write_bytes(content)
        result = run("checklist", ROOT / "data/meguro-14/2026-03-18.txt", "--questions", file)
        assert (result.exit_code, result.stdout) == (2, "")
        assert advice in result.stderr
        assert "codec" not in result.stderr


def test_wrong_settings_are_told(tmp_path: Path) -> None:
    """``[checklist]`` takes a list of file names and nothing else."""
    config = tmp_path / "pia-audit.toml"
    for text in ('[checklist]\nquestions = "own.toml"\n', "[checklist]\nother = 1\n", "checklist = 1\n"):
        config.write_text(text, encoding="utf-8")
        with pytest.raises(BadSettings):
            load(config)


def test_tokens_are_all_used_or_kept_for_own_questions() -> None:
    """Every name a question may give is one that the shipped questions use."""
    assert {r for a in shipped() for q in a.questions for r in q.reads} == set(TOKENS)
