"""One list of models written the four ways in which ministries and makers send theirs; ``write`` renews the examples.

All of it is fictional: the models of the shipped edition of 10 October 2026, one of them measured again, one new, one
gone. The files stand in ``docs/examples/annex-a``.
"""

import io
from dataclasses import replace
from datetime import date
from fractions import Fraction
from html import escape
from pathlib import Path

import openpyxl
from openpyxl.styles import Alignment, Border, Font, Side

from sekisho.bootstrap.package import seed_files, shipped_program
from sekisho.domain.program.annex.words import parse_words
from sekisho.domain.program.edition import Edition, Model
from sekisho.domain.program.specification import Relation, shown
from sekisho.media.print import print_pdf

FOLDER = Path(__file__).parents[3] / "docs" / "examples" / "annex-a"
WORDS = parse_words(seed_files())
PROGRAM = shipped_program()
BEFORE = PROGRAM.editions[-1]
DAY = date(2026, 12, 1)
WIDE = str.maketrans("0123456789-.", "０１２３４５６７８９－．")
CATEGORIES = {
    "cnc": ("マシニングセンタ", "加工中心"),
    "robot": ("産業用ロボット", "工业机器人"),
    "plc": ("プログラマブルコントローラ", "可编程逻辑控制器"),
    "vision": ("画像検査装置", "机器视觉检测设备"),
    "line": ("ターンキー生産ライン", "交钥匙生产线"),
}
UNITS = {
    "min-1": ("min-1", "转/分"),
    "um": ("µm", "微米"),
    "pieces": ("本", "把"),
    "axes": ("軸", "轴"),
    "points": ("点", "点"),
    "us": ("µs", "微秒"),
    "ksteps": ("千ステップ", "千步"),
    "ports": ("ポート", "口"),
    "MP": ("百万画素", "百万像素"),
    "1/min": ("個/分", "件/分"),
    "s": ("秒", "秒"),
    "stations": ("工程", "工位"),
    "min": ("分", "分钟"),
    "%": ("%", "%"),
}
PAPERS = {"iso13849_certificate": ("ISO 13849 認証書", "ISO 13849 认证证书")}
GATES = {"V01": ("機能安全", "功能安全")}
NEW = Model(
    "Qingyao Robotics (fictional)",
    "QY-R30",
    "robot",
    {
        "payload_kg": Fraction(30),
        "reach_mm": Fraction(1900),
        "repeatability_mm": Fraction(1, 20),
        "axes": Fraction(6),
        "supply_v": BEFORE.models["qingyao robotics (fictional) qy-r20"].specification["supply_v"],
    },
)


def listed():
    """The models the list holds: those of the edition before, one measured again, one new, one gone."""
    models = dict(BEFORE.models)
    del models["donghe machine works (fictional) dh-h5"]
    again = models["hailan precision machinery (fictional) hlm-1100v"]
    models[again.key] = replace(again, specification={**again.specification, "tools": Fraction(60)})
    return [*models.values(), NEW]


def names(category):
    """The quantities of a category in the order of its minimum."""
    return [one.name for one in BEFORE.categories[category].minimum]


def models_of(category):
    """The models of a category, maker by maker."""
    return sorted((one for one in listed() if one.category == category), key=lambda one: (one.maker, one.model))


def heading(name, n, brackets="（）"):
    """The heading of a quantity in Japanese (0) or Chinese (1), with its unit."""
    measured = WORDS.measured(name)
    label = (measured.label.ja, measured.label.zh_hans)[n]
    return f"{label}{brackets[0]}{UNITS.get(measured.unit, (measured.unit,) * 2)[n]}{brackets[1]}"


def cell(model, name, *, between="〜", wide=False):
    """A quantity as a list writes it: thousands parted, ranges with a wave, in full width if asked for."""
    value = model.specification.get(name)
    if value is None:
        return ""
    text = shown(value).replace("-", between)
    text = f"{int(text):,}" if text.isdigit() else text
    return text.translate(WIDE) if wide else text


def said(names_of, ids, n, joint):
    """Papers or gates by their names."""
    return joint.join(names_of[one][n] for one in ids)


def workbook():
    """A workbook: a cover, a sheet a category under merged titles, makers merged, headings over two rows, notes."""
    book = openpyxl.Workbook()
    cover = book.active
    cover.title = "表紙"
    cover["A1"] = "附属書A　対象機種一覧（例示・架空）"
    for category in CATEGORIES:
        _sheet(book, category)
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def _sheet(book, category):
    sheet = book.create_sheet(CATEGORIES[category][0])
    sheet["A1"] = f"附属書A　{CATEGORIES[category][0]}"
    sheet["A1"].font = Font(bold=True, size=14)
    sheet["A2"], sheet["B2"] = "適用日", DAY
    sheet["B2"].number_format = "yyyy/m/d"
    quantities = names(category)
    over = ["No.", "製造者", "型式", *(heading(name, 0) for name in quantities), "追加書類", "必須とする要件", "備考"]
    below = [""] * len(over)
    if category == "cnc":
        over[3:6], below[3:6] = ["移動量（mm）", "", ""], ["X", "Y", "Z"]
        sheet.merge_cells("D4:F4")
    for n, (upper, lower) in enumerate(zip(over, below, strict=True), 1):
        sheet.cell(4, n, upper or None)
        if category == "cnc":
            sheet.cell(5, n, lower or None)
            if n not in (4, 5, 6):
                sheet.merge_cells(start_row=4, end_row=5, start_column=n, end_column=n)
    sheet.merge_cells(start_row=1, end_row=1, start_column=1, end_column=len(over))
    _rows(sheet, category, 6 if category == "cnc" else 5)
    for row in sheet.iter_rows(min_row=4):
        for one in row:
            one.border = Border(*(Side("thin") for _ in range(4)))
            one.alignment = Alignment(wrap_text=True, vertical="top")


