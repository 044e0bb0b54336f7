"""``diff``, ``reconcile`` and ``draft`` as an auditor calls them: what they print and end with."""

from __future__ import annotations

import importlib.util
import shutil
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from comparisons import DATA, FIRST, FOLDER, LANGUAGES, NEW, OLD, OTHER, VERBS, answer, call, replaced
from msgspec.structs import replace

from pia_audit.cli import group
from pia_audit.synthetic import generate, to_text

DIFFERENCE = {"documented", "partial", "undocumented", "format-only"}
ROW = {"confirmed", "misquoted", "phantom", "out-of-interval"}


def judged(given: dict[str, Any]) -> list[dict[str, Any]]:
    """The findings about rows, differences and chains; the other families are not these commands' own."""
    return [f for f in given["findings"] if f["rule"].startswith(("PIA2", "PIA3"))]


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    """Two folders with one edition each."""
    for name, file in (("old", OLD), ("new", NEW)):
        (tmp_path / name).mkdir()
        shutil.copy(file, tmp_path / name / "report.txt")
    return tmp_path / "old", tmp_path / "new"


@pytest.fixture
def alone(tmp_path: Path) -> Path:
    """A folder with one edition."""
    shutil.copytree(FOLDER, tmp_path / "alone", ignore=lambda _, names: [n for n in names if n != NEW.name])
    return tmp_path / "alone"


