"""How a name sounds: pinyin without tones and its initials, so that 张伟, 章伟 and Zhang Wei meet."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container, Mapping
from functools import lru_cache
from typing import Final

_SURNAMES: Final = {
    "单": "shan", "解": "xie", "曾": "zeng", "仇": "qiu", "任": "ren", "区": "ou", "查": "zha", "盖": "ge",
    "缪": "miao", "朴": "piao", "覃": "qin", "翟": "zhai", "华": "hua", "乐": "yue", "纪": "ji", "尹": "yin",
    "洗": "xian", "冼": "xian", "宓": "mi", "员": "yun", "繁": "po", "种": "chong", "折": "she", "黑": "he",
    "秘": "bi", "召": "shao", "柏": "bai", "燕": "yan", "葛": "ge", "卜": "bu", "晁": "chao", "逄": "pang",
}  # fmt: skip
"""Characters that are read otherwise as a surname than they usually are."""

_NAME: Final = 4  # characters; of longer texts the words in them are looked for at once

_TONES: Final = dict.fromkeys((0x300, 0x301, 0x304, 0x30C))
"""Marks above a vowel that are its tone; the two points of ü are none."""

_DOUBLE: Final = {"尉迟": ("yu", "chi"), "万俟": ("mo", "qi"), "单于": ("chan", "yu"), "澹台": ("tan", "tai")}


@lru_cache(maxsize=8192)
def syllables(name: str) -> tuple[str, ...]:
    """The syllables of a name in small letters without tones; words of a Latin name as they are written.

    >>> syllables("Zhang San")
    ('zhang', 'san')
    """
    if name.isascii():
        return tuple(re.findall(r"[a-z]+", name.lower()))
    tidy = re.sub(r"[^\w]|_", "", name)
    if tidy[:2] in _DOUBLE:
        return (*_DOUBLE[tidy[:2]], *_read(tidy[2:], "ignore"))
    read = [syllable.lower().replace("ü", "v") for syllable in _read(tidy, "default")]
    if tidy[:1] in _SURNAMES and read:
        read[0] = _SURNAMES[tidy[0]]
    return tuple(read)


def pinyin(name: str) -> str:
    """``张三`` → ``zhangsan``; empty for an empty name."""
    return "".join(syllables(name))


def initials(name: str) -> str:
    """``张三`` → ``zs``; empty for an empty name."""
    return "".join(syllable[0] for syllable in syllables(name))


def _read(text: str, errors: str) -> list[str]:
    """The syllables of a text; character by character where no word of several is in it, as in most names."""
    if len(text) <= _NAME and not _has_words(text):
        found = list(map(_character, text))
        if "" not in found:
            return found
    from pypinyin import lazy_pinyin  # loads its dictionaries: half a second, only where it is needed

    return list(lazy_pinyin(text, errors=errors))


def _has_words(text: str) -> bool:
    words = _dictionaries()[0]
    for last in range(2, len(text) + 1):
        for first in range(last - 1):
            if text[first:last] in words:
                return True
    return False


@lru_cache(maxsize=32768)
def _character(character: str) -> str:
    """How a Chinese character is read by itself: the first of its readings, without the tone; empty for any other."""
    read = _dictionaries()[1].get(ord(character), "").partition(",")[0]
    return unicodedata.normalize("NFD", read).translate(_TONES).replace("u\u0308", "v")


@lru_cache(maxsize=1)
def _dictionaries() -> tuple[Container[str], Mapping[int, str]]:
    """The words that are read together, and how the characters that are known may be read."""
    from pypinyin.constants import PHRASES_DICT, PINYIN_DICT

    return PHRASES_DICT, PINYIN_DICT
