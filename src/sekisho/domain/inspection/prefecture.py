"""The prefectures of Japan in the order of JIS X 0401, by the names that lists, visits and trips are kept under."""

import unicodedata

#: Romanised key and official Japanese name.
PREFECTURES = {
    "hokkaido": "北海道", "aomori": "青森県", "iwate": "岩手県", "miyagi": "宮城県", "akita": "秋田県",
    "yamagata": "山形県", "fukushima": "福島県", "ibaraki": "茨城県", "tochigi": "栃木県", "gunma": "群馬県",
    "saitama": "埼玉県", "chiba": "千葉県", "tokyo": "東京都", "kanagawa": "神奈川県", "niigata": "新潟県",
    "toyama": "富山県", "ishikawa": "石川県", "fukui": "福井県", "yamanashi": "山梨県", "nagano": "長野県",
    "gifu": "岐阜県", "shizuoka": "静岡県", "aichi": "愛知県", "mie": "三重県", "shiga": "滋賀県",
    "kyoto": "京都府", "osaka": "大阪府", "hyogo": "兵庫県", "nara": "奈良県", "wakayama": "和歌山県",
    "tottori": "鳥取県", "shimane": "島根県", "okayama": "岡山県", "hiroshima": "広島県", "yamaguchi": "山口県",
    "tokushima": "徳島県", "kagawa": "香川県", "ehime": "愛媛県", "kochi": "高知県", "fukuoka": "福岡県",
    "saga": "佐賀県", "nagasaki": "長崎県", "kumamoto": "熊本県", "oita": "大分県", "miyazaki": "宮崎県",
    "kagoshima": "鹿児島県", "okinawa": "沖縄県",
}  # fmt: skip
_NAMES = {name: key for key, name in PREFECTURES.items()}
#: People leave out the last sign: 愛知 for 愛知県. 北海道 is never shortened.
_SHORT = {name[:-1]: key for name, key in _NAMES.items() if name != "北海道"}


def prefecture_of(text: str) -> str:
    """Give the key of a prefecture as people write it (愛知県, 愛知, Aichi); empty where it is none."""
    plain = unicodedata.normalize("NFKC", text).strip()
    key = plain.casefold().removesuffix(" prefecture").removesuffix("-ken")
    return key if key in PREFECTURES else _NAMES.get(plain) or _SHORT.get(plain, "")
