"""The archive's tables: what each holds, and the statements that make them.

One place: the file is made from it, is held against it when it is opened, and the table in the manual is written from
it. What a column means stands as a comment in the statement, which SQLite keeps, so the file documents itself; of a
:class:`Content` it stands in the view.

A text, and what is the same in edition after edition, is kept once: a :class:`Content` is a table of places, which
says what an entry holds in which order, a table of what is kept once, and a view of both that reads like one table.

Every row of a table of places has an ``id`` that begins with the number of its entry: entry × :data:`ROWS` + the row's
place in it. So the rows of an entry are found without an index, which may be damaged, and lie together in the file.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

VERSION = 1
"""``PRAGMA user_version`` of a file with these tables; one with a higher number is a newer program's."""

ROWS = 10_000_000
"""An entry has fewer rows than this in each table."""

Home = Literal["entry", "edition", "once"]


class Column(Struct, frozen=True):
    """A column: its name, its type in SQL with what binds it, and what it holds.

    ``home`` says where a column of a :class:`Content` lies: with the ``entry``, or kept ``once``; ``edition`` is the
    edition's place in its file. Where ``text``, what lies there is the number of a text.
    """

    name: str
    kind: str
    meaning: str
    home: Home = "entry"
    text: bool = False

    @property
    def line(self) -> str:
        """The column in the statement that makes its table."""
        kind = "INTEGER REFERENCES texts(id)" if self.text else self.kind
        return f'"{self.name}" {kind}'.rstrip()

    @property
    def value(self) -> str:
        """What gives the column's value in a content's query."""
        if self.text:
            return f'"text of {self.name}".text'
        if self.home == "edition":
            return f"p.id / {ROWS} * {ROWS} + 1 + p.edition"
        return f'{_ALIAS[self.home]}."{self.name}"'


_ALIAS: dict[Home, str] = {"entry": "p", "edition": "p", "once": "o"}


class Table(Struct, frozen=True):
    """A table of the file and what a row of it is, in Japanese and English; ``key`` binds several columns."""

    name: str
    row: str
    columns: tuple[Column, ...]
    key: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """The columns' names, in order."""
        return tuple(c.name for c in self.columns)

    @property
    def statement(self) -> str:
        """The statement that makes it, with what everything means as comments."""
        lines = [*((c.line, c.meaning) for c in self.columns), *([(self.key, "")] if self.key else [])]
        return f'CREATE TABLE "{self.name}" ( -- {self.row}\n{_commented(lines)}\n){" WITHOUT ROWID" * bool(self.key)}'

    @property
    def insertion(self) -> str:
        """The statement that adds a row."""
        names = ", ".join(f'"{n}"' for n in self.names)
        return f'INSERT INTO "{self.name}" ({names}) VALUES ({", ".join("?" * len(self.names))})'


class View(Struct, frozen=True):
    """A view and the question it answers, or what a row of it is, in Japanese and English.

    ``columns`` are those of a view that stands for a table; the others are as their query says.
    """

    name: str
    row: str
    query: str
    columns: tuple[Column, ...] = ()

    @property
    def statement(self) -> str:
        """The statement that makes it."""
        return f'CREATE VIEW "{self.name}" AS -- {self.row}\n{self.query}'


