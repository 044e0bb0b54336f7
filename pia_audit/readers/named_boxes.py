"""What a row says of single boxes in words: 専用線 → （削除）, 「紙」を選択, 内部監査：有, ○紙, 紙の○を外す."""

from __future__ import annotations

from collections.abc import Sequence

from pia_audit.forms.labels.spelling import words_of
from pia_audit.japanese.ladder import Rung, fold
from pia_audit.japanese.patterns import regex
from pia_audit.japanese.placeholders import TICKED, is_deletion, is_empty
from pia_audit.model import ChangeRow, Item, Quote

_TICK = regex(
    rf"[\[(]?[{''.join(TICKED)}][\])]?|(?:選択|チェック|該当|レ点|丸|マル)(?:あり|有り?|する|した|追加|済み?)?|あり|有り?|追加"
)
_NO_TICK = regex(
    r"[\[(][\])]|[□☐]|(?:選択|チェック|該当|レ点|丸|マル)(?:なし|無し?|しない|せず|解除|削除)|未選択|非該当|なし|無し?"
)
_NAMES = regex(r"[「」『』、,，\n・及]+(?:び)?")
_PUT_IN = regex(
    r"\s*(?P<names>(?:[^。]|。(?=[）)])){1,200}?)(?:を(?:選択肢?に)?(?:追加|選択)|に(?:チェック|レ点|丸|マル|○|〇)(?:を(?:追加|入れる|付ける))?)"
    r"(?:する|した)?。?\s*"
)
_MARK = r"(?:チェック|レ点|丸印?|マル|○印?|〇印?|☑|✓)"
_ON = (
    regex(rf"[{''.join(TICKED)}]\s*(?P<name>[^\[\]□☐]+)"),
    regex(
        rf"(?P<name>.+?)(?:に{_MARK}(?:を?(?:付す|付ける|付け|つける|入れる|追加|記入|する)|あり|有り?)?|を(?:選択|該当)|を追加|(?::|は)(?:有り?|あり|○|選択|該当|する))(?:する|した)?"
    ),
)
_OFF = (
    regex(r"[□☐]\s*(?P<name>[^\[\]□☐]+)"),
    regex(
        rf"(?P<name>.+?)(?:(?:の|から){_MARK}を?(?:外す|外した|削除|取る|取り消す|解除)|に{_MARK}(?:なし|無し?|を?付けない)|の?選択を?解除|を(?:選択しない|解除|外す|削除)|(?::|は)(?:無し?|なし|×|非選択|非該当|しない))(?:する|した)?"
    ),
)
_RELEASED = regex(
    rf"(?:選択|{_MARK})(?:を|の)?(?:解除|外す|外した|削除|取り消し|なし|無し?)(?:する|した)?|非選択|未選択"
)
_LONGEST = 80


def of_box(row: ChangeRow, item: Item, options: tuple[str, ...]) -> tuple[Quote, ...] | None:
    """The quote of a row whose label ends with one of an item's boxes and whose texts say whether that is ticked."""
    label = words_of(row.label)
    option = max((o for o in options if label.endswith(words_of(o))), key=len, default=None)
    before, after = (_box(text, option) for text in (row.before, row.after)) if option else (None, None)
    return (Quote(item.item_id, before, after),) if before and after else None


def of_named_boxes(row: ChangeRow, item: Item, options: tuple[str, ...]) -> tuple[Quote, ...] | None:
    """The quote of a row that only names the boxes whose tick is put in or taken away."""
    assert row.before is not None
    assert row.after is not None
    adds = is_empty(row.before) and _PUT_IN.fullmatch(row.after)
    named_text = adds["names"] if adds else row.before if is_deletion(row.after) else ""
    names = [fold(name) for name in _NAMES.split(named_text) if name.strip()]
    chosen = [option for option in options if fold(option) in names]
    if not names or len(chosen) < len(names):
        return _of_one_box(row.before, row.after, item, options)
    off, on = (" ".join(f"[{mark}]{option}" for option in chosen) for mark in (" ", "○"))
    return (Quote(item.item_id, off, on) if adds else Quote(item.item_id, on, off),)


def _of_one_box(before: str, after: str, item: Item, options: tuple[str, ...]) -> tuple[Quote, ...] | None:
    """The quote of a row one or both of whose cells say in words of one box that it is ticked, or is not.

    The other cell says the same box otherwise, or nothing: then it was, or is, as a change of it leaves it.
    """
    old, new = _boxes_named(before, options), _boxes_named(after, options)
    if not old and new and is_empty(before):
        old = {option: not is_on for option, is_on in new.items()}
    if not new and old and (is_empty(after) or is_deletion(after) or _is_released(after)):
        new = {option: not is_on for option, is_on in old.items()}
    if not old or old.keys() != new.keys() or any(is_on == new[option] for option, is_on in old.items()):
        return None
    before, after = (" ".join(f"[{'○' if boxes[option] else ' '}]{option}" for option in old) for boxes in (old, new))
    return (Quote(item.item_id, before, after),)


def _boxes_named(text: str, options: Sequence[str]) -> dict[str, bool]:
    """The boxes that a text speaks of, one or several in a row, and whether each is ticked; empty where it says
    anything else."""
    whole = _box_named(text, options)
    if whole is not None:
        return dict([whole])
    parts = [part for part in _NEXT_BOX.split(text) if part.strip()]
    boxes = [_box_named(part, options) for part in parts] if 1 < len(parts) <= len(options) else []
    named_options = [box for box in boxes if box is not None]
    return dict(named_options) if len(named_options) == len(parts) == len(dict(named_options)) else {}


_NEXT_BOX = regex(r"\n|[、,，](?=[\s　]*[「『\[(（○□■☑])|(?<=[りしす」])[、,，]")


def _box_named(text: str, options: Sequence[str]) -> tuple[str, bool] | None:
    """The one box that a text speaks of, and whether it is ticked."""
    key = fold(text, Rung.PUNCTUATION).strip(".") if len(text) <= _LONGEST else ""
    for is_on, patterns in ((True, _ON), (False, _OFF)):
        for pattern in patterns:
            match = pattern.fullmatch(key)
            option = _option_called(match["name"].strip("「」'"), options) if match else None
            if option is not None:
                return option, is_on
    return None


def _option_called(name: str, options: Sequence[str]) -> str | None:
    """The one option of a name, with or without what it explains in brackets."""
    keys = {option: fold(option, Rung.PUNCTUATION) for option in options}
    called = [o for o, key in keys.items() if key == name] or [
        o for o, key in keys.items() if name and _EXPLANATION.sub("", key) == name
    ]
    return called[0] if len(called) == 1 else None


_EXPLANATION = regex(r"\([^()]*\)$")


def _is_released(text: str) -> bool:
    return _RELEASED.fullmatch(fold(text, Rung.PUNCTUATION).strip("().")) is not None


def unticked(text: str) -> str:
    """A cell that says in words that no box is ticked, as the mark for nothing: （チェックなし）."""
    return "－" if _NO_TICK.fullmatch(fold(text, Rung.PUNCTUATION).strip("()")) else text


def _box(text: str | None, option: str) -> str | None:
    """An option with its box as a text says that it is, ``None`` where a text says anything else."""
    key = fold(text or "", Rung.PUNCTUATION)
    if _TICK.fullmatch(key):
        return f"[○]{option}"
    return f"[ ]{option}" if _NO_TICK.fullmatch(key) or is_empty(text or "") else None
