"""What the law's own tables say, on a day, of the items that a text cites.

A remark is made only where the table of that day is known. What the text may mean otherwise, what the table does not
settle and what a text that was published and never came into force explains is told as that, never as a fault.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache
from typing import Literal, NamedTuple

from pia_audit.japanese.lists import number_key
from pia_audit.japanese.patterns import regex
from pia_audit.law import known_tables, tables
from pia_audit.law.mentions import Mention, laws_named
from pia_audit.law.tables import NETWORK, TABLE, TABLE_1, TABLE_2, Entry, Numbers, Table

Code = Literal["PIA602", "PIA611", "PIA612", "PIA613", "PIA614", "PIA615"]

_ALIKE = 0.5
"""How much of a list and of the table's items must be common to both for the one to be meant by the other."""

_SOON = 366
"""Days within which an item that does not stand yet counts as cited ahead of its law."""

_FEW = 3
"""Numbers of a list by which a process asks: a longer one may be the other side's, whatever stands above it."""

_WORDS = 4
"""Signs that words of a process have at least, to say which items are meant."""

_COLUMNS = frozenset({TABLE_2, NETWORK})


class Condition(NamedTuple):
    """The part of a table that a list is about: what ``holder`` provides, or the words of the processes for which it
    asks; ``stated`` where its own text says so."""

    holder: str
    information: str
    stated: bool = True
    asks: bool = False

    def numbers(self, table: Table, day: date) -> Numbers:
        """The items that meet it on a day."""
        return (table.asking if self.asks else table.provided)(day, self.holder, self.information)


class Remark(NamedTuple):
    """One thing to be said of a citation: the rule's ``code`` and the message's variant ``op``.

    ``numbers`` are the items it is about, ``missing`` and ``extra`` those that a list lacks or has beyond the table's,
    ``right`` what the table has; ``what`` names the law of the cited item, or the words. ``since`` and ``to`` bound the
    time in which the citation was right. ``weak`` remarks are one step less severe than their rule.
    ``article`` is the article cited, where it is about one.
    """

    code: Code
    op: str
    table: str
    words: str
    day: date
    numbers: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    extra: tuple[str, ...] = ()
    right: tuple[str, ...] = ()
    what: str = ""
    law: str = ""
    condition: str = ""
    since: date | None = None
    to: date | None = None
    weak: bool = False
    article: str = ""


def ordered(numbers: Iterable[str]) -> tuple[str, ...]:
    """Numbers in the order of the table."""
    return tuple(sorted(numbers, key=number_key))


@lru_cache(maxsize=16384)
def remarks(
    m: Mention, day: date, kinds: tuple[str, ...] = (), borrowed: Condition | None = None
) -> tuple[Remark, ...]:
    """What is to be said of a citation as of a day, the gravest first.

    ``kinds`` are the holders that the body is one of (none: not known), ``borrowed`` a condition that the report states
    elsewhere for lists of this kind.
    """
    if m.purpose or not m.numbers:
        return ()
    table = known_tables.table(m.table)
    if not table.knows(day):
        return _outside(m, table, day)
    judgements = _Judged(m, table, day, kinds, _condition(m, borrowed)).remarks()
    return (*judgements, *_quoted(m, table, day))


def list_for(m: Mention, day: date) -> tuple[str, ...]:
    """The table's items of a day for the condition that a citation states itself; nothing where it states none."""
    about, table = _condition(m, None), known_tables.table(m.table)
    if about is None or m.purpose or not table.knows(day):
        return ()
    numbers = _Judged(m, table, day, (), about).listed()
    return ordered(numbers.listed | (numbers.unclear & m.plain_numbers)) if numbers else ()


def _condition(m: Mention, borrowed: Condition | None) -> Condition | None:
    if m.table not in _COLUMNS:
        return None
    if m.role == "asked":
        by_column = dict(m.columns)
        is_stated = len(m.columns) == len(by_column) and sorted(by_column) == [1, 2] and len(by_column[2]) >= _WORDS
        return Condition(by_column[1], by_column[2], asks=True) if is_stated else None
    return Condition(m.holder, m.information) if m.holder and m.information else borrowed


