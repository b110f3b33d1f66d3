"""A sheet as a document: what is signed, and what its verification code is taken over."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from fangxian.response.coinvestigation.exchange.signing import canonical
from fangxian.response.coinvestigation.models import Listed, Sheet, State
from fangxian.response.jurisdiction.queries import area_path
from fangxian.response.ledger import clock
from fangxian.response.registry.identity import IdentityCard

SHEET: Final = "fangxian.sheet"
ANSWER: Final = "fangxian.sheet-answer"
VERSION: Final = 1

IDENTITY: Final = ("name", "id_kind", "id_number", "phone", "address", "born")
"""What of an identity a file carries."""

SAID: Final = (
    "row", "label", "sex", "age", "kind", "first_exposure", "last_exposure", "setting", "certainty", "case", "rule",
    "stay",
)  # fmt: skip
"""What a letter says of a person, without who it is."""

_CODE: Final = 16  # hexadecimal digits: enough against chance and haste; the signature is there against intent


def sheet_content(
    sheet: Sheet, people: list[Listed], cards: Mapping[Any, IdentityCard] | None = None
) -> dict[str, Any]:
    """What a sheet says. With `cards` (by person), also who the people are."""
    places = {code: area_path(code, "zh-hans") for code in {one.stay for one in people} if code}
    return {
        "format": SHEET,
        "version": VERSION,
        "workspace": clock.workspace().kind,
        "id": str(sheet.id),
        "number": sheet.number,
        "incident": {
            "title_zh": sheet.incident.title_zh,
            "title_en": sheet.incident.title_en,
            "disease": sheet.incident.disease,
        },
        "from": {"area": sheet.from_area, "name": sheet.from_name},
        "to": {"area": sheet.to_area, "name": sheet.to_name},
        "letter_on": sheet.letter_on.isoformat(),
        "sent_at": sheet.sent_at.isoformat(),
        "signer": sheet.signer,
        "phone": sheet.phone,
        "note": sheet.note,
        "people": [_person(one, (cards or {}).get(one.person_id), places) for one in people],
    }


def code_of(content: Mapping[str, Any]) -> str:
    """Verification code 校验码 of what a sheet says, without the identities: the same on paper and in every file."""
    people = [{name: value for name, value in one.items() if name != "identity"} for one in content["people"]]
    return hashlib.sha256(canonical({**content, "people": people})).hexdigest()[:_CODE]


def answer_content(sheet: Sheet, people: list[Listed]) -> dict[str, Any]:
    """What the receiver answers, as it stands now."""
    return {
        "format": ANSWER,
        "version": VERSION,
        "workspace": clock.workspace().kind,
        "sheet": str(sheet.id),
        "number": sheet.number,
        "from": {"area": sheet.to_area, "name": sheet.to_name},
        "received_by": sheet.received_by,
        "received_at": _time(sheet.received_at),
        "answers": [_answer(one) for one in people if one.state != State.OFFERED],
    }


def _person(one: Listed, card: IdentityCard | None, places: Mapping[str, str]) -> dict[str, Any]:
    said: dict[str, Any] = {
        "id": str(one.id),
        "row": one.row,
        "label": one.label,
        "sex": one.sex,
        "age": one.age,
        "kind": one.kind,
        "first_exposure": _time(one.first_exposure),
        "last_exposure": _time(one.last_exposure),
        "setting": one.setting,
        "certainty": one.certainty,
        "case": one.case_label,
        "rule": one.rule,
        "stay": one.stay,
        "stay_name": places.get(one.stay, ""),
    }
    if card is not None:
        said["identity"] = {name: getattr(card, name) for name in IDENTITY}
    return said


def _answer(one: Listed) -> dict[str, Any]:
    return {
        "id": str(one.id),
        "decision": "returned" if one.state == State.RETURNED else "accepted",
        "decided_at": _time(one.returned_at or one.accepted_at),
        "reason": one.reason if one.state == State.RETURNED else "",
        "outcome": one.outcome,
        "outcome_at": _time(one.ended_at),
        "to_area": one.outcome_area,
        "note": one.note,
        "correction": one.correction,
    }


def _time(at: datetime | None) -> str:
    return "" if at is None else at.isoformat()
