"""An edition of a report: its items, its change rows, and what of its files was not read."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Literal

from msgspec import Struct, field

from pia_audit.model import notebook_views

Status = Literal["read", "blank", "unreadable", "absent"]
"""``read``: there is a text. ``blank``: the field is there and empty. ``unreadable``: the file lost the
value. ``absent``: the field is not in the file at all."""

Timing = Literal["事前", "事後"]

Outcome = Literal["item", "items", "group", "report", "none", "unsure"]
"""What a row's 項目 means: one item, several, a group of items (a file, a contractor …), the whole report, nothing that
is printed, or something that cannot be told."""


class Item(Struct, frozen=True):
    """One printed field as an edition fills it; ``text`` is as read and ``None`` unless ``read``.

    ``path`` are the levels of its label, chapter first. ``options`` are those printed beside the field where no form
    version says them. ``struck`` is what stands there struck through, which is no part of ``text``.
    ``day`` is the day that a cell of a workbook holds, however it shows it.
    """

    item_id: str
    seq: int
    position: str
    label: str
    kind: str
    text: str | None
    status: Status
    locator: str = ""
    hidden: str | None = None
    path: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    struck: str | None = None
    day: date | None = None


class Quote(Struct, frozen=True):
    """What one change row says of one item; ``None`` is a cell that could not be read.

    ``named`` tells whether the row's 項目 names the item, or its text merely goes on into it.
    """

    item_id: str
    before: str | None
    after: str | None
    named: bool = True


MOST_CANDIDATES = 48
"""How many items a row that cannot be told keeps as its candidates; so many may stand for more."""


class ChangeRow(Struct, frozen=True):
    """One printed row of the 変更箇所 table.

    ``cells`` are the places of its cells where they do not follow from ``locator``, as they do in a text's lines.
    ``changed_on`` is a day; where 変更日 is a month or a range it is ``None`` and ``changed_from``, ``changed_to``
    bound it. ``outcome`` is what the 項目 means: then ``item_ids`` are its items, ``group_ids`` its groups,
    ``candidates`` the items it may mean where that cannot be told, and ``label_score`` how probable it is (0..1) that
    this is right.
    ``label_meant`` is the 項目 that a mark such as 同上, or an empty cell, stands for; ``label`` is always as printed.
    ``struck`` are the words struck through, by column (``before``, ``label`` …): they are no part of the row's texts.
    ``unreadable`` are the columns whose cell could not be read, which is not to say that they are empty.
    """

    row_no: int
    changed_on: date | None
    changed_on_text: str
    label: str
    before: str | None
    after: str | None
    timing: Timing | None
    timing_text: str
    note: str
    locator: str = ""
    item_ids: tuple[str, ...] = ()
    anchor: str = ""
    label_score: float = 0.0
    mismatch: tuple[str, ...] = ()
    official: str = ""
    quotes: tuple[Quote, ...] = ()
    hidden: tuple[tuple[str, str], ...] = ()
    cells: tuple[str, ...] = ()
    changed_from: date | None = None
    changed_to: date | None = None
    outcome: Outcome = "none"
    group_ids: tuple[str, ...] = ()
    candidates: tuple[str, ...] = ()
    label_meant: str = ""
    struck: tuple[tuple[str, str], ...] = ()
    unreadable: tuple[str, ...] = ()


NOTICES = frozenset({
    "only-edition", "witness", "witness-differs", "same-file", "same-day", "several-reports", "report-twice",
    "replaced-edition", "folder-order",
    "second-table", "second-table-joined", "second-table-continued", "suppression-over",
    "suppression-unused", "reports-not-audited", "pdf-unseen-ink", "pdf-unseen-tiny", "pdf-unseen-outside",
    "pdf-unseen-white", "pdf-unseen-covered", "pdf-unseen-layer", "pdf-struck", "pdf-overlaid", "pdf-read-as",
    "pdf-picture-in-cell", "pdf-marked", "pdf-comments",
    "pdf-attachments", "pdf-pages-twice", "pdf-pages-same-number", "pdf-pages-reversed", "pdf-pages-disordered",
    "pdf-pages-inside",
    "seen-hidden-sheets", "seen-hidden-rows", "seen-hidden-columns", "seen-not-printed", "seen-below-print",
    "seen-unseen", "seen-struck", "seen-style-elsewhere", "seen-style-unread", "seen-conditional", "seen-shapes",
    "seen-comments", "head-words",
})  # fmt: skip
"""The codes of what is worth knowing and no loss: by it nothing that should have been read was not."""

PAGES_MISSING = "pdf-pages-missing"
"""The code of pages that a file's own numbers say are not there."""


