"""Which encoding a file that is not UTF-8 was probably saved in, so that the refusal can say how to convert it."""

import codecs

#: Marks at a file's beginning; the longer ones first, because UTF-32's begins like UTF-16's.
_MARKS = {
    codecs.BOM_UTF32_LE: "UTF-32",
    codecs.BOM_UTF32_BE: "UTF-32",
    codecs.BOM_UTF16_LE: "UTF-16",
    codecs.BOM_UTF16_BE: "UTF-16",
}
#: How many bytes at the beginning tell whether every second one is NUL.
SAMPLE = 1000
_HALF_WIDTH_KANA = range(0xFF61, 0xFFA0)


def _decoded(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return ""


def wide_encoding(data: bytes) -> str:
    """Give the encoding of two or four bytes a sign that a file shows by its mark or its many NUL; else nothing."""
    marked = next((name for mark, name in _MARKS.items() if data.startswith(mark)), "")
    if marked:
        return marked
    even, odd = data[:SAMPLE:2].count(0), data[1:SAMPLE:2].count(0)
    if max(even, odd) * 4 < len(data[:SAMPLE]):
        return ""
    return "UTF-16BE" if even > odd else "UTF-16LE"


def likely_encoding(data: bytes) -> str:
    """Give the encoding a file was probably saved in, as iconv names it; empty where nobody can tell."""
    wide = wide_encoding(data)
    if wide:
        return wide
    japanese, chinese = _decoded(data, "cp932"), _decoded(data, "gb18030")
    # Chinese text read as CP932 turns into half-width kana, which people hardly write.
    if japanese and not (chinese and any(ord(sign) in _HALF_WIDTH_KANA for sign in japanese)):
        return "CP932"
    return "GB18030" if chinese else ""