def _outside(m: Mention, table: Table, day: date) -> tuple[Remark, ...]:
    """A table that was repealed by that day, or that was not in force yet."""
    bare = Remark("PIA613", "", m.table, m.words, day, ordered(m.numbers))
    if table.ended and day >= table.ended:
        new_numbers = tables.renumbered() if m.table == TABLE_1 else {}
        replacements = tuple(new_numbers.get(n, "") for n in bare.numbers)
        correction = ordered(replacements) if all(replacements) and replacements else ()
        repealing_law, op = TABLE if m.table == TABLE_1 else NETWORK, "renumbered" if correction else "repealed"
        return (bare._replace(op=op, to=table.ended, what=repealing_law, right=correction),)
    if day < table.since and m.table in (TABLE, NETWORK):
        return (bare._replace(op="table-ahead", since=table.since),)
    return ()


class _Judged(NamedTuple):
    """A citation held against a table of a day."""

    m: Mention
    table: Table
    day: date
    kinds: tuple[str, ...]
    condition: Condition | None

    def remarks(self) -> tuple[Remark, ...]:
        """Everything but what is quoted of the columns."""
        if never := self._never():
            return never
        lost = _joined(self._lost(n) for n in ordered(self.m.plain_numbers) if self._entry(n) is None)
        listed = self.listed()
        if listed:
            moved, targets = self._moved(listed)
            return (*lost, *moved, *self._differs(listed, moved, targets, [n for r in lost for n in r.numbers]))
        return (*lost, *(self._other_law() if not lost else ()))

    def _entry(self, number: str) -> Entry | None:
        entry = self.table.on(self.day).get(number)
        return None if entry is None or entry.deleted else entry

    def _bare(self, code: Code, op: str, *numbers: str) -> Remark:
        about = self.condition
        condition = f"{about.holder}・{about.information}" if about else ""
        return Remark(code, op, self.m.table, self.m.words, self.day, numbers, law=self.m.law, condition=condition)

    def listed(self) -> Numbers | None:
        """The table's items for the condition, where they are what the list is about."""
        about = self.condition
        if about is None:
            return None
        numbers = about.numbers(self.table, self.day)
        is_sure = about.stated and len(tables.parts(about.holder)) == 1  # A又はB may be both, or each of them
        if not numbers or (not is_sure and _likeness(self.m.numbers, numbers.listed) < _ALIKE):
            return None
        return numbers

    # --- a text that was never in force

    def _never(self) -> tuple[Remark, ...]:
        text = tables.never()
        if self.table.name not in (TABLE_1, TABLE_2) or not text.published <= self.day < text.dropped:
            return ()
        replacements = self._ahead_of_table_1() if self.table.name == TABLE_1 else self._ahead_of_table_2()
        if replacements is None:
            return ()
        about = self.condition
        whole = text.provided.get((about.holder, about.information), frozenset()) if about else frozenset()
        bare = self._bare("PIA613", "never", *ordered(self.m.numbers))
        short = ordered(n for n in whole if not self.m.cites(n))
        bare = bare._replace(op="never-short" if short else "never", missing=short)
        return (bare._replace(since=text.published, to=text.dropped, what=text.law, right=ordered(replacements)),)

    def _ahead_of_table_1(self) -> frozenset[str] | None:
        """What the numbers are called in force, where they are those of the text that was never in force."""
        old = {n: tables.renumbered_back().get(n, "") for n in self.m.plain_numbers}
        if not old or not all(old.values()) or any(n == current_number for n, current_number in old.items()):
            return None
        entries = [self.table.on(self.day).get(current_number) for current_number in old.values()]
        if self.m.law:
            mine = all(e is not None and e.law == self.m.law for e in entries)
            is_foreign = all((e := self._entry(n)) is None or e.law != self.m.law for n in old)
            return frozenset(old.values()) if mine and is_foreign else None
        return frozenset(old.values()) if all(self._entry(n) is None for n in old) else None

    def _ahead_of_table_2(self) -> frozenset[str] | None:
        text, about = tables.never(), self.condition
        if about is not None:
            ahead = text.provided.get((about.holder, about.information), frozenset())
            current_numbers = about.numbers(self.table, self.day).listed
            if _likeness(self.m.numbers, ahead) > max(_ALIKE, _likeness(self.m.numbers, current_numbers)):
                return current_numbers
        if self.m.role == "asked" and self.m.law:
            for (holder, law), numbers in text.asked.items():
                current_numbers = self.table.asked(self.day, holder, law).listed
                if law == self.m.law and self.m.numbers <= numbers and not self.m.numbers & current_numbers:
                    return current_numbers
        return None

    # --- items that do not stand there

    def _lost(self, number: str) -> Remark:
        """What is to be said of a number that is not in the table, or stands there as 削除."""
        history = self.table.history.get(number, ())
        bare = self._bare("PIA611", "absent", number)
        current_entry = next((e for e in history if e.stands(self.day)), None)
        former_entries = [e for e in history if e.to is not None and e.to <= self.day and not e.deleted]
        comes = next((e.since for e in history if e.since > self.day), None)
        if current_entry is not None:  # 削除
            return bare._replace(
                op="deleted" if former_entries else "blank",
                since=current_entry.since,
                what=former_entries[-1].law if former_entries else "",
            )
        if former_entries:
            target = self.table.moved(number, self.day)
            op = "gone-moved" if target else "gone"
            return bare._replace(
                op=op, since=former_entries[-1].to, what=former_entries[-1].law, right=(target,) if target else ()
            )
        if comes is not None and (comes - self.day).days < _SOON:
            return bare._replace(code="PIA613", op="item-ahead", since=comes, weak=True)
        if self._may_be_of_never(number) and not self._plainly_of_today():
            return bare._replace(code="PIA613", op="perhaps", since=tables.never().published, weak=True)
        return bare

    def _may_be_of_never(self, number: str) -> bool:
        """Whether a number may be one of the text that was never in force, of which not every item is known: none of it
        was beyond what the table ever had, here or in the order that took its place."""
        if self.table.name != TABLE_2 or self.day < tables.never().published:
            return False
        all_numbers = {*self.table.history, *known_tables.table(NETWORK).history}
        if "の" in number and number not in all_numbers:  # what is known of that text has no branch of its own
            return False
        return number_key(number)[0] <= max(number_key(n)[0] for n in all_numbers)

    def _plainly_of_today(self) -> bool:
        """Whether the other numbers of a list show that it is of the table in force."""
        about = self.condition
        current_numbers = about.numbers(self.table, self.day).listed if about else frozenset()
        return _likeness(self.m.numbers, current_numbers) >= _ALIKE

    def _moved(self, listed: Numbers) -> tuple[list[Remark], frozenset[str]]:
        """Numbers whose process has another number by that day."""
        out: list[Remark] = []
        for number in ordered(self.m.plain_numbers - listed.listed - listed.unclear):
            entry = self._entry(number)
            target = self.table.moved(number, self.day) if entry else ""
            if entry and target in listed.listed:
                bare = self._bare("PIA611", "moved", number)
                since = entry_since(self.table, number, self.day)
                out.append(bare._replace(since=since, what=entry.law, right=(target,), weak=True))
        return out, frozenset(r.right[0] for r in out)

    def _differs(
        self, listed: Numbers, moved: list[Remark], targets: frozenset[str], lost: list[str]
    ) -> tuple[Remark, ...]:
        """The list beside the table's, without what is told of single numbers already."""
        judged_numbers = {*lost, *(n for r in moved for n in r.numbers)}
        missing = {n for n in listed.listed if not self.m.cites(n)}
        foreign = self._of_another_law(listed)
        extra = self.m.plain_numbers - listed.listed - (listed.unclear - foreign)
        remaining = (missing - targets, extra - judged_numbers)
        if not any(remaining):
            return ()
        about = self.condition
        assert about is not None
        kind = "both" if missing and extra else "missing" if missing else "extra"
        bare = self._bare("PIA612", kind if about.stated else f"borrowed-{kind}")
        bare = bare._replace(missing=ordered(missing), extra=ordered(extra))
        unclear_numbers = (
            listed.unclear - foreign
        ) & self.m.plain_numbers  # what is not known for sure is not taken out of a list to paste
        bare = bare._replace(right=ordered(listed.listed | unclear_numbers))
        soft = remaining[0] <= listed.listed - listed.certain and not remaining[1]
        soft |= (
            about.asks and "事務" not in about.information and not extra
        )  # a law's name: its other processes, perhaps
        soft |= not remaining[0] and remaining[1] <= foreign
        bare = bare._replace(weak=soft or not about.stated)
        return (self._of_another_day(bare, about) or bare,)

    def _of_another_law(self, listed: Numbers) -> frozenset[str]:
        """Items of which only the beginning of the process is known, and that are of another law than the one that the
        condition names alone."""
        about = self.condition
        if about is None or not about.asks or about.information not in self.table.laws:
            return frozenset()
        entries = {n: self._entry(n) for n in listed.unclear}
        return frozenset(n for n, e in entries.items() if e and e.law and not _akin(e.law, about.information))

    def _of_another_day(self, bare: Remark, about: Condition) -> Remark | None:
        """The remark with the time of which the list is exactly the table's: an older one, else one to come."""
        days = [d for d in (self.table.since, *self.table.days) if self.table.knows(d)]
        fits = [d for d in days if about.numbers(self.table, d).listed == self.m.numbers]
        if not fits:
            return None
        behind = [d for d in fits if d <= self.day]
        first = behind[-1] if behind else fits[0]
        end = next((d for d in days if d > first and d not in fits), None)
        while (earlier := [d for d in days if d < first][-1:]) and earlier[0] in fits:
            first = earlier[0]
        kind = bare.op.removeprefix("borrowed-")
        if not behind:
            return bare._replace(code="PIA613", op=f"list-ahead-{kind}", since=first, to=end, weak=True)
        op = f"behind-{kind}" if about.stated else f"borrowed-behind-{kind}"
        return bare._replace(op=op, since=first, to=end)

    # --- another law's item

    def _other_law(self) -> tuple[Remark, ...]:
        """An item of another law's process under a heading that names one law, of which the table has an item."""
        m = self.m
        if not m.law or m.role == "provided" or m.table not in tables.NAMES:
            return ()
        if m.table in _COLUMNS and (m.role != "asked" or len(m.numbers) > _FEW):
            return ()
        law_numbers = self.table.asked(self.day, "", m.law)
        foreign = m.plain_numbers - law_numbers.listed - law_numbers.unclear
        entries = [self._entry(n) for n in foreign]
        if not law_numbers or not entries or not all(entries):
            return ()
        if len(foreign) < len(m.plain_numbers) and (m.role != "asked" or m.table not in _COLUMNS):
            return ()  # the Act's table may list several processes of a part, and names each once
        cited = sorted({e.law for e in entries if e and e.law})
        if not cited or any(_akin(law, m.law) for law in cited):
            return ()
        replacements = self._right(law_numbers)
        if m.table in (TABLE_1, TABLE) and (others := self._of_the_other_table(law_numbers)):
            return (self._bare("PIA602", "", *ordered(m.plain_numbers))._replace(right=ordered(others)),)
        bare = self._bare("PIA614", "", *ordered(foreign))
        weak = m.table == TABLE_2 and self.day >= tables.never().published
        weak |= len(foreign) < len(m.plain_numbers)  # beside an item that is right
        return (bare._replace(what="、".join(cited[:3]), right=ordered(replacements), weak=weak),)

    def _right(self, law_numbers: Numbers) -> frozenset[str]:
        """The law's items that a body of this kind has; all where the kind is not known."""
        day_entries = self.table.on(self.day)
        mine = {
            n
            for n in law_numbers.listed
            if not self.kinds or set(tables.parts(day_entries[n].holder)) & set(self.kinds)
        }
        return frozenset(mine) or law_numbers.listed

    def _of_the_other_table(self, law_numbers: Numbers) -> frozenset[str]:
        """What the numbers are in this table, where they are the law's own of the table before or after it."""
        new_numbers = tables.renumbered() if self.table.name == TABLE else tables.renumbered_back()
        counterparts = {new_numbers.get(n, "") for n in self.m.plain_numbers}
        return frozenset(counterparts) if counterparts <= law_numbers.listed else frozenset()


