"""A sheet as a letter in the office's own template: without identities, which travel in the signed file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from django.utils import translation

from fangxian.response.casework.titles import setting_words
from fangxian.response.coinvestigation import queries
from fangxian.response.coinvestigation.exchange.signing import fingerprint, grouped, public_key
from fangxian.response.coinvestigation.models import Listed, Sheet
from fangxian.response.documents.kinds import Format, Language
from fangxian.response.documents.render import render
from fangxian.response.jurisdiction.queries import area_path
from fangxian.response.ledger import clock
from fangxian.response.ledger.language import either
from fangxian.ui.formats import day, moment

_NOTHING: Final = "—"


def letter_file(sheet: Sheet, language: Language, format: Format) -> bytes:
    """The letter of a sheet, from the template of the sender's area or the shipped one.

    Raises
    ------
    Invalid
        The template asks for a field that letters do not have.
    """
    with translation.override("zh-hans" if language == "zh" else "en"):
        said = _said(sheet, queries.people(sheet))
    return render("coinvestigation_letter", said, language, format, area=sheet.from_area)


def _said(sheet: Sheet, people: Sequence[Listed]) -> dict[str, Any]:
    now = clock.now()
    due = [task.due_at for task in queries.tasks_of(people, now) if task.state == "open"]
    return {
        "serial": sheet.number,
        "incident": either(sheet.incident.title_zh, sheet.incident.title_en),
        "to": sheet.to_name,
        "background": sheet.note,
        "reply_by": moment(max(due)) if due else _NOTHING,
        "persons": [_person(one) for one in people],
        "contact_person": sheet.signer or _NOTHING,
        "phone": sheet.phone or _NOTHING,
        "fingerprint": "" if sheet.origin else grouped(fingerprint(public_key())),
        "signer": sheet.signer or _NOTHING,
        "office": sheet.from_name,
        "issued_on": day(sheet.letter_on),
        "help_line": sheet.phone,
    }


def _person(one: Listed) -> dict[str, str]:
    remarks = (one.case_label, setting_words(one.setting), str(one.get_certainty_display()))
    return {
        "number": one.label,
        "kind": str(one.get_kind_display()),
        "last_exposure": moment(one.last_exposure) if one.last_exposure else _NOTHING,
        "area": area_path(one.stay) if one.stay else _NOTHING,
        "note": " · ".join(filter(None, remarks)),
    }
