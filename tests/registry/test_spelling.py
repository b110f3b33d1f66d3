"""How a name sounds, read character by character where that says the same as the whole."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from pypinyin import lazy_pinyin
from pypinyin.constants import PHRASES_DICT

from fangxian.response.registry import spelling

WORDS = sorted(word for word in PHRASES_DICT if len(word) <= 4)
ONES = st.one_of(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), st.sampled_from("乐行长重和单曾 ·aé1"))
TEXTS = st.one_of(
    st.text(ONES, max_size=6), st.sampled_from(WORDS), st.sampled_from(WORDS).map(lambda word: "王" + word)
)


@given(TEXTS, st.sampled_from(["default", "ignore"]))
def test_the_short_way_says_what_the_dictionary_of_words_says(text, errors):
    assert spelling._read(text, errors) == lazy_pinyin(text, errors=errors)


def test_a_word_within_a_name_is_read_as_a_word():
    assert spelling.pinyin("李音乐") == "liyinyue"
    assert spelling.pinyin("李乐") == "lile"