def _joined(single: Iterable[Remark]) -> list[Remark]:
    """The remarks with those of one kind as one."""
    out: dict[tuple[object, ...], Remark] = {}
    for remark in single:
        key = (remark.code, remark.op, remark.what, remark.since, remark.right)
        joined_remark = out.get(key)
        out[key] = joined_remark._replace(numbers=joined_remark.numbers + remark.numbers) if joined_remark else remark
    return list(out.values())


def entry_since(table: Table, number: str, day: date) -> date | None:
    """Since when a number has been what it is on a day."""
    entry = table.on(day).get(number)
    if entry is None:
        return None
    same = [e for e in table.history[number] if e.since <= day and (e.holder, e.law) == (entry.holder, entry.law)]
    return min(e.since for e in same)


def _akin(law: str, other_law: str) -> bool:
    """Whether one law's name holds the other's, as 児童手当法等の一部を改正する法律 holds 児童手当法."""
    return law in other_law or other_law in law


def _likeness(first_numbers: Iterable[str], others: Iterable[str]) -> float:
    first_set, second_set = set(first_numbers), set(others)
    return len(first_set & second_set) / len(first_set | second_set) if first_set and second_set else 0.0


# --- what is quoted as a column's words -----------------------------------------------------------------

_STEM = regex("(?:に関する)?法律?$|等$")