class Unread(Struct, frozen=True):
    """Something that could not be read: a whole file, or a place in one.

    ``code`` names a message of the catalogue and ``params`` are its arguments; ``fatal`` means that
    nothing of the source was used.
    """

    source: str
    code: str
    locator: str = ""
    params: Mapping[str, Any] = field(default_factory=dict)
    fatal: bool = True


FileStatus = Literal["read", "witness", "unread", "not-a-report", "left-out"]
"""What became of a file. ``witness``: it holds an edition that is read from another file. ``left-out``: what an
operating system or an office program lays beside a person's files."""


class FileEntry(Struct, frozen=True):
    """One line of the account of files: every file named, or met in a folder or a ``.zip``, has one.

    ``report_id`` and ``edition`` (its 公表日) are those of the first of its ``editions``; ``reason`` says why a file
    was not read, or what a witness bears witness to.
    """

    source: str
    status: FileStatus
    report_id: str = ""
    edition: date | None = None
    editions: int = 0
    reason: Unread | None = None


class Edition(Struct, frozen=True):
    """One edition of one report, with where it came from.

    Attributes:
        agency: the body (評価実施機関), as printed.
        report_no: its number of the report (評価書番号), as printed.
        title: the report's title, as printed.
        form: ``様式2``, ``様式3`` or ``様式4``.
        form_version: the layout it was printed in, by the form's name of it.
        form_key: the same as the name of its file in ``pia_audit/forms/``, such as ``form2-2024``.
        published_on: the 公表日; ``None`` where it could not be read. Of a rebuilt edition the 変更日 it stands for.
        items: the fields in the order of the form, also those that are blank, unreadable or absent.
        changes: the rows of the 変更箇所 table, as printed from the first on.
        source: the file, as named.
        sha256: the digest of the file's bytes, in hexadecimal.
        origin: ``published``, or ``rebuilt`` from the rows of a later edition.
        encoding: ``xlsx``, ``pdf``, ``html``, or the character encoding of a text.
        unread: what of the file could not be read, and what is worth knowing of its reading.
    """

    agency: str
    report_no: str
    title: str
    form: str
    form_version: str
    form_key: str
    published_on: date | None
    items: tuple[Item, ...]
    changes: tuple[ChangeRow, ...]
    source: str = ""
    sha256: str = ""
    origin: Literal["published", "rebuilt"] = "published"
    encoding: str = "utf-8"
    unread: tuple[Unread, ...] = ()

    @property
    def report_id(self) -> str:
        """Body and report number (else its title), folded so that two spellings of one body are one report."""
        from pia_audit.japanese.ladder import Rung, fold  # dear, and what only names a noun does without it

        number = self.report_no or self.title or self.sha256[:8]
        return f"{fold(self.agency, Rung.PUNCTUATION) or '?'}/{fold(number, Rung.PUNCTUATION) or '?'}"

    @property
    def edition_id(self) -> str:
        """Report, day of publication and the first signs of the content, so that two copies stay apart."""
        return f"{self.report_id}@{self.published_on or '?'}#{self.sha256[:8]}"

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:  # noqa: ARG002
        """The edition in a line, where a notebook has no room for more."""
        printer.text(f"Edition({self.edition_id}: {len(self.items)} items, {len(self.changes)} rows)")

    def _repr_html_(self) -> str:
        """The edition in a notebook; the room that words it lies above this one."""
        return notebook_views.html("edition", self)

    def item(self, item_id: str) -> Item:
        """The item of that id; raises ``KeyError`` when the form has none."""
        for item in self.items:
            if item.item_id == item_id:
                return item
        raise KeyError(item_id)
