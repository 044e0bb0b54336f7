"""What a file may hold that is not plainly its text, and in which format each kind can occur.

A test says with ``@pytest.mark.kind(KIND, xlsx="read")`` for which formats it shows that a kind is ``read`` as a person
sees it, is ``told`` and is no part of the text, or both (``read told``). The manual's table is made of these marks.
"""

from __future__ import annotations

FORMATS = {"xlsx": "ワークブック", "pdf": "PDF", "html": "ウェブページ", "txt": "テキスト"}

KINDS: dict[str, tuple[str, frozenset[str]]] = {
    "columns": ("変更箇所の列の順が様式と異なる、途中で見出しが変わる", frozenset()),
    "strange": ("様式にない列（担当課、備考など）", frozenset()),
    "two-lines": ("二行にわたる見出し", frozenset()),
    "missing": ("列が足りない", frozenset()),
    "rows": ("複数の行にわたって結合した欄", frozenset({"txt"})),
    "across": ("複数の列にわたって結合した欄", frozenset({"txt"})),
    "hidden": ("非表示の行・列・シート・レイヤー、`display:none`", frozenset()),
    "printed": ("印刷範囲や紙面の外にある記載", frozenset({"html", "txt"})),
    "unseen": ("下地と同じ色、極端に小さい文字、何も表示しない書式", frozenset({"txt"})),
    "blackened": ("黒塗り（下に文字が残っているもの）", frozenset({"html", "txt"})),
    "struck": ("取り消し線（見え消し）", frozenset()),
    "lost": ("エラー値、計算結果のない数式", frozenset({"pdf", "html", "txt"})),
    "picture": ("欄の中の画像", frozenset()),
    "shape": ("記載に重なる図形、手書きの注釈（線、丸囲み）", frozenset({"html", "txt"})),
    "box": ("テキストボックス、注釈の文字", frozenset({"html", "txt"})),
    "comment": ("コメント（セルのメモ、返信の付くコメント、注釈の付箋）", frozenset({"html", "txt"})),
    "control": ("チェックボックスなどの部品", frozenset({"txt"})),
    "condition": ("条件付き書式で引かれた取り消し線、隠された記載", frozenset({"pdf", "html", "txt"})),
    "style": ("スタイルが書き足す文字、別ファイルのスタイル", frozenset({"xlsx", "pdf", "txt"})),
    "script": ("表示のときに書き込むプログラム", frozenset({"xlsx", "pdf", "txt"})),
    "shown": ("日付・数の表示形式、記載の始まる位置", frozenset({"pdf", "html", "txt"})),
    "ruby": ("ふりがな", frozenset()),
    "open": ("罫線が足りない、又は白い表", frozenset({"xlsx", "html", "txt"})),
    "drawn": ("描かれた字と異なる読み上げ用の文字（ActualText）", frozenset({"xlsx", "html", "txt"})),
    "lying": ("日本語の文章にあり得ない文字（フォントの対応表の偽り）", frozenset({"xlsx", "html", "txt"})),
    "uneven": ("描かれた字と数の合わない文字（フォントの対応表の偽り）", frozenset({"xlsx", "html", "txt"})),
    "timings": ("提出時期が事前・事後の二列で、印が付くもの", frozenset()),
    "beyond": ("欄からはみ出して、又は重なって印刷された文字", frozenset({"xlsx", "html", "txt"})),
    "margin": (
        "ページの余白にソフトが印刷する行（シート名、日時、アドレス、ページ番号）",
        frozenset({"xlsx", "html", "txt"}),
    ),
    "second-report": ("一つのファイルに二つの評価書", frozenset()),
    "second-table": ("二つ目の変更箇所の表（旧、参考）", frozenset()),
    "pages": ("ページの抜け、重複、逆順", frozenset({"xlsx", "html", "txt"})),
    "scanned": ("文字のない（画像の）ページ", frozenset({"xlsx", "html", "txt"})),
    "attached": ("添付ファイル、ポートフォリオ、枠の中の別のページ", frozenset({"xlsx", "txt"})),
}
"""Each kind with its name in the manual and the formats in which it cannot occur."""

IN_ENGLISH = {
    "columns": "Columns of the change table in another order; a second header half-way",
    "strange": "Columns that the form does not have (担当課, 備考, …)",
    "two-lines": "A header over two lines",
    "missing": "Missing columns",
    "rows": "Cells joined over rows",
    "across": "Cells joined over columns",
    "hidden": "Hidden rows, columns, sheets, layers; `display:none`",
    "printed": "What lies outside the print area or the paper",
    "unseen": "Colour of the ground, tiny letters, formats that show nothing",
    "blackened": "Blackened text that is still in the file",
    "struck": "Text struck through (見え消し)",
    "lost": "Error values, formulas without a result",
    "picture": "A picture in a cell",
    "shape": "Shapes and handwriting over the text",
    "box": "Text boxes, the words of notes",
    "comment": "Comments (notes of cells, threads of replies, notes on a page)",
    "control": "Check boxes and other controls",
    "condition": "Conditional formats that strike or hide",
    "style": "Words a style writes; styles in other files",
    "script": "Programs that write when the page is shown",
    "shown": "Formats of dates and numbers; where a text begins",
    "ruby": "Ruby (ふりがな)",
    "open": "Tables with missing or white rules",
    "drawn": "Words to be read aloud that differ from those drawn (ActualText)",
    "lying": "Signs that no Japanese text has (a font's map that lies)",
    "uneven": "Signs drawn in another number than the text has (a font's map that lies)",
    "timings": "提出時期 in two columns, 事前 and 事後, with a mark",
    "beyond": "Text printed beyond its cell, or over other text",
    "margin": "Lines that programs print in a page's margins (sheet, hour, address, page number)",
    "second-report": "Two reports in one file",
    "second-table": "A second change table (旧, 参考)",
    "pages": "Pages missing, doubled, reversed",
    "scanned": "Pages that are pictures",
    "attached": "Attached files, portfolios, frames with other pages",
}
"""The same names in English."""

FORMATS_IN_ENGLISH = {"xlsx": "workbook", "pdf": "PDF", "html": "web page", "txt": "text"}
