"""The words of the vocabulary, by what they are about. See :mod:`fangxian.protocol.vocabulary`."""

from __future__ import annotations

from fangxian.protocol.words.case import CASE
from fangxian.protocol.words.command import COMMAND
from fangxian.protocol.words.contact import CONTACT
from fangxian.protocol.words.document import DOCUMENT
from fangxian.protocol.words.goods import GOODS
from fangxian.protocol.words.office import STAFF
from fangxian.protocol.words.person import PERSON
from fangxian.protocol.words.place import PLACE
from fangxian.protocol.words.record import RECORD
from fangxian.protocol.words.sample import SAMPLE
from fangxian.protocol.words.search import SEARCH
from fangxian.protocol.words.spec import Attribute, Kind, Type

CHAPTERS: tuple[tuple[str, str, tuple[Kind, ...]], ...] = (
    ("Cases", "病例", CASE),
    ("Exposures, contacts, quarantine", "接触、隔离与协查", CONTACT),
    ("People", "人员", PERSON),
    ("Samples and testing", "采样与检测", SAMPLE),
    ("Places and zones", "场所与区域", PLACE),
    ("Goods and resources", "物品与物资", GOODS),
    ("Command, inspection, information", "指挥、督查与信息", COMMAND),
    ("Offices, posts and users", "单位、岗位与用户", STAFF),
    ("Companion searches", "时空伴随检索", SEARCH),
    ("Documents and forms", "文书与调查表", DOCUMENT),
    ("The record itself", "记录本身", RECORD),
)
"""The vocabulary by chapter: English and Chinese heading, and the words. The documentation follows it."""

WORDS: tuple[Kind, ...] = tuple(word for _, _, words in CHAPTERS for word in words)
"""Every kind of fact, in the order of the documentation."""

__all__ = ["CHAPTERS", "WORDS", "Attribute", "Kind", "Type"]
