"""What a bulletin has to state and must never say, by the rulebook, checked before anybody approves or publishes it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from fangxian.errors import Invalid
from fangxian.protocol.schema.notice import NoticeRule
from fangxian.response.bulletins.texts import FIELD, FIELDS
from fangxian.response.casework.models import Case
from fangxian.response.jurisdiction import access
from fangxian.response.ledger.models import Incident
from fangxian.response.registry.keys import name_index, phone_index
from fangxian.response.registry.models import Identity
from fangxian.response.registry.resident_id import check_resident_id
from fangxian.response.registry.seal import Sealer

LONGEST: Final = 4_000
"""Characters of a text."""

STATED: Final[dict[str, tuple[str, ...]]] = {
    "content": ("confirmed", "asymptomatic"), "scope": ("area", "as_of"), "help_line": ("help_line",),
    "signer": ("signer",),
}  # fmt: skip
"""By word of the rulebook's ``must_state``, the fields that a text then has to name."""

_ID: Final = re.compile(r"(?<![0-9A-Za-z])\d{17}[0-9Xx](?![0-9A-Za-z])")
_NUMBER: Final = re.compile(r"(?<!\d)1\d{10}(?!\d)")
_AGE: Final = re.compile(
    r"\d{1,3}\s*(?:周岁|岁)|\baged?\s+\d{1,3}\b|\b\d{1,3}[- ]years?[- ]old\b|\b\d{1,3} years of age\b", re.IGNORECASE
)
_HAN: Final = re.compile(r"[\u3400-\u9fff·]+")
_LATIN: Final = re.compile(r"[^\W\d_\u3400-\u9fff]+(?:[ '-][^\W\d_\u3400-\u9fff]+)*")
_NAME: Final = range(2, 5)
"""Characters of a Chinese name, and words of one in Latin letters, that are looked for."""


def check_words(words: str, rule: NoticeRule, incident: Incident, field: str) -> str:
    """The text without blanks around it, if it states what it must and says nothing that it must not.

    Raises
    ------
    Invalid
        ``bulletin.field_unknown``: it names what there is not; ``bulletin.unstated``: something is left out;
        ``bulletin.identifying``: it says who somebody is; ``value.missing``, ``value.long``.
    """
    text = words.replace("\r\n", "\n").strip()
    if not text:
        raise Invalid("value.missing", _("This cannot be left empty."), remedy=_("Fill it in."), field=field)
    if len(text) > LONGEST:
        raise Invalid(
            "value.long", _("This is %(length)s characters long; %(longest)s fit."), remedy=_("Shorten it."),
            field=field, length=len(text), longest=LONGEST,
        )  # fmt: skip
    named = set(FIELD.findall(text))
    for name in sorted(named - set(FIELDS)):
        raise Invalid(
            "bulletin.field_unknown",
            _("There is no field {%(name)s}."),
            remedy=_("Use one of: %(known)s."),
            field=field, name=name, known=", ".join(FIELDS),
        )  # fmt: skip
    for name in (name for word in rule.must_state for name in STATED.get(word, ()) if name not in named):
        raise Invalid(
            "bulletin.unstated",
            _("The rulebook asks that a bulletin states {%(name)s}; this text does not."),
            remedy=_("Put {%(name)s} where the record's value is to stand."),
            field=field, name=name,
        )  # fmt: skip
    for what, found in _identifying(FIELD.sub(" ", text), rule, incident):
        raise Invalid(
            "bulletin.identifying",
            _("A bulletin never says who somebody is: “%(found)s” is %(what)s."),
            remedy=_("Take it out; say where and when, not who."),
            field=field, found=found, what=what,
        )  # fmt: skip
    return text


def _identifying(text: str, rule: NoticeRule, incident: Incident) -> Iterator[tuple[Any, str]]:
    """What the rulebook forbids and the text says, each with what it is."""
    if "id_number" in rule.must_not_state:
        yield from ((_("an identity number"), found) for found in _ID.findall(text) if _is_id(found))
    if "age" in rule.must_not_state:
        yield from ((_("somebody's age"), found) for found in _AGE.findall(text))
    if "phone" in rule.must_not_state:
        yield from (
            (_("the telephone of somebody on record"), found) for found in _known(_NUMBER.findall(text), "phone")
        )
    if "name" in rule.must_not_state:
        people = Case.objects.filter(incident=incident).values("person")
        yield from ((_("the name of a case"), found) for found in _known(_names(text), "name", person__in=people))


def _is_id(text: str) -> bool:
    try:
        check_resident_id(text)
    except Invalid:
        return False
    return True


def _names(text: str) -> list[str]:
    """Whatever in a text may be a name: runs of two to four Chinese characters, and of two to four Latin words."""
    found = [run[at : at + size] for run in _HAN.findall(text) for size in _NAME for at in range(len(run) - size + 1)]
    for run in _LATIN.findall(text):
        words = run.split()
        found += [" ".join(words[at : at + size]) for size in _NAME for at in range(len(words) - size + 1)]
    return list(dict.fromkeys(found))


def _known(texts: list[str], kind: str, **where: Any) -> list[str]:
    """Those that the register knows, by their keyed hashes: nothing is unsealed."""
    index = Sealer().index
    key = name_index if kind == "name" else phone_index
    hashes = {bytes(made): text for text in texts if (made := key(text, index)) is not None}
    if not hashes:
        return []
    with access.everywhere():
        rows = Identity.objects.filter(**{f"{kind}_index__in": list(hashes)}, **where)
        return sorted({hashes[bytes(made)] for made in rows.values_list(f"{kind}_index", flat=True)})
