"""A cell of a change row as the text that it quotes has it: without what a clerk remarks on his quotation."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from pia_audit.compare.heading_rows import headed_numbers
from pia_audit.compare.list_quotations import is_part_of_list, numbers_alone
from pia_audit.compare.locate import locate
from pia_audit.japanese.ladder import fold, same, similarity
from pia_audit.japanese.lists import passages, split_names
from pia_audit.japanese.patterns import regex
from pia_audit.japanese.placeholders import is_empty

_QUOTED_WHOLE = regex(r"\s*(?:[(（]\s*[0-9０-９]{1,2}\s*[)）]|[①-⑳])?\s*「([^「」]+)」\s*")


# What a clerk adds behind a quotation: ※令和7年4月1日から, (令和7年4月1日変更), （注）組織改正による, （下線部追加）.
_DONE_TO_IT = "(?:変更|修正|改正|追加|追記|削除|訂正|更新|廃止|施行|適用|開始|予定|から|より|による|ため)"
_BEHIND_QUOTATION = regex(
    rf"\s*(?:※|[(（]注[)）]|注[)）:：])[^\n※]{{0,60}}$"
    rf"|\s*[(（](?=[^()（）\n]{{0,40}}{_DONE_TO_IT}[)）]$)"
    r"(?:(?:令和|平成|[RHＲＨ])[^()（）\n]{1,40}|[^()（）\n]{0,6}線部?分?[^()（）\n]{0,12}|[^()（）\n]{0,20}(?:改正|改編|変更)に?(?:よる|伴う)[^()（）\n]{0,12})[)）]$"
)
_OPEN, _CLOSE = r"[(（【〔［\[<＜≪《]", r"[)）】〕］\]>＞≫》]"
_INSIDE = r"[^()（）【】〔〕［］\[\]<>＜＞≪≫《》\n]"
_DONE_WORD = "(?:変更|修正|改正|改訂|改定|追加|追記|加筆|削除|訂正|更新|整理|見直し|適正化|反映|統一|明確化|移行)"
_REMARK_BEHIND = regex(  # （※軽微な修正）, 【時点修正】, （理由：組織改正のため）, との記載, に改める。
    rf"\s*{_OPEN}\s*※?(?:(?:変更|修正|改正)?の?理由\s*[：:]{_INSIDE}{{1,60}}|{_INSIDE}{{0,40}}"
    rf"(?:{_DONE_WORD}(?:による|に伴う|に伴い|のため)?(?:する|した|済み?|あり|分|箇所)?"
    rf"|のため|によるもの|以下同じ|(?:全て|すべて|全|各)の?(?:該当)?箇所)。?)\s*{_CLOSE}\s*$"
)
_QUOTED_IN_WORDS = regex(
    r"\s*「([^「」]+)」\s*(?:(?:と(?:の|いう)|の)(?:記載|記述|文言|表記|字句|部分)を?|を"
    r"|[にへ](?:改める|改めた|(?:変更|修正|訂正)(?:する|した)?)|と(?:する|改める))。?\s*"
)
_PLACE = (
    r"(?:第?[0-9０-９一二三四五六七八九十]{1,2}(?:段落|行|項目|文|パラグラフ)目?"
    "|冒頭|文頭|末尾|文末|最終行|本文|前段|後段)"
)
_REMARK_AHEAD = regex(  # （下線部を追加）, （２段落目）, 選択肢：, 【追加】, 1)
    rf"\s*(?:{_OPEN}\s*※?(?:{_INSIDE}{{0,20}}{_DONE_WORD}(?:する|した|部分?|箇所|後|前)?|{_PLACE}{_INSIDE}{{0,10}})\s*{_CLOSE}\s*[：:]?"
    rf"|(?:{_PLACE}|選択肢?|回答|記載|本文|下線部?分?を?(?:追加|変更|修正))\s*[：:]"
    rf"|(?:文中|(?:上から|下から)?{_PLACE})(?:の|、|\s)?\s*(?=「)"
    # and not (2)(3), a list
    r"|[(（]?[0-9０-９]{1,2}[)）](?!\s*(?:[、,，・･~～〜]|及び|から)?\s*[(（]?[0-9０-９]{1,2}[)）]))\s*"
)
_MARK_OF_LINE = regex(rf"(?m:^[^\S\n]*{_OPEN}\s*{_DONE_WORD}(?:部分?|箇所)?\s*{_CLOSE}[^\S\n]*(?=\S))")
_COUNT_IN_CELL = regex(
    r"(?<![0-9０-９,，.．])(?:[1-9１-９][0-9０-９]{3,11}|[1-9１-９][0-9０-９]{0,2}(?:[,，][0-9０-９]{3})+)"
    "(?![0-9０-９,，])"
)


def without_remark(cell: str) -> str:
    """A cell without what is remarked behind its quotation or before it; the cell where nothing is."""
    return next((plain for plain in _plainer(cell) if plain != cell), cell)


_RENUMBERING = regex(
    r"\s*(?:[(（]\s*※?|※)\s*以[下降]、?(?:の|各)?(?:項目|項)?(?:番号)?(?:を|が)?(?:順次)?"
    r"繰り?[上下](?:げ|が)(?:る|ります)?(?:する)?。?\s*[)）]?\s*$",
    needs="繰",
)


def without_renumbering(cell: str) -> str:
    """A cell without the remark behind it that the numbers after a passage only count on:
    削除（以下、番号を繰り上げる。）."""
    bare = _RENUMBERING.sub("", cell, count=1)
    return bare if bare.strip() else cell


def _plainer(cell: str) -> list[str]:
    """A cell without the remark behind it, the remarks on either side, and the marks at its lines: the least first."""
    behind = _without_remark_behind(cell.rstrip())
    ahead = _REMARK_AHEAD.sub("", behind, count=1) if _REMARK_AHEAD.match(behind) else behind
    bare = _MARK_OF_LINE.sub("", behind)
    stripped = (behind.strip(), ahead.strip())
    quoted = [m[1] for plain in stripped if (m := _QUOTED_WHOLE.fullmatch(plain) or _QUOTED_IN_WORDS.fullmatch(plain))]
    return [plain for plain in (behind, ahead, bare, *quoted) if plain.strip()]


_LONGEST_REMARK = 200
"""Behind a quotation; nothing further back is looked at, so that a cell of line breaks is read once."""


def _without_remark_behind(cell: str) -> str:
    start = max(0, len(cell) - _LONGEST_REMARK)
    match = _REMARK_BEHIND.search(cell, start) or _BEHIND_QUOTATION.search(cell, start)
    return cell[: match.start()].rstrip() if match else cell


def _stands_in(quoted: str, text: str) -> bool:
    return locate(quoted, text) is not None


PUT_IN_WORDS = regex(
    r"(?P<quoted>[^「」]{1,400}?)\s*[をの]\s*(?:新たに|新規に)?\s*"
    r"(?:(?P<added>追加|追記|加筆|加える)|(?P<removed>削除|削る))(?:する|した|します|しました)?\s*。?\s*",
    re.DOTALL,
    needs="[追加削]",
)


def quoted_in_words(before: str, after: str, old: str | None, new: str) -> tuple[str, str]:
    """The two cells of a row whose 変更後 says in words that what it quotes came or went, as cells that quote it:
    14の項を追加, 宛名システムを削除. So only where what it names came or went from the older text (``None``: not known)
    to the newer one, or it names numbers of a list; 文言を追加 names nothing."""
    if exchange := _exchange_in_words(before, after, old, new):
        return exchange
    match = PUT_IN_WORDS.fullmatch(after.strip())
    if match is None or _stands_in(after, new):
        return before, after
    quoted = match["quoted"].strip()
    is_list = numbers_alone(quoted) is not None or any((headed_numbers(quoted) or {}).values())
    came, went = (_stands_in(quoted, new), not _stands_in(quoted, new))
    if old is not None:
        came, went = came and not _stands_in(quoted, old), went and _stands_in(quoted, old)
    if match["added"] and is_empty(before) and (is_list or came or _came_by_another_name(quoted, old, new)):
        return before, quoted
    if match["added"] and came and old and _stands_in(before, old) and _stands_in(before, new):
        return "", quoted  # 変更前 shows to what it was added
    if match["removed"] and (is_empty(before) or same(before, quoted)) and (is_list or went):
        return quoted, ""
    return before, after


_ONE_NAME = 0.75
"""Names so much alike are one, of which one is miswritten: 地理情報システム, 地図情報システム."""
_LONGEST_NAME = 60


def _came_by_another_name(quoted: str, old: str | None, new: str) -> bool:
    """Whether neither edition has a name, and a name nearly like it came from the older one to the newer."""
    if old is None or len(quoted) > _LONGEST_NAME or _stands_in(quoted, old) or _stands_in(quoted, new):
        return False
    stood = {fold(name) for name in split_names(old)}
    came = [name for name in split_names(new) if len(name) <= _LONGEST_NAME and fold(name) not in stood]
    return any(similarity(quoted, name) >= _ONE_NAME for name in came)


_EXCHANGE = regex(
    r"(?P<went>[^「」をに]{1,200}?)\s*を(?:削除|削り|廃止)(?:し(?:て|た[上う]えで)?)?、?\s*(?:新たに|新規に)?\s*"
    r"(?P<came>[^「」をに]{1,200}?)\s*を(?:追加|追記|加え)(?:する|した|る|た)?。?"
    r"|(?P<added>[^「」をに]{1,200}?)\s*を(?:追加|追記|加え)(?:し(?:て)?|て)?、?\s*"
    r"(?P<removed>[^「」をに]{1,200}?)\s*を(?:削除|削る|廃止)(?:する|した)?。?"
    r"|(?P<was>[^「」をに]{1,200}?)\s*を、?\s*(?P<becomes>[^「」をに]{1,200}?)\s*[にへ]\s*"
    r"(?:変更|修正|改め|改称|改正)(?:する|した|る|た)?。?",
    needs="[追加変更修正改]",
)


def _exchange_in_words(before: str, after: str, old: str | None, new: str) -> tuple[str, str] | None:
    """What went and what came, where 変更後 says both in words: 14の項を削除し、15の項を追加, A部をB部に変更. So where
    both are numbers of a list, or the newer text has the one and not the other."""
    match = _EXCHANGE.fullmatch(after.strip())
    if match is None or _stands_in(after, new):
        return None
    went = (match["went"] or match["removed"] or match["was"]).strip()
    came = (match["came"] or match["added"] or match["becomes"]).strip()
    if not is_empty(before) and not same(before, went):
        return None
    is_list = all(numbers_alone(words) is not None for words in (went, came))
    changed = _stands_in(came, new) and not _stands_in(went, new) and (old is None or _stands_in(went, old))
    return (went, came) if is_list or changed else None


_NUMBERS_APART = regex(r"[0-9０-９]{1,4}(?:の[0-9０-９]{1,2})?(?:\s+[0-9０-９]{1,4}(?:の[0-9０-９]{1,2})?)+(?:の?項)?")
_BLANK = regex(r"\s+")


def bare_quotation(cell: str, text: str) -> str:
    """A cell as the text that it quotes has it: without quotation marks round the whole, or round words of a passage
    whose number stands before them, that the text has not, without remarks, with the text's signs of thousands, and
    with names between which only blanks or 、 stand as the list that they are there."""
    match = _QUOTED_WHOLE.fullmatch(cell.strip())
    if match and f"「{match[1]}」" not in text:
        return match[1]
    if plain := _without_remark_in(cell, text):
        return plain
    if (counted := _with_counts_of(cell, text)) != cell and _stands_in(counted, text):
        return counted
    if _NUMBERS_APART.fullmatch(cell.strip()) and not _stands_in(cell, text):
        return _BLANK.sub("、", cell.strip())
    if "、" in cell:
        return _one_a_line(cell, text) or cell
    names = cell.split()
    if len(names) < 2 or (listed := "、".join(names)) not in text:
        return cell
    return listed if {*names}.issubset(split_names(text)) else cell


def with_full_stops(cells: tuple[str | None, str | None], texts: tuple[str, str]) -> tuple[str | None, str | None]:
    """A row's two cells with the full stop at the end that the text has and one of them lacks: 「…を保管する」 beside
    「…を廃棄する。」, or a whole sentence that is put in or taken away without it."""
    ends = [bool(cell) and not is_empty(cell or "") and (cell or "").rstrip().endswith("。") for cell in cells]
    if all(ends):
        return cells
    lacking = [
        bool(cell) and not is_empty(cell or "") and not end and _is_cut_at_stop(cell or "", text)
        for cell, end, text in zip(cells, ends, texts, strict=True)
    ]
    if all(lacking):  # neither has it, and none comes or goes
        return cells
    before_cell, after_cell = (
        f"{(cell or '').rstrip()}。" if lacks else cell for cell, lacks in zip(cells, lacking, strict=True)
    )
    return before_cell, after_cell


def _is_cut_at_stop(cell: str, text: str) -> bool:
    """Whether every place where a text says what a cell quotes has a full stop behind it."""
    quoted, key = fold(cell), fold(text)
    stop = fold(f"{cell}。")
    return (
        len(quoted) >= _SHORTEST_SENTENCE and quoted in key and stop != quoted and key.count(stop) == key.count(quoted)
    )


_SHORTEST_SENTENCE = 6


@lru_cache(maxsize=16)
def _printed_names(text: str) -> tuple[tuple[int, int, tuple[str, ...]], ...]:
    """The passages of a text and the names that each lists; the rows of an item ask for them one after the other."""
    return tuple((start, end, tuple(split_names(text[start:end]))) for start, end in passages(text))


def _one_a_line(cell: str, text: str) -> str:
    """The passages of a text that print, one beneath the other, the names that a cell joins by 、; empty without."""
    names = split_names(cell)
    if len(names) < 2 or "。" in cell or not all(name in text for name in names) or _stands_in(cell, text):
        return ""
    printed = _printed_names(text)
    for at in range(len(printed) - len(names) + 1):
        run = printed[at : at + len(names)]
        if all(listed == (name,) for (_, _, listed), name in zip(run, names, strict=True)):
            return text[run[0][0] : run[-1][1]].strip()
    return ""


def _without_remark_in(cell: str, text: str) -> str:
    """The cell without its remarks where so a text says it, and not with them; empty where there are none."""
    plainer = [plain for plain in _plainer(cell) if plain != cell.rstrip()]
    if not plainer:
        return ""
    if not text:
        return plainer[0] if plainer[0] == without_remark(cell) else ""
    if _stands_in(cell, text):
        return ""
    return next((plain for plain in plainer if _stands_in(plain, text) or is_part_of_list(plain, text)), "")


def _with_counts_of(cell: str, text: str) -> str:
    """A cell with its numbers of four digits or more as the text prints them: 2480人 as 2,480人."""
    if not text or not _COUNT_IN_CELL.search(cell):
        return cell
    printed = {_digits(m[0]): m[0] for m in _COUNT_IN_CELL.finditer(text)}
    return _COUNT_IN_CELL.sub(lambda m: printed.get(_digits(m[0]), m[0]), cell)


def _digits(number: str) -> str:
    return re.sub("[,，]", "", unicodedata.normalize("NFKC", number))