def _quoted(m: Mention, table: Table, day: date) -> tuple[Remark, ...]:
    if m.table not in _COLUMNS:
        return ()
    day_entries = table.on(day)
    cited = [day_entries[n] for n in ordered(m.numbers) if n in day_entries]
    wrong = [
        (column, column_text)
        for column, column_text in m.columns
        if not _stands(column, column_text, cited, day_entries.values(), table)
    ]
    bare = Remark("PIA615", "", m.table, m.words, day)
    return tuple(
        bare._replace(what=column_text, numbers=(str(column),), op=_elsewhere(column, column_text, table))
        for column, column_text in wrong
    )


def _stands(column: int, column_text: str, cited: Sequence[Entry], all_entries: Iterable[Entry], table: Table) -> bool:
    """Whether words stand in the column; true where the names that are known here do not settle it."""
    if not cited:
        return True
    if column == 1:
        return _names_holder(column_text, [e.holder for e in all_entries])
    if column == 2:
        is_holder = column_text in table.holders and not any(column_text in e.process for e in all_entries)
        return not is_holder and any(_names_process(column_text, e) for e in cited)
    cells = [c for e in all_entries for c in e.cells]
    if column == 3:
        return _names_holder(column_text, [c.holder for c in cells])
    if not column_text.endswith("情報"):
        return True
    return any(column_text in i for c in cells for i in c.information)


