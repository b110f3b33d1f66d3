"""What the record holds that a form asks for, and what an answer changes in it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from fangxian.protocol.forms import Form
from fangxian.protocol.forms.schema import IDENTITY
from fangxian.response.casework.models import Case, Contact, Relationship, Visit
from fangxian.response.ledger import merges
from fangxian.response.ledger.models import FactRow
from fangxian.response.registry.queries import card_of

_SEX: Final = {"male": "M", "female": "F"}
_WORDS: Final = {"M": "male", "F": "female"}


def held(case: Case) -> set[str]:
    """The fields of the register and the tables of the record that hold something."""
    card = card_of(case.person)
    fields = {f"identity.{name}" for name in IDENTITY if card is not None and getattr(card, name)}
    tables = {"record.visits": visits(case).exists(), "record.contacts": exposed(case).exists()}
    sampled = FactRow.objects.filter(subject__in=merges.members([case.subject]), kind="sample.taken").exists()
    return fields | {name for name, any_ in tables.items() if any_} | ({"record.samples"} if sampled else set())


def visits(case: Case) -> Any:
    """Visits of the case that stand."""
    return Visit.objects.filter(incident=case.incident_id, person=case.person_id, voided_at=None).order_by("began_at")


def exposed(case: Case) -> Any:
    """Whom the case may have exposed."""
    rows = Relationship.objects.filter(incident=case.incident_id, source=case.person_id, voided_at=None)
    return Contact.objects.filter(incident=case.incident_id, person__in=rows.values("person")).order_by("number")


def known(form: Form, case: Case, zone: ZoneInfo) -> dict[str, Any]:
    """Answers that the record gives already: a new draft begins with them."""
    said = {
        question.id: value
        for question in form.questions
        if question.maps_to and (value := value_of(question.maps_to, case, zone)) not in (None, "")
    }
    options = {question.id: {one.id for one in question.options} for question in form.questions if question.options}
    said = {name: value for name, value in said.items() if name not in options or value in options[name]}
    if case.onset_on and any(question.id == "symptomatic" for question in form.questions):
        said["symptomatic"] = "yes"
    return said


def value_of(field: str, case: Case, zone: ZoneInfo) -> Any:
    """What the record says of a field, as an answer writes it; None where nothing, or where it is sealed."""
    kind, _dot, name = field.partition(".")
    if kind == "person":
        return _WORDS.get(case.person.sex) if name == "sex" else case.person.age
    if kind != "case" or name == "sampled_at":
        return None
    value = getattr(case, name)
    return _text(value, zone)


def changes(form: Form, answers: dict[str, Any], asked: frozenset[str], case: Case, zone: ZoneInfo) -> dict[str, Any]:
    """Fields of the case that the answers say otherwise than the record, as an amendment takes them."""
    found: dict[str, Any] = {}
    for question in form.questions:
        kind, _dot, name = (question.maps_to or "").partition(".")
        value = answers.get(question.id)
        if kind not in ("case", "person") or question.id not in asked or value in (None, "", []):
            continue
        if question.maps_to and value == value_of(question.maps_to, case, zone):
            continue
        found[name] = _amendment(name, value)
    return found


def _amendment(name: str, value: Any) -> Any:
    if name == "sex":
        return _SEX.get(value, value)
    if name == "onset_on":
        return date.fromisoformat(value)
    if name == "sampled_at":
        return datetime.fromisoformat(value)
    return value


def _text(value: Any, zone: ZoneInfo) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(zone).isoformat(timespec="minutes")
    return value.isoformat() if isinstance(value, date) else value
