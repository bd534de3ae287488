"""The layout of the transfer file as a page people hold against their bank's own table."""

from itertools import accumulate

from sekisho.domain.fund.zengin.layout import DATA, END, HEADER, RECORD, TRAILER, Field, Layout

HEAD = f"""# The transfer file

Payments leave in the Zengin transfer format (全銀協規定フォーマット, 総合振込): records of {RECORD} bytes, one
header, a data record for each payment, one trailer and the end, in single-byte JIS characters. After each record stands
nothing, or CR and LF, as the bank wants it (parameter `transfer.line_ending`). Made from the layout the program writes
and reads with (`src/sekisho/domain/fund/zengin/layout.py`); tests hold it against the published table and this page
against it.
Write it again with `.venv/bin/python -c 'from sekisho.domain.fund.zengin.chart import page; print(page(), end="")'`.

Published by banks: expydoc.com/doc/11700435 (Gunma Bank), happylibus.com/doc/455113. N: digits, to the right, filled
with zeros. C: half-width kana, capitals, digits and `( ) - .`, to the left, filled with spaces.

"""
TAIL = """## The bank's answer

Banks answer in the same records, each in its own way. Where the code of an answer stands in the data record, and what
each code means, are parameters (`transfer.result_field`, `transfer.result_codes`). It must stand in the filler, and
everything else comes back as it was sent, but for fillers, the mark and the names of banks and branches: any other
difference refuses the file whole, with its place. Customer code 1 names the batch, customer code 2 the payment in it.
"""
#: The fields as banks name them.
NAMES = {
    "kind": "データ区分", "service": "種別コード", "code": "コード区分", "remitter_code": "振込依頼人コード",
    "remitter_name": "振込依頼人名", "transfer_on": "取組日（MMDD）", "bank": "金融機関番号", "bank_name": "金融機関名",
    "branch": "支店番号", "branch_name": "支店名", "account_kind": "預金種目", "account_number": "口座番号",
    "clearing_house": "手形交換所番号", "name": "受取人名", "amount": "振込金額", "new_code": "新規コード",
    "customer_code_1": "顧客コード1", "customer_code_2": "顧客コード2", "transfer_type": "振込指定区分",
    "mark": "識別表示", "count": "合計件数", "total": "合計金額", "filler": "ダミー",
}  # fmt: skip
RECORDS = {
    "Header record (ヘッダ・レコード)": HEADER,
    "Data record (データ・レコード)": DATA,
    "Trailer record (トレーラ・レコード)": TRAILER,
    "End record (エンド・レコード)": END,
}


def _row(n: int, field: Field, last: int) -> str:
    cells = (
        str(n),
        f"`{field.name}`",
        NAMES[field.name],
        f"{last - field.size + 1}–{last}",
        str(field.size),
        "N" if field.is_number else "C",
        f"`{field.always}`" if field.always else "",
    )
    return f"| {' | '.join(cells)} |"


def _section(title: str, layout: Layout) -> list[str]:
    ends = accumulate(field.size for field in layout)
    rows = [_row(n, field, last) for n, (field, last) in enumerate(zip(layout, ends, strict=True), start=1)]
    head = "| no. | field | 項目 | bytes | size | kind | always |"
    return [f"## {title}", "", head, "| --- | --- | --- | --- | --- | --- | --- |", *rows, ""]


def page() -> str:
    """Give the whole page."""
    lines = [line for title, layout in RECORDS.items() for line in _section(title, layout)]
    return HEAD + "\n".join(lines) + "\n" + TAIL