def _rows(sheet, category, first):
    minimum = BEFORE.categories[category].minimum
    sheet.cell(first, 3, "最低機能仕様")
    for n, one in enumerate(minimum, 4):
        word = {Relation.AT_LEAST: "以上", Relation.AT_MOST: "以下", Relation.COVERS: "を含む"}[one.relation]
        sheet.cell(first, n, shown(one.value).replace("-", "〜") + word)
    maker, top, row = "", first + 1, first + 1
    for number, model in enumerate(models_of(category), 1):
        sheet.cell(row, 1, number)
        if model.maker == maker:
            sheet.merge_cells(start_row=top, end_row=row, start_column=2, end_column=2) if row == top + 1 else None
            for area in [
                a for a in sheet.merged_cells.ranges if a.min_col == 2 and a.min_row == top and row > a.max_row
            ]:
                sheet.unmerge_cells(str(area))
                sheet.merge_cells(start_row=top, end_row=row, start_column=2, end_column=2)
        else:
            sheet.cell(row, 2, model.maker)
            maker, top = model.maker, row
        sheet.cell(row, 3, model.model + ("※1" if model.gates else ""))
        for n, name in enumerate(names(category), 4):
            value = model.specification.get(name)
            sheet.cell(row, n, float(value) if isinstance(value, Fraction) else cell(model, name))
        last = 4 + len(minimum)
        sheet.cell(row, last, said(PAPERS, model.documents, 0, "、") or None)
        sheet.cell(row, last + 1, said(GATES, model.gates, 0, "、") or "－")
        row += 1
    sheet.cell(row + 1, 1, "※1 大可搬・医療用途の機種は、機能安全の証明を必須とする。")


def japanese():
    """A text file in CP932: a section a category, its own headings, full width, ditto marks, half-width katakana."""
    lines = ["附属書A 対象機種一覧（例示・架空）", "令和８年１２月１日適用", ""]
    for category in CATEGORIES:
        lines.append("ﾏｼﾆﾝｸﾞｾﾝﾀ" if category == "cnc" else f"【{CATEGORIES[category][0]}】")
        lines.append(
            ",".join(["ﾒｰｶｰ名", "型番", *(heading(one, 0) for one in names(category)), "追加書類", "必須要件"])
        )
        maker = ""
        for model in models_of(category):
            cells = [f'"{cell(model, name, wide=True)}"' for name in names(category)]
            ends = [said(PAPERS, model.documents, 0, "、"), said(GATES, model.gates, 0, "、") or "なし"]
            who = "〃" if model.maker == maker else model.maker
            lines.append(",".join([who, model.model.translate(WIDE), *cells, *ends]))
            maker = model.maker
        lines.append("")
    return "\r\n".join([*lines, "（注）架空の一覧である。", ""]).replace("µ", "μ").encode("cp932")


def chinese():
    """A text file in GB18030: one wide table of all categories under Chinese headings."""
    quantities = list(dict.fromkeys(name for category in CATEGORIES for name in names(category)))
    lines = ["附件A 对象机型清单（示例，虚构）", "生效日期：2026年12月1日", ""]
    lines.append(
        ",".join(["序号", "类别", "制造商", "型号", *(heading(one, 1) for one in quantities), "附加文件", "必备要件"])
    )
    models = [model for category in CATEGORIES for model in models_of(category)]
    for number, model in enumerate(models, 1):
        cells = [f'"{cell(model, name, between="～")}"' for name in quantities]
        ends = [said(PAPERS, model.documents, 1, "、"), said(GATES, model.gates, 1, "、") or "无"]
        lines.append(",".join([str(number), CATEGORIES[model.category][1], model.maker, model.model, *cells, *ends]))
    return "\r\n".join([*lines, "注：本清单为虚构示例。", ""]).encode("gb18030")


def printed():
    """A PDF: a ruled table a category, its first rows title and day, going on over pages."""
    style = "@page { size: A3 landscape; margin: 10mm } body { font-size: 8pt } section { break-after: page }"
    style += " table { border-collapse: collapse; width: 100% } td, th { border: 0.3mm solid; padding: 1mm }"
    body = "".join(_printed(category) for category in CATEGORIES)
    return print_pdf(f"<html lang='ja'><head><title>附属書A</title></head><body>{body}</body></html>", style, "annex")


def _printed(category):
    wide = len(names(category)) + 5
    rows = [f"<tr><td colspan={wide}>附属書A（例示・架空）　適用日：2026-12-01</td></tr>"]
    heads = ["区分", "製造者", "型式", *(heading(one, 0, "()") for one in names(category)), "追加書類", "必須要件"]
    rows.append("<tr>" + "".join(f"<th>{escape(one)}</th>" for one in heads) + "</tr>")
    for model in models_of(category):
        cells = [CATEGORIES[category][0], model.maker, model.model, *(cell(model, one) for one in names(category))]
        cells += [said(PAPERS, model.documents, 0, "、"), said(GATES, model.gates, 0, "、")]
        rows.append("<tr>" + "".join(f"<td>{escape(one)}</td>" for one in cells) + "</tr>")
    return f"<section><table>{''.join(rows)}</table></section>"


MADE = {"list.xlsx": workbook, "list-cp932.csv": japanese, "list-gb18030.csv": chinese, "list.pdf": printed}


def expected():
    """The edition all four give, without what it says of its own changes."""
    return Edition(DAY, BEFORE.label, BEFORE.categories, {model.key: model for model in listed()})


def write():
    """Write the examples anew."""
    for name, make in MADE.items():
        (FOLDER / name).write_bytes(make())


if __name__ == "__main__":
    write()
