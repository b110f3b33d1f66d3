"""What a kind of fact is made of: its names, its subject and its attributes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Type = Literal["text", "key", "integer", "number", "flag", "time", "date", "id", "area", "choice", "subject", "list"]
"""Types of an attribute.

``text`` a sentence · ``key`` a machine name that a pack defines (``close``, ``high``) · ``integer``, ``number``,
``flag`` · ``time`` ISO-8601 with offset · ``date`` ISO-8601 · ``id`` a UUID · ``area`` digits of an area code ·
``choice`` one of a closed list · ``subject`` ``<kind>:<uuid>`` · ``list`` a list of texts.
"""


@dataclass(frozen=True, slots=True)
class Attribute:
    """One attribute of a kind of fact.

    Attributes
    ----------
    name : str
        Its key in a fact's attributes.
    type : Type
        What a value looks like.
    zh, en : str
        What it means, in both languages.
    required : bool
        Whether a fact of this kind is refused without it.
    choices : tuple of str
        The closed list of a ``choice``, or the kinds a ``subject`` may have.
    """

    name: str
    type: Type
    zh: str
    en: str
    required: bool = False
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of fact.

    Attributes
    ----------
    kind : str
        Its word, ``<thing>.<what happened>``.
    subjects : tuple of str
        What it can happen to.
    zh, en : str
        Its title in both languages.
    attributes : tuple of Attribute
        What else a fact of this kind says.
    moment : str
        Another name for the fact's `at` that a clause may count from (``confirmed_at``); empty if none.
    retires : str
        Attribute that names the opening which a fact of this kind takes back; empty if it ends everything.
    """

    kind: str
    subjects: tuple[str, ...]
    zh: str
    en: str
    attributes: tuple[Attribute, ...] = ()
    moment: str = ""
    retires: str = ""

    def attribute(self, name: str) -> Attribute | None:
        """Return one of its own attributes by name."""
        return next((item for item in self.attributes if item.name == name), None)


def needed(attribute: Attribute) -> Attribute:
    """Return the same attribute, required."""
    return Attribute(attribute.name, attribute.type, attribute.zh, attribute.en, True, attribute.choices)


def one_of(name: str, zh: str, en: str, *choices: str) -> Attribute:
    """Return an attribute with a closed list of values."""
    return Attribute(name, "choice", zh, en, choices=choices)


# Attributes that many kinds share. One word for one thing.
AREA = Attribute("area", "area", "地区代码", "area code")
FROM_AREA = Attribute("from_area", "area", "来自地区", "area it comes from")
TO_AREA = Attribute("to_area", "area", "送往地区", "area it goes to")
INSTITUTION = Attribute("institution", "text", "机构", "institution")
OFFICE = Attribute("office", "text", "责任单位", "office")
REASON = Attribute("reason", "text", "原因", "reason")
UNTIL = Attribute("until", "time", "截止时间", "when it ends")
PLACE_REF = Attribute("place", "subject", "场所", "place", choices=("place",))
PERSON_REF = Attribute("person", "subject", "人员", "person", choices=("person",))
SYMPTOMS = Attribute("symptoms", "list", "症状", "symptoms")
TEMPERATURE = Attribute("temperature", "number", "体温(℃)", "body temperature, °C")
ONSET_ON = Attribute("onset_on", "date", "发病日期", "day of onset")
RESULT = one_of("result", "检测结果", "result of the test", "positive", "negative", "grey", "invalid")
SAMPLE_ID = Attribute("sample", "id", "样本编号", "sample")
SPECIMEN = Attribute("specimen", "key", "标本类型", "kind of specimen")
LEVEL = Attribute("level", "key", "等级", "level")
LEGAL_BASIS = Attribute("legal_basis", "text", "法律依据", "legal basis")

COMMON = (
    Attribute("signer", "text", "签发人", "who signed"),
    Attribute("note", "text", "备注", "note"),
    one_of("certainty", "可信程度", "how sure it is", "certain", "probable", "possible", "reconstructed"),
    Attribute("batch", "id", "导入批次", "import that brought it"),
    Attribute("evidence", "list", "佐证材料", "ids of documents or pictures"),
)
"""Attributes that a fact of any kind may have."""
