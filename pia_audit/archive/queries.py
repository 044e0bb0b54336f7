"""The archive's views: those that read like tables, and one for each question people have."""

from __future__ import annotations

from pia_audit.archive import schema
from pia_audit.archive.schema import ROWS, Table, View, view_of

_HEADS = {"report_id": "body and number of the report", "agency": "評価実施機関名", "report_no": "評価書番号",
          "title": "評価書名", "form": "様式", "form_version": "version of the form",
          "published_on": "公表日, ISO; NULL where it is not known"}  # fmt: skip
_DECISION = {
    "report_id": "the report", "verdict": "fine, correct, open or not-applicable", "reason": "why",
    "by": "who decided", "fingerprint": "the finding, or", "rule": "its code",
    "question": "the question of the 自己点検票", "on": "when it was decided, ISO",
    "until": "when it is due, or to be looked at again", "source": "the sheet it was read from",
    "item": "what the finding is about", "seen": "sign of what had been seen for the question",
    "edition": "sha256 of the edition that was looked at",
}  # fmt: skip


def _editions() -> View:
    position = f"(p.id % {ROWS} - 1)"
    meanings = {c.name: c.meaning.partition(";")[0] for c in schema.EDITIONS.columns}
    columns = [
        ("id", "p.id", meanings.pop("id")),
        ("entry", f"p.id / {ROWS}", "the entry it belongs to: entries.number"),
    ]
    columns += [(n, f"json_extract(e.about, '$[' || {position} || '].{n}')", meaning) for n, meaning in _HEADS.items()]
    defaults = {"source": "coalesce(p.source, e.path)", "sha256": "coalesce(p.sha256, e.content)"}
    columns += [(n, defaults.get(n, f"p.{n}"), meaning) for n, meaning in meanings.items()]
    source = f"FROM editions_in_entries p JOIN entries e ON e.number = p.id / {ROWS}"
    return view_of("editions", "評価書の版 / an edition of a report", columns, source)


def _quotes() -> View:
    columns = [("change", "p.id", "changes.id"), ("entry", f"p.id / {ROWS}", "the entry it belongs to: entries.number")]
    columns += [
        (c.name, f'"text of {c.name}".text' if c.text else f"q.{c.name}", c.meaning) for c in schema.QUOTES.columns[1:]
    ]
    texts = "".join(f' LEFT JOIN texts "text of {n}" ON "text of {n}".id = q.{n}' for n in ("before", "after"))
    return view_of("quotes", schema.QUOTES.row, columns,
                  f"FROM changes_in_entries p JOIN quotes_once q ON q.once = p.once{texts}")  # fmt: skip


def _decisions() -> View:
    columns = [("entry", "number", "the entry it belongs to: entries.number")]
    columns += [(n, f"json_extract(about, '$.{n}')", meaning) for n, meaning in _DECISION.items()]
    source = "FROM entries WHERE kind = 'decision' AND json_valid(about)"
    return view_of("decisions", "判定 / what a person decided", columns, source)


READABLE = (_editions(), *(c.view for c in schema.CONTENTS), _quotes(), _decisions())
"""Views that read like tables."""

QUESTIONS = (
    View("standing_editions", "差し替えられていない版 / editions that no later entry corrects",
         "SELECT * FROM editions WHERE entry NOT IN (SELECT corrects FROM entries WHERE corrects IS NOT NULL)"),
    View("latest_editions", "各評価書の最新の版はどれか / which is the latest edition of each report",
         "SELECT * FROM (SELECT *, row_number() OVER (PARTITION BY report_id ORDER BY published_on DESC, id DESC)"
         " AS age FROM standing_editions) WHERE age = 1"),
    View("latest_items", "最新の版には何と書いてあるか / what does the latest edition say",
         "SELECT e.report_id, e.published_on, i.* FROM latest_editions e\n"
         f"JOIN items i ON i.id BETWEEN e.entry * {ROWS} AND e.entry * {ROWS} + {ROWS - 1} AND i.edition = e.id"),
    View("changes_by_section", "どの章がいつ変わったか / which chapter was changed when (rows of the latest editions)",
         "SELECT e.report_id, coalesce(json_extract(i.path, '$[0]'), '') AS section, c.changed_on, c.row_no, c.label,"
         " i.item_id, i.label AS item_label, c.before, c.after, c.timing\n"
         "FROM latest_editions e\n"
         f"JOIN changes c ON c.id BETWEEN e.entry * {ROWS} AND e.entry * {ROWS} + {ROWS - 1} AND c.edition = e.id\n"
         "LEFT JOIN json_each(c.item_ids) m LEFT JOIN items_once i ON i.id =\n"
         "(SELECT o.id FROM items_in_entries p JOIN items_once o ON o.id = p.once AND o.item_id = m.value\n"
         f"WHERE p.id BETWEEN e.entry * {ROWS} AND e.entry * {ROWS} + {ROWS - 1} AND p.edition = e.id % {ROWS} - 1)"),
    View("latest_decisions", "最後の判定は何か / the last decision about each finding and question",
         "SELECT * FROM (SELECT *, row_number() OVER (PARTITION BY report_id, fingerprint, question"
         " ORDER BY entry DESC) AS age FROM decisions) WHERE age = 1"),
    View("latest_findings", "最後に記録した検査の指摘 / findings of the audit recorded last",
         f"SELECT * FROM findings WHERE id >= (SELECT max(number) FROM entries WHERE kind = 'audit') * {ROWS}"),
    View("undecided_findings", "まだ判定していない指摘はどれか / which findings has nobody decided on",
         "SELECT * FROM latest_findings WHERE suppressed IS NULL AND (coalesce(report_id, ''), fingerprint) NOT IN"
         " (SELECT report_id, fingerprint FROM decisions WHERE fingerprint IS NOT NULL)"),
    View("decisions_past_due", "期限を過ぎた是正・確認中はどれか / which decisions are past their day",
         "SELECT * FROM latest_decisions WHERE verdict IN ('correct', 'open') AND until < date('now', 'localtime')"),
)  # fmt: skip

RELATIONS: tuple[Table | View, ...] = (schema.ENTRIES, schema.ORIGINALS, *READABLE)
"""What is read in questions: two tables, and the views that read like tables."""


def statements() -> dict[str, str]:
    """Every table, view and guard by name, with the statement that makes it, in an order in which they can be made."""
    made = {t.name: t.statement for t in schema.TABLES} | {v.name: v.statement for v in (*READABLE, *QUESTIONS)}
    return made | dict(schema.guards())


STANDING = f"WITH editions AS ({READABLE[0].query}), standing_editions AS ({QUESTIONS[0].query})"
"""Begins a query that asks for standing editions as they are, whatever somebody made of the file's views."""