_IN_LONG_NAMES = frozenset({"市長", "町村長", "企業年金連合会"})
"""Holders that the tables name within names which are known here in short only."""
_BY_PROVISION = regex("法律?(?:第|に|その他)|附則第|要綱第|(?:その他|規定する他)の法[令律]")
"""How the law writes out a holder who has no name of its own: by the provision that makes it one."""


def _names_holder(column_text: str, names: Iterable[str]) -> bool:
    """Whether words may be a holder of a column: as the law writes it out, or as the name that is known for it here."""
    if any(column_text in name or (name.endswith("…") and name[:-1] in column_text) for name in names):
        return True
    if _BY_PROVISION.search(column_text):
        return True
    long_names = _IN_LONG_NAMES.union(*map(tables.parts, tables.holder_names()))
    return all(part in long_names for part in tables.parts(column_text))


def _names_process(column_text: str, entry: Entry) -> bool:
    """Whether words may be an item's process: they name its law or the law's stem (生活保護), or the process itself as
    far as both are written out."""
    if not entry.law:
        return True
    process = entry.process.rstrip("…")
    full_text = _CUT_SHORT.split(column_text)[0]
    if full_text and full_text in f"{entry.law}による{process}に関する事務":
        return True
    if law_names := laws_named(column_text):
        return any(_akin(law, entry.law) or law in process for law in law_names)
    stem = _STEM.sub("", entry.law)
    return stem in column_text or process[:8] in column_text or process != entry.process


_CUT_SHORT = regex(r"…|\.{2,}|・{2,}|～|~|〜|(?:等|など|ほか|他)$|\(")
"""Where words of a column are cut short."""


def _elsewhere(column: int, column_text: str, table: Table) -> str:
    """The column in which the words do stand."""
    if column != 4 and column_text in table.information:
        return "column-4"
    if column != 3 and column_text in table.holders:
        return "column-3"
    return ""
