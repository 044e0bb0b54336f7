"""A small report with two files, as a reader would give its printed fields, and rows about it."""

from __future__ import annotations

from pia_audit.model import ChangeRow, Item

FORM = "form4-2024"
_HANDLING = ("Ⅰ 基本情報", "1. 特定個人情報ファイルを取り扱う事務")
_RISKS = "Ⅲ 特定個人情報ファイルの取扱いプロセスにおけるリスク対策 ※（７．リスク１⑨を除く。）"
_LEVELS = ("特に力を入れている", "十分である", "課題が残されている")
FILES = {1: "住民記録ファイル", 2: "本人確認情報ファイル"}


def _per_file(number: int, name: str) -> list[tuple[str, tuple[str, ...], str, str, tuple[str, ...]]]:
    chapter = "Ⅱ 特定個人情報ファイルの概要"
    risk = (_RISKS, "3. 特定個人情報の使用", "リスク２： 権限のない者（元職員等）によって不正に使用されるリスク")
    basics, use = (chapter, "2. 基本情報"), (chapter, "3. 特定個人情報の入手・使用")
    outsourcing = (chapter, "4. 特定個人情報ファイルの取扱いの委託")
    f = f"file[{number}]"
    fields: list[tuple[str, tuple[str, ...], str, str, tuple[str, ...]]] = [
        (f"{f}.files.names", (chapter, "1. 特定個人情報ファイル名"), "text", name, ()),
        (f"{f}.basics.scope", (*basics, "③対象となる本人の範囲 ※"), "text", f"{name}に記録された者", ()),
        (
            f"{f}.basics.scope.need",
            (*basics, "③対象となる本人の範囲 ※", "その必要性"),
            "text",
            f"{name}を正確に保つため",
            (),
        ),
        (f"{f}.basics.held_from", (*basics, "⑤保有開始日"), "date", f"平成28年{number}月1日", ()),
        (f"{f}.basics.department", (*basics, "⑥事務担当部署"), "text", "市民生活部市民課窓口係", ()),
        (f"{f}.use.purpose", (*use, "⑥使用目的 ※"), "text", f"{name}により事務を適正に行うために使用する。", ()),
        (f"{f}.use.user.department", (*use, "⑦使用の主体", "使用部署 ※"), "text", f"市民課第{number}係の窓口", ()),
        (
            f"{f}.use.user.number",
            (*use, "⑦使用の主体", "使用者数"),
            "choice",
            "10人未満",
            ("10人未満", "10人以上50人未満"),
        ),
    ]
    for n, business in ((1, "運用保守"), (2, "帳票の印刷")):
        group = (*outsourcing, f"委託事項{n}　{business}")
        fields += [
            (f"{f}.outsourcing[{n}].content", (*group, "①委託内容"), "text", f"{name}の{business}を委託する。", ()),
            (f"{f}.outsourcing[{n}].contractor", (*group, "⑥委託先名"), "text", f"株式会社{business}{number}", ()),
            (
                f"{f}.outsourcing[{n}].subcontracting", (*group, "再委託", "⑦再委託の有無 ※"), "choice", "再委託する",
                ("再委託する", "再委託しない"),
            ),
        ]  # fmt: skip
    fields += [
        (f"{f}.risk.use.risk2.measures", (*risk, "リスクに対する措置の内容"), "text", f"{name}の操作を記録する。", ()),
        (f"{f}.risk.use.risk2.sufficient", (*risk, "リスクへの対策は十分か"), "choice", _LEVELS[number], _LEVELS),
    ]
    return fields


def report() -> list[Item]:
    """The printed fields of the report in order."""
    fields: list[tuple[str, tuple[str, ...], str, str, tuple[str, ...]]] = [
        ("cover.remarks", ("特記事項",), "text", "取扱者を限っている。", ()),
        ("cover.published_on", ("公表日",), "date", "令和7年3月28日", ()),
        ("handling.name", (*_HANDLING, "①事務の名称"), "text", "住民基本台帳に関する事務", ()),
        ("handling.outline", (*_HANDLING, "②事務の内容 ※"), "text", "住民票を編製し、その写しを交付する。", ()),
        ("department.name", ("Ⅰ 基本情報", "7. 評価実施機関における担当部署", "①部署"), "text", "市民生活部市民課", ()),
        (
            "department.head",
            ("Ⅰ 基本情報", "7. 評価実施機関における担当部署", "②所属長の役職名"),
            "text",
            "市民課長",
            (),
        ),
    ]
    for number, name in FILES.items():
        fields += _per_file(number, name)
    annex = "（別添２）特定個人情報ファイル記録項目"
    fields += [
        (f"annex_records[{n}]", (annex, name), "text", f"{name}：氏名、住所、生年月日", ()) for n, name in FILES.items()
    ]
    return [
        Item(i, at, "", " ".join(path), kind, text, "read", path=path, options=options)
        for at, (i, path, kind, text, options) in enumerate(fields)
    ]


def row(label: str, before: str = "", after: str = "", number: int = 1) -> ChangeRow:
    """A row of the change table of which only the label and the texts matter."""
    return ChangeRow(number, None, "", label, before, after, "事後", "事後", "")
