"""In which encoding a text file was saved: by its mark, else UTF-8, else whichever reads as Japanese or Chinese.

Nearly every file in CP932 is also a file in GB18030 and the other way round; only the text that comes out tells which
one was meant. So both are tried, and what came out is weighed: kana in words, and the commonest characters of each.
"""

import codecs
import re
from dataclasses import dataclass

from sekisho.domain.values.finding import Finding
from sekisho.media.table.problem import UnreadableError, note

#: Marks at a file's beginning; the longer ones first, because UTF-32's begins like UTF-16's.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_NAMES = {"utf-8-sig": "UTF-8", "utf-8": "UTF-8", "cp932": "CP932", "gb18030": "GB18030", "utf-16": "UTF-16"}
#: Encodings somebody may name, as iconv and people call them.
KNOWN = {
    "utf-8": "utf-8-sig",
    "utf-16": "utf-16",
    "utf-16le": "utf-16-le",
    "utf-16be": "utf-16-be",
    "cp932": "cp932",
    "shift_jis": "cp932",
    "windows-31j": "cp932",
    "gb18030": "gb18030",
    "gbk": "gb18030",
    "gb2312": "gb18030",
}
#: So much of a text tells its language; weighing all of a large file would tell no more.
WEIGHED = 20_000
#: How many bytes at the beginning tell whether every second one is NUL.
SAMPLE = 1000
#: Below this lead of one reading over the other the choice is told as doubtful.
CLEAR_LEAD = 0.15
#: The commonest characters of Chinese prose and of tables of machines; most of them no Japanese writes so.
_CHINESE = frozenset(
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民"
    "制造厂商型号类别规格重复精度电源压转速轴行程机器视觉检测设备线编程逻辑控加心数刀库容量负载半径点扫描周期端口像素漏率换时间日期"
    "附件版本备注名称单位公司备最低功能要求认证书说明适用起始节拍站换型开动率交钥匙智能工业生产双单表第条号"
)
_JAPANESE = frozenset(
    "日一国人年大十二本中長出三時行見月分後前生五間上東四今金九入学高円子外八六下来気小七山話女北午百書先名川千水半男西電校語"
    "製造者型式機種区分仕様繰返精度電源電圧回転速度軸移動量産業用画像検査装置制御加工数工具収納本可搬質量到達距離点演算接続口解像見逃"
    "段取替稼働率適用版備考番号単位株式会社附属書最低機能要件証明必須添付資料注施行改正令和平成表第条号"
)
_FULL_KANA = re.compile("[ぁ-んァ-ヴー]")
#: Half-width kana as syllables: a voiced mark only after the rows that have one. Chinese read as CP932 seldom obeys.
_HALF_RUN = re.compile("[ｦ-ﾟ]+")
#: Each sign can begin one kind of syllable only: a run is read once, however long it is.
_SYLLABLES = re.compile("(?:(?:[ｳｶ-ﾄ]ﾞ?|[ﾊ-ﾎ][ﾞﾟ]?|[ｱｲｴｵﾅ-ﾉﾏ-ﾝｦ])[ｧ-ｯ]?ｰ?)++")


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text, the encoding it was read in, and whether that had to be chosen between two."""

    text: str
    encoding: str
    notes: tuple[Finding, ...] = ()


def _kana_weight(text: str) -> int:
    """Weigh half-width kana: for where they form syllables, against where they do not."""
    runs = _HALF_RUN.findall(text)
    return sum(len(run) * (1 if len(run) > 1 and _SYLLABLES.fullmatch(run) else -1) for run in runs)


def _score(text: str, common: frozenset[str], *, kana: bool) -> float:
    """Give how much of the signs beyond ASCII one expects in a language, from below 0 to 1."""
    signs = [sign for sign in text[:WEIGHED] if not sign.isascii()]
    if not signs:
        return 0
    expected = sum(sign in common for sign in signs)
    if kana:
        expected += len(_FULL_KANA.findall("".join(signs))) + _kana_weight("".join(signs))
    strange = sum("\ue000" <= sign <= "\uf8ff" or ord(sign) > 0xFFFF for sign in signs)
    return (expected - strange) / len(signs)


def _decoded(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return ""


def _chosen(data: bytes) -> Decoded:
    japanese, chinese = _decoded(data, "cp932"), _decoded(data, "gb18030")
    if not japanese and not chinese:
        raise UnreadableError("encoding", known="UTF-8, UTF-16, CP932, GB18030")
    if not japanese or not chinese:
        name = "GB18030" if chinese else "CP932"
        return Decoded(japanese or chinese, name, (note("decoded", encoding=name),))
    for_japanese, for_chinese = _score(japanese, _JAPANESE, kana=True), _score(chinese, _CHINESE, kana=False)
    text, name, other = (japanese, "CP932", "GB18030") if for_japanese >= for_chinese else (chinese, "GB18030", "CP932")
    doubtful = abs(for_japanese - for_chinese) < CLEAR_LEAD
    code = "decoded_doubtfully" if doubtful else "decoded"
    return Decoded(text, name, (note(code, encoding=name, other=other),))


def _wide(data: bytes) -> str:
    """Give UTF-16 without a mark, which shows by its NUL; empty where there are too few."""
    even, odd = data[:SAMPLE:2].count(0), data[1:SAMPLE:2].count(0)
    if max(even, odd) * 4 < len(data[:SAMPLE]):
        return ""
    return "utf-16-be" if even > odd else "utf-16-le"


def _named(data: bytes, encoding: str) -> Decoded:
    codec = KNOWN.get(encoding.casefold().replace(" ", ""))
    if codec is None:
        raise UnreadableError("unknown_encoding", encoding=encoding, known=", ".join(KNOWN))
    try:
        return Decoded(data.decode(codec).removeprefix("\ufeff"), encoding.upper())
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise UnreadableError("not_in_encoding", encoding=encoding, line=line) from error


def _found(data: bytes) -> Decoded:
    marked = next((codec for mark, codec in _MARKS if data.startswith(mark)), "") or _wide(data)
    if marked:
        text = _decoded(data, marked)
        if not text:
            raise UnreadableError("encoding", known="UTF-8, UTF-16, CP932, GB18030")
        return Decoded(text.removeprefix("\ufeff"), _NAMES.get(marked, marked.upper()))
    text = _decoded(data, "utf-8")
    return Decoded(text, "UTF-8") if text or not data else _chosen(data)


def decode(data: bytes, encoding: str = "") -> Decoded:
    """Decode a text file; its encoding is found out where none is named. Raises UnreadableError."""
    decoded = _named(data, encoding) if encoding else _found(data)
    # A text holds no NUL: whatever does is a picture, a program, or a file cut out of something else.
    if "\0" in decoded.text:
        raise UnreadableError("binary", line=decoded.text[: decoded.text.index("\0")].count("\n") + 1)
    return decoded