# --- the example data ---------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def maker() -> ModuleType:
    """The script that writes the example data."""
    spec = importlib.util.spec_from_file_location("make_examples", DATA / "make_examples.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_example_files_are_what_the_script_writes(maker: ModuleType, tmp_path: Path) -> None:
    """The committed editions are byte for byte what ``data/make_examples.py`` makes today."""
    written = {p.name: p.read_bytes() for p in maker.write(tmp_path)}
    assert written == {p.name: p.read_bytes() for p in FOLDER.iterdir()}


def test_the_example_s_faults_are_found_and_nothing_else(maker: ModuleType) -> None:
    """``reconcile`` on the folder gives one 2xx or 3xx finding for each fault put in, at its place."""
    findings = {(f["rule"], f["item"], f["row"]) for f in judged(answer("reconcile", FOLDER, status=1))}
    assert findings == {(f.rules[0], f.item_id, f.row_no) for f in maker.made().faults}


def test_the_examples_in_the_help_name_files_that_exist() -> None:
    """Every path in the epilogs of the three commands leads to a file or folder of the repository."""
    for verb in VERBS:
        command = group.get_command(None, verb)  # type: ignore[arg-type]
        assert command is not None
        paths = [DATA.parent / word for word in (command.epilog or "").split() if word.startswith("data/")]
        assert paths
        assert all(p.exists() for p in paths)


# --- JSON ---------------------------------------------------------------------------------------------


def spans_index_the_texts(differences: list[dict[str, Any]]) -> Iterator[bool]:
    """For every hunk whether its spans lead to its texts, inside the texts as read and in reading order."""
    for d in differences:
        at = (0, 0)
        for h in d["hunks"]:
            old, new = d["before"] or "", d["after"] or ""
            yield at[0] <= h["old_start"] <= h["old_end"] <= len(old)
            yield at[1] <= h["new_start"] <= h["new_end"] <= len(new)
            yield h["before"] == old[h["old_start"] : h["old_end"]]
            yield h["after"] == new[h["new_start"] : h["new_end"]]
            yield bool(h["before"] or h["after"])
            at = (h["old_end"], h["new_end"])


def test_json_of_diff_on_two_files() -> None:
    """Each difference has its item, texts, hunks and deepdiff's account; the faults' items are among them."""
    given = answer("diff", OLD, NEW, status=0)
    assert given.keys() == {"version", "differences", "unread"}
    assert given["unread"] == []
    differences = {d["item"]: d for d in given["differences"]}
    assert {"handling.outline", "disclosure.contact"} <= differences.keys()
    assert "department.name" not in differences
    assert all(d.keys() >= {"item", "op", "before", "after", "hunks", "rows", "status"} for d in differences.values())
    assert {d["status"] for d in differences.values()} <= DIFFERENCE
    assert {d["op"] for d in differences.values()} <= {"changed", "added", "removed"}
    assert {(d["old"], d["new"]) for d in differences.values()} == {(OLD.stem, NEW.stem)}
    assert all(spans_index_the_texts(given["differences"]))
    for change in (c for d in differences.values() for c in d["changes"]):
        assert change.keys() == {"path", "what", "op", "before", "after", "status", "rows"}


def test_json_of_reconcile_on_two_files() -> None:
    """``reconcile`` is the JSON of ``audit`` with differences and rows, whose statuses tell the four faults."""
    given = answer("reconcile", OLD, NEW, status=1)
    assert given.keys() == {
        "version",
        "format",
        "reports",
        "findings",
        "matters",
        "unread",
        "unchecked",
        "summary",
        "files",
        "differences",
        "rows",
    }
    assert sorted(f["severity"] for f in judged(given)) == ["error", "error", "error", "warning"]
    status = {d["item"]: d["status"] for d in given["differences"]}
    assert set(status.values()) <= DIFFERENCE
    assert status["disclosure.contact"] == "undocumented"
    assert status["handling.outline"] == "partial"
    assert all(spans_index_the_texts(given["differences"]))
    rows = {r["row"]: r for r in given["rows"]}
    assert all(r.keys() >= {"row", "items", "status"} for r in rows.values())
    assert {r["status"] for r in rows.values()} <= ROW
    assert {n: r["status"] for n, r in rows.items() if r["status"] != "confirmed"} == {8: "misquoted", 9: "phantom"}
    assert {r["edition"] for r in rows.values()} == {NEW.stem}
    for d in given["differences"]:
        assert all(d["item"] in rows[n]["items"] for n in d["rows"])


def test_json_of_draft_on_two_files() -> None:
    """``draft`` gives the rows for the change without a row and for the half of a change that has none."""
    given = answer("draft", OLD, NEW, status=0)
    assert given.keys() == {"version", "rows", "corrections", "unread"}
    assert [r["item_id"] for r in given["rows"]] == ["handling.outline", "disclosure.contact"]
    keys = {"item", "report_id", "item_id", "label", "changed_on", "before", "after", "timing", "reason", "reason_text"}
    assert all(r.keys() == keys | {"kind", "row_no", "why", "lists"} for r in given["rows"])
    assert {(r["kind"], r["row_no"]) for r in given["rows"]} == {("missing", None)}
    assert {r["changed_on"] for r in given["rows"]} == {NEW.stem}
    assert {r["timing"] for r in given["rows"]} <= {"事前", "事後", None}


def test_json_of_draft_has_the_rows_that_are_off_apart() -> None:
    """A misquoted row as it should read, and one whose change is nowhere without a text, each with why."""
    off, nowhere = answer("draft", OLD, NEW, status=0)["corrections"]
    assert [(c["kind"], c["row_no"], c["edition"]) for c in (off, nowhere)] == [
        ("after-misquoted", 8, NEW.stem), ("phantom", 9, NEW.stem),
    ]  # fmt: skip
    assert (off["before"], off["after"]) == (off["printed"]["before"], off["texts"][1]["text"])
    assert off["after"] != off["printed"]["after"] == off["texts"][0]["text"]
    assert (nowhere["before"], nowhere["after"]) == (None, None)
    assert [t["role"] for t in nowhere["texts"]] == ["row", "newer-body"]
    assert [t["name"] for t in off["texts"]] == ["行8（2026-01-09） 変更後", f"本文 {off['item_label']}"]
    assert all(t["name"] in c["why"] for c in (off, nowhere) for t in c["texts"])
    assert all("確認" in c["why"] and "違反" not in c["why"] for c in (off, nowhere))


@pytest.mark.parametrize("verb", VERBS)
def test_two_folders_say_what_their_files_say(verb: str, folders: tuple[Path, Path]) -> None:
    """Two folders with one edition each give what the two files give, other file names aside."""
    by_folder, by_file = (answer(verb, *pair) for pair in (folders, (OLD, NEW)))
    for given in (by_folder, by_file):
        for part in (*given.get("reports", ()), *(e for f in given.get("findings", ()) for e in f["evidence"])):
            part.pop("sources", None), part.pop("source", None)
        given.pop("files", None)
    assert by_folder == by_file


@pytest.mark.parametrize("verb", ["diff", "reconcile"])
def test_one_folder_is_compared_in_time(verb: str) -> None:
    """One folder gives its three editions two by two; of the older pair every change has its row."""
    given = answer(verb, FOLDER)
    pairs = {(d["old"], d["new"]) for d in given["differences"]}
    assert pairs == {(FIRST.stem, OLD.stem), (OLD.stem, NEW.stem)}
    assert {d["status"] for d in given["differences"] if d["new"] == OLD.stem} == {"documented"}
    assert all(spans_index_the_texts(given["differences"]))


def test_draft_of_a_folder_is_the_draft_of_its_pairs() -> None:
    """What is missing in a folder of editions is what is missing between each two of them."""
    pairs = [answer("draft", *pair)["rows"] for pair in ((FIRST, OLD), (OLD, NEW))]
    assert answer("draft", FOLDER, status=0)["rows"] == [*pairs[0], *pairs[1]]


def test_a_tick_without_a_row_is_undocumented(tmp_path: Path) -> None:
    """A box ticked in the newer edition and told by no row is a change without a row, shown as a hunk."""
    older, newer = generate(14, editions=3).editions[0], generate(14, editions=3).editions[1]
    older = replace(older, changes=())
    ticked = replaced(older, risk__audit="[○]自己点検 [ ]内部監査 [○]外部監査", cover__published_on="令和7年6月17日")
    files = tmp_path / "old.txt", tmp_path / "new.txt"
    for file, edition in zip(files, (older, replace(ticked, published_on=newer.published_on)), strict=True):
        file.write_text(to_text(edition), encoding="utf-8", newline="\n")
    given = answer("reconcile", *files)
    (difference,) = given["differences"]
    assert difference["hunks"]
    assert (difference["item"], difference["status"]) == ("risk.audit", "undocumented")
    assert [f["rule"] for f in judged(given)] == ["PIA201"]


# --- what cannot be compared --------------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("verb", VERBS)
def test_the_wrong_order_is_refused_with_both_days(verb: str, lang: str) -> None:
    """The newer edition given first ends with 2 and a sentence that names both 公表日."""
    output = call(verb, NEW, OLD, "--lang", lang, status=2).output
    assert NEW.stem in output
    assert OLD.stem in output
    assert "順序" in output or "順番" in output if lang == "ja" else "wrong order" in output


@pytest.mark.parametrize("verb", VERBS)
def test_editions_of_two_reports_are_refused(verb: str) -> None:
    """Two reports that have nothing to do with each other end with 2 and both their names."""
    given = answer(verb, OLD, OTHER, status=2)
    assert [u["code"] for u in given["unread"]] == ["other-report"]
    assert "霧ノ沢村長/14" in given["unread"][0]["reason"]
    assert "目黒区長/14" in given["unread"][0]["reason"]


@pytest.mark.parametrize("verb", VERBS)
def test_a_folder_with_one_edition_compares_nothing_and_says_so(verb: str, alone: Path) -> None:
    """With nothing to compare there is no difference and no row, and the file is named with the reason."""
    given = answer(verb, alone)
    assert [u["code"] for u in given["unread"]] == ["only-edition"]
    assert given["unread"][0]["source"] == f"{alone.name}/{NEW.name}"
    assert given.get("differences", []) == given.get("rows", []) == []


@pytest.mark.parametrize("verb", ["diff", "draft"])
def test_a_folder_with_one_edition_is_no_failure(verb: str, alone: Path) -> None:
    """An only edition is not an input that could not be read."""
    call(verb, alone, status=0)


def test_a_folder_with_one_edition_is_no_failure_of_reconcile(alone: Path) -> None:
    """``reconcile`` tells the exit statuses apart as ``diff`` and ``draft`` do."""
    assert call("reconcile", alone).exit_code != 2


@pytest.mark.parametrize("verb", VERBS)
def test_a_single_file_may_hold_several_editions(verb: str, tmp_path: Path) -> None:
    """What ``convert`` stored of a folder is compared in time like the folder; of one edition alone it is refused."""
    stored = tmp_path / "stored.json"
    call("convert", FOLDER, stored, status=0)
    by_file, by_folder = answer(verb, stored), answer(verb, FOLDER)
    assert [len(by_file.get(k, [])) for k in ("differences", "rows")] == [
        len(by_folder.get(k, [])) for k in ("differences", "rows")
    ]
    call("convert", NEW, stored, status=0)
    assert call(verb, stored, status=2).stdout == ""


@pytest.mark.parametrize("verb", VERBS)
def test_an_unreadable_file_beside_good_ones_is_named_and_the_rest_compared(verb: str, tmp_path: Path) -> None:
    """A broken file ends the command with 2, is named with the reason, and changes nothing else."""
    mixed = tmp_path / "mixed"
    shutil.copytree(FOLDER, mixed)
    (mixed / "broken.txt").write_bytes(bytes(range(256)) * 4)
    given, clean = answer(verb, mixed, status=2), answer(verb, FOLDER)
    (lost,) = given["unread"]
    assert lost["source"] == f"{mixed.name}/broken.txt"
    assert lost["fatal"]
    assert lost["reason"]
    for part in given.keys() & {"differences", "rows", "summary"}:
        assert given[part] == clean[part]


@pytest.mark.parametrize("arguments", [[""], ["missing.txt"], [OLD, "missing.txt"], [FOLDER, "missing"]])
@pytest.mark.parametrize("verb", VERBS)
def test_what_is_not_there_is_named(verb: str, arguments: list[object]) -> None:
    """A path that leads nowhere ends with 2 and is named."""
    given = answer(verb, *arguments, status=2)
    assert (str(arguments[-1]) or '""') in [u["source"] for u in given["unread"]]


@pytest.mark.parametrize("verb", VERBS)
def test_an_edition_and_itself_do_not_differ(verb: str) -> None:
    """One file given twice has no difference, no new row and nothing to draft."""
    given = answer(verb, OLD, OLD)
    assert given.get("differences", []) == given.get("rows", []) == []


# --- words --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("verb", "status", "phrase"),
    [("diff", 0, "at character"), ("reconcile", 1, "Findings to check"), ("draft", 0, "Ⅰ 関連情報")],
)
def test_commands_speak_english(verb: str, status: int, phrase: str) -> None:
    """``--lang en`` puts the sentences in English; the report's own words and the form's stay as they are."""
    english, japanese = (call(verb, FOLDER, "--lang", lang, status=status).stdout for lang in ("en", "ja"))
    assert phrase in english
    assert english != japanese
    assert "霧ノ沢村" in english