class Content(Struct, frozen=True):
    """Rows that entries hold, under the name of the view that shows them."""

    name: str
    row: str
    columns: tuple[Column, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The columns' names, in order, without ``id`` and ``entry``."""
        return tuple(c.name for c in self.columns)

    @property
    def places(self) -> Table:
        """The table of what each entry has of its own."""
        reference = Column("once", f"INTEGER NOT NULL REFERENCES {self.name}_once(id)", "the rest of the row")
        start = Column("id", "INTEGER PRIMARY KEY", _ID)
        columns = tuple(replace(c, meaning="") for c in self.columns if c.home != "once")
        return Table(
            f"{self.name}_in_entries", f"{self.row}: what its entry has of its own", (start, *columns, reference)
        )

    @property
    def shared(self) -> Table:
        """The table of what is kept once for all entries in which it is the same."""
        columns = tuple(replace(c, meaning="") for c in self.columns if c.home == "once")
        row = f"{self.row}: what is the same in entry after entry"
        return Table(f"{self.name}_once", row, (Column("id", "INTEGER PRIMARY KEY", "1, 2, 3 …"), *columns))

    @property
    def source(self) -> str:
        """Where its rows are: ``p`` the places, ``o`` what is kept once, and the texts of both."""
        texts = [
            f' LEFT JOIN texts "text of {c.name}" ON "text of {c.name}".id = {_ALIAS[c.home]}."{c.name}"'
            for c in self.columns
            if c.text
        ]
        joined = f" LEFT JOIN {self.name}_once o ON o.id = p.once"
        return f"FROM {self.name}_in_entries p{joined}{''.join(texts)}"

    @property
    def query(self) -> str:
        """The rows as they were put in, each with its id in front."""
        return f"SELECT p.id, {', '.join(c.value for c in self.columns)} {self.source}"

    @property
    def view(self) -> View:
        """The view that reads like one table; a text has its number beside it, for the full-text index."""
        columns = [("id", "p.id", _ID), ("entry", f"p.id / {ROWS}", "the entry it belongs to: entries.number")]
        columns += [(c.name, c.value, c.meaning) for c in self.columns]
        texts = [c for c in self.columns if c.text]
        columns += [(f"{c.name}_id", f'{_ALIAS[c.home]}."{c.name}"', f"texts.id of {c.name}") for c in texts]
        return view_of(self.name, self.row, columns, self.source)


_ID = f"entry × {ROWS} + place of the row in the entry"


def view_of(name: str, row: str, columns: list[tuple[str, str, str]], source: str) -> View:
    """A view that reads like a table, out of name, value and meaning of each column."""
    lines = [(f'{value} AS "{column}"', meaning) for column, value, meaning in columns]
    query = f"SELECT\n{_commented(lines)}\n{source}"
    return View(name, row, query, tuple(Column(column, "", meaning) for column, _, meaning in columns))


def _commented(lines: list[tuple[str, str]]) -> str:
    """Parts of a statement, a line each, with a comma behind each but the last and its meaning as a comment."""
    last = len(lines) - 1
    return "\n".join(
        f"  {part}" + ("" if n == last else ",") + (f" -- {meaning}" if meaning else "")
        for n, (part, meaning) in enumerate(lines)
    )


def _columns(text: str) -> tuple[Column, ...]:
    """Columns written as lines of ``name | type | meaning``; for a content the type may begin with ``once`` and
    ``=text``."""
    return tuple(_column(*(part.strip() for part in line.split("|"))) for line in text.splitlines() if line)


def _column(name: str, kind: str, meaning: str) -> Column:
    is_unique, text = kind.startswith("once"), kind.endswith("=text")
    home: Home = "once" if is_unique else "edition" if name == "edition" else "entry"
    return Column(name, kind.removeprefix("once").removesuffix("=text").strip(), meaning, home, text)


ENTRIES = Table("entries", "登録の記録（追記のみ、ハッシュ値の連鎖） / the log, only ever added to", _columns("""
number | INTEGER PRIMARY KEY | 1, 2, 3 … without a gap
kind | TEXT NOT NULL | edition, decision or audit
layout | INTEGER NOT NULL | which recipe the digest follows (1)
at | TEXT NOT NULL | when it was added, UTC
by | TEXT NOT NULL | who added it
host | TEXT NOT NULL | on which computer
path | TEXT NOT NULL | from where
name | TEXT NOT NULL | the file's name
program | TEXT NOT NULL | the version that added it
content | TEXT NOT NULL | SHA-256 of the original bytes, of about (decision), or of findings and leaves (audit)
size | INTEGER NOT NULL | bytes of what content is the digest of
frames | TEXT NOT NULL | SHA-256 of what was read, as canonical JSON; empty unless kind is edition
about | TEXT NOT NULL | canonical JSON: the editions' heads, the decision, or the audit's counts
corrects | INTEGER | the entry whose place it takes
digest | TEXT NOT NULL | SHA-256 of this record and of the digest before it
"""))  # fmt: skip

ORIGINALS = Table("originals", "登録したファイルのバイト列 / a file's original bytes", _columns("""
entry | INTEGER PRIMARY KEY REFERENCES entries(number) | the entry it belongs to
deflated | INTEGER NOT NULL | 1: compressed with zlib, 0: as it is
data | BLOB NOT NULL | the bytes
"""))  # fmt: skip

TEXTS = Table("texts", "記載された文章（同じものは一度だけ） / a text that stands somewhere, kept once", _columns("""
id | INTEGER PRIMARY KEY | 1, 2, 3 …
text | TEXT NOT NULL | as read
"""))  # fmt: skip

DIGESTS = Table("digests", "一度だけ保存したものの索引 / where what is kept once is found again", _columns("""
digest | BLOB NOT NULL | the first 16 bytes of the SHA-256 of its table's name and its values, as canonical JSON
id | INTEGER NOT NULL | its id in that table
"""), key="PRIMARY KEY (digest)")  # fmt: skip

EDITIONS = Table("editions_in_entries", "評価書の版 / an edition, but for its head in entries.about", _columns(f"""
id | INTEGER PRIMARY KEY | entry × {ROWS} + place of the edition in its file
edition_id | TEXT NOT NULL | report, day and the first signs of the content
form_key | TEXT NOT NULL | 様式 and its version, as the program names them
origin | TEXT NOT NULL | published, or rebuilt from rows
source | TEXT | the file it was read from; NULL: entries.path
sha256 | TEXT | digest of that file; NULL: entries.content
encoding | TEXT NOT NULL | of a text file
unread | TEXT | JSON: what could not be read; NULL: nothing
"""))  # fmt: skip

ITEMS = Content("items", "評価書の項目 / a printed field of an edition", _columns("""
edition | INTEGER NOT NULL | editions.id
item_id | once TEXT NOT NULL | the same in every version of the form
seq | once INTEGER NOT NULL | order in the form
position | once TEXT NOT NULL | 項番 as printed
label | once TEXT NOT NULL | the field's label
kind | once TEXT NOT NULL | text, choice, date, flags or list
text | =text | as read; NULL unless status is read
status | once TEXT NOT NULL | read, blank, unreadable or absent
locator | TEXT NOT NULL | place in the file
hidden | once TEXT | what stands there unseen
path | once TEXT | JSON: levels of the label, chapter first; NULL: none
options | once TEXT | JSON: options printed beside it; NULL: none
struck | once TEXT | what stands there struck through
day | once TEXT | the day a workbook's cell holds, ISO
"""))  # fmt: skip

CHANGES = Content("changes", "変更箇所の行 / a printed row of the change table of an edition", _columns("""
edition | INTEGER NOT NULL | editions.id
row_no | INTEGER NOT NULL | 1 is the first row printed
changed_on | once TEXT | 変更日, ISO; NULL where it is no day
changed_on_text | once TEXT NOT NULL | 変更日 as printed
label | once =text | 項目 as printed
before | once =text | 変更前の記載
after | once =text | 変更後の記載
timing | once TEXT | 事前 or 事後
timing_text | once TEXT NOT NULL | 提出時期 as printed
note | once =text | 提出時期に係る説明
locator | TEXT NOT NULL | place in the file
item_ids | once TEXT | JSON: the items it means; NULL: none
anchor | once TEXT NOT NULL | the part of the item the label names
label_score | once | how probable it is that this is right, 0..1
mismatch | once TEXT | JSON; NULL: none
official | once =text | the label as the form has it
hidden | once TEXT | JSON: what stands there unseen; NULL: nothing
cells | TEXT | JSON: places of its cells; NULL: as locator says
changed_from | once TEXT | first day of a month or range
changed_to | once TEXT | last day of it
outcome | once TEXT NOT NULL | item, items, group, report, none or unsure
group_ids | once TEXT | JSON: the groups it means; NULL: none
candidates | once TEXT | JSON: items it may mean; NULL: none
label_meant | once TEXT NOT NULL | what 同上 or an empty cell stands for
struck | once TEXT | JSON: words struck through; NULL: none
unreadable | once TEXT | JSON: columns that could not be read; NULL: none
"""))  # fmt: skip

QUOTES = Table("quotes_once", "行が一つの項目について述べること / what a change row says of one item", _columns("""
once | INTEGER NOT NULL | changes_once.id
place | INTEGER NOT NULL | order in the row
item_id | TEXT NOT NULL | the item
before | =text | 変更前 of that item
after | =text | 変更後 of that item
named | INTEGER NOT NULL | 1: the row's 項目 names the item, 0: its text goes on into it
"""), key="PRIMARY KEY (once, place)")  # fmt: skip

LEAVES = Content("leaves", "二つの版の違い / a difference between two editions", _columns("""
report_id | once TEXT NOT NULL | the report
old_edition | once TEXT NOT NULL | editions.edition_id of the older one
new_edition | once TEXT NOT NULL | and of the newer one
item_id | once TEXT | the item that differs
path | once TEXT | JSON: where in it
what | once TEXT | what differs
op | once TEXT | changed, added, removed or moved
before | once =text | older text
after | once =text | newer text
spans | once TEXT | JSON: which characters
status | once TEXT | documented, partial, undocumented or format-only
rows | once TEXT | JSON: rows that account for it
"""))  # fmt: skip

FINDINGS = Content("findings", "指摘 / a finding of an audit kept by archive record", _columns("""
rule | once TEXT NOT NULL | its code
severity | once TEXT NOT NULL | error, warning or info
confidence | once TEXT NOT NULL | high, medium or low
report_id | once TEXT | the report
edition_id | once TEXT | the edition
item_id | once TEXT | the item
row_no | once INTEGER | the row of 変更箇所
expected | once =text | what was to be expected
actual | once =text | what stands there
similarity | once REAL | of both, 0..1
params | once TEXT | JSON: for the sentence
evidence | once TEXT | JSON: places it rests on
fingerprint | once TEXT NOT NULL | 照合記号, the same from audit to audit
suppressed | TEXT | why it is set aside by the settings; NULL: it stands
"""))  # fmt: skip

CONTENTS = (ITEMS, CHANGES, LEAVES, FINDINGS)
TABLES = (
    ENTRIES, ORIGINALS, EDITIONS, *(t for c in CONTENTS for t in (c.places, c.shared)), QUOTES, TEXTS, DIGESTS,
)  # fmt: skip
NUMBERED = (EDITIONS, *(c.places for c in CONTENTS))
"""Tables with any number of rows for an entry."""

INDEX = "texts_index"
"""The name of the full-text index, which holds no texts of its own."""

FULL_TEXT = (
    f"CREATE VIRTUAL TABLE {INDEX} USING fts5(text, content='texts', content_rowid='id', tokenize='trigram',"
    " detail=none)"
)
"""The statement that makes it."""


def guards() -> Iterator[tuple[str, str]]:
    """Name and statement of the triggers that refuse what an archive never does, whichever program asks for it."""
    for table in TABLES:
        for verb in ("UPDATE", "DELETE"):
            name = f"{table.name}_no_{verb.lower()}"
            body = "SELECT RAISE(ABORT, 'an archive is only added to')"
            yield name, f"CREATE TRIGGER {name} BEFORE {verb} ON {table.name} BEGIN {body}; END"
