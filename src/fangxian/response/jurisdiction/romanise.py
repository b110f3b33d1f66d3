"""Chinese place names in Latin letters (Hanyu Pinyin without tones).

A character's usual reading comes from pypinyin; what place names read otherwise stands here. Many names are
transliterated at once by a plain character map, several times as fast as one by one.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

WORDS: Final = {
    "宝坻": "bao di", "蚌埠": "beng bu", "大埔": "da bu", "大城县": "dai cheng xian", "东阿": "dong e",
    "番禺": "pan yu", "涡阳": "guo yang", "洪洞": "hong tong", "黄陂": "huang pi", "珲春": "hun chun",
    "筠连": "jun lian", "浚县": "xun xian", "会稽": "kuai ji", "乐陵": "lao ling", "乐亭": "lao ting",
    "六安": "lu an", "牟平": "mu ping", "茄子": "qie zi", "犍为": "qian wei", "铅山": "yan shan",
    "宕昌": "tan chang", "乐清": "yue qing", "吴堡": "wu bu", "荥经": "ying jing", "尉犁": "yu li",
    "蔚县": "yu xian", "中牟": "zhong mu", "枞阳": "zong yang", "泌阳": "bi yang", "西藏": "xi zang",
    "长子县": "zhang zi xian", "东莞": "dong guan", "重庆": "chong qing", "百色": "bai se",
}  # fmt: skip
"""Names whose reading differs from that of their characters elsewhere.

Source: the forms used by the places themselves (county gazetteers; Ministry of Civil Affairs, division codes).
"""

CHARACTERS: Final = {
    "长": "chang", "都": "du", "藏": "zang", "什": "shi", "会": "hui", "勒": "le", "曾": "zeng", "厦": "xia",
    "佛": "fo", "尾": "wei", "单": "shan", "解": "xie", "重": "chong", "朝": "chao", "行": "xing", "０": "0",
    "ｅ": "e",
}  # fmt: skip
"""Characters with several readings, with the one that place names use."""


def syllables(name: str) -> list[str]:
    """The name's syllables; characters that are not Chinese are kept, joined as they stand.

    >>> syllables("郫都区")
    ['pi', 'du', 'qu']
    """
    found: list[str] = []
    open_ended = False  # whether the last piece is Latin, and may go on
    for character in _words(name):
        if _is_chinese(character):
            found.append(_readings[ord(character)])
            open_ended = False
        elif character == " ":
            open_ended = False
        elif open_ended:
            found[-1] += character
        else:
            found.append(character)
            open_ended = True
    return found


def search_key(name: str) -> str:
    """The name as a search key: small letters without gaps, ``lü`` as ``lv``.

    >>> search_key("郫筒街道")
    'pitongjiedao'
    """
    return search_keys([name])[0]


def search_keys(names: Iterable[str]) -> list[str]:
    """:func:`search_key` of many names, in one sweep over all of them; what committees share is left out.

    A village is looked for as ``taipingcun``, never as ``taipingcuncunminweiyuanhui``.
    """
    text = "".join([f"{' '.join(name.split())}\n" for name in names])
    for ending in _COMMITTEES:
        text = text.replace(f"{ending}\n", "\n")
    return _words(text).translate(_readings).replace(" ", "").lower().splitlines()


_COMMITTEES: Final = ("村民委员会", "居民委员会", "村委会", "居委会")
_FIRST: Final = frozenset(word[0] for word in WORDS)


def _words(text: str) -> str:
    if _FIRST.isdisjoint(text):
        return text
    for word, reading in WORDS.items():
        if word in text:
            text = text.replace(word, f" {reading} ")
    return text


class _Readings(dict[int, str]):
    """Reading of each character by its code point, looked up when it is first met; others stand for themselves."""

    def __missing__(self, point: int) -> str:
        from pypinyin import lazy_pinyin  # loads its dictionaries: half a second, only where it is needed

        character = chr(point)
        found = lazy_pinyin(character) if _is_chinese(character) else [character]
        self[point] = found[0]
        return found[0]


def _is_chinese(character: str) -> bool:
    return "\u3400" <= character <= "\u9fff" or character > "\uffff"


_readings: Final = _Readings({ord(character): reading for character, reading in CHARACTERS.items()})