@pytest.mark.parametrize("verb", VERBS)
def test_json_is_the_same_in_both_languages_but_for_sentences(verb: str) -> None:
    """The language changes no key, number, status or text of a report."""
    english, japanese = (answer(verb, FOLDER, "--lang", lang) for lang in LANGUAGES)
    for given in (english, japanese):
        given.pop("unread")
        corrections = given.get("corrections", ())
        texts = [text for c in corrections for text in c["texts"]]
        sentences = (
            "title",
            "message",
            "basis",
            "todo",
            "reason_text",
            "expected_role",
            "actual_role",
            "why",
            "name",
            "where",
        )
        for part in (
            *given.get("findings", ()),
            *given.get("matters", ()),
            *given.get("rows", ()),
            *corrections,
            *texts,
        ):
            for sentence in sentences:
                part.pop(sentence, None)
            for place in part.get("evidence", ()):
                place.pop("role")
    assert english == japanese


@pytest.mark.parametrize("verb", VERBS)
def test_output_goes_to_a_file(verb: str, tmp_path: Path) -> None:
    """``-o`` writes what the screen would have shown, and nothing goes to the screen."""
    file = tmp_path / "out.txt"
    result = call(verb, FOLDER, "-o", file)
    assert result.stdout == ""
    assert file.read_text(encoding="utf-8") == call(verb, FOLDER).stdout
