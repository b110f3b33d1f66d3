"""Take in a signed file from another record: a sheet that asks us, or an answer to one of ours."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fangxian.errors import Conflict, Invalid, NotAllowed, NotFound
from fangxian.response.casework.ids import derived
from fangxian.response.casework.models import Certainty, ContactKind
from fangxian.response.casework.policies import require_in
from fangxian.response.coinvestigation.actions._compose import list_people
from fangxian.response.coinvestigation.actions.apply_answers import Applied, apply_answers
from fangxian.response.coinvestigation.destinations import destinations
from fangxian.response.coinvestigation.exchange.answers import Answer, Problem, Unfit, read_answer
from fangxian.response.coinvestigation.exchange.document import ANSWER, IDENTITY, SHEET, VERSION
from fangxian.response.coinvestigation.exchange.signing import Signed, fingerprint, grouped, public_key, unreadable
from fangxian.response.coinvestigation.models import Listed, Sheet, TrustedSender
from fangxian.response.coinvestigation.policies import WRITE
from fangxian.response.jurisdiction import access
from fangxian.response.jurisdiction.models import Post
from fangxian.response.ledger import clock
from fangxian.response.ledger.models import Incident
from fangxian.response.ledger.record import record
from fangxian.response.registry.actions import NewPerson, create_persons, set_identities
from fangxian.response.registry.identity import IdentityCard
from fangxian.response.registry.models import Person
from fangxian.response.registry.queries import known_by_document


def trusted(signed: Signed) -> TrustedSender:
    """The sender of a document whose signature holds.

    Raises
    ------
    NotAllowed
        ``sheet.sender_unknown``: nobody entered that key.
    Conflict
        ``sheet.other_kind``: an exercise's file for the live record, or the other way round.
    """
    if signed.content.get("workspace") != clock.workspace().kind:
        raise Conflict(
            "sheet.other_kind",
            _("The file comes from a record of another kind: exercises and the live record never mix."),
            remedy=_("Take it in where it belongs."),
            field="file",
        )
    sender = TrustedSender.objects.filter(fingerprint=signed.fingerprint, removed_at=None).first()
    if sender is None:
        raise NotAllowed(
            "sheet.sender_unknown",
            _("The signature holds, but its key %(fingerprint)s belongs to no trusted sender."),
            remedy=_("Compare the fingerprint with the sender by telephone, and have an administrator enter it."),
            field="file",
            fingerprint=grouped(signed.fingerprint),
        )
    return sender


@transaction.atomic
def take_in_sheet(signed: Signed, incident: Incident, *, by: Post | None = None) -> Sheet:
    """Enter a sheet from another record; one that came in before is returned as it stands.

    The people are entered in the register, by their documents where it knows them, and wait to be taken over.

    Raises
    ------
    NotAllowed
        ``sheet.sender_unknown``, or the post does not answer for the area that is asked.
    Invalid
        ``sheet.file``: a field is missing or cannot be read; `context` names the row and field.
    """
    sender, content = trusted(signed), signed.content
    if content.get("format") != SHEET or content.get("version") != VERSION:
        raise unreadable()
    try:
        sheet = _sheet(content, signed.fingerprint, sender, incident)
        people = [_listed(one, sheet) for one in content["people"]]
    except (KeyError, TypeError, ValueError) as error:
        raise _misread(str(error)) from None
    require_in(by, WRITE, sheet.to_area)
    with access.everywhere():
        held = Sheet.objects.filter(pk=sheet.pk).first()
        if held is not None:
            return held
        _enter(people, content["people"], sheet)
        record(list_people(sheet, people, sheet.id))
    return sheet


@transaction.atomic
def take_in_answer(signed: Signed, *, by: Post | None = None) -> tuple[Sheet, Applied]:
    """Enter an answer from another record to one of our sheets.

    Raises
    ------
    NotAllowed
        ``sheet.sender_unknown``, or the post does not belong to the sender of the sheet.
    NotFound
        ``sheet.unknown``.
    """
    trusted(signed)
    content = signed.content
    if content.get("format") != ANSWER or content.get("version") != VERSION:
        raise unreadable()
    sheet = sheet_named(str(content.get("sheet")))
    answers, problems = read_rows(list(enumerate(content.get("answers", []), start=1)))
    done = apply_answers(sheet, answers, name=str(content.get("received_by") or ""), by=by)
    done.problems[:0] = problems
    return sheet, done


def take_in_workbook(
    signed: Signed, rows: list[tuple[int, dict[str, Any]]], changed: list[Problem], *, by: Post | None = None
) -> tuple[Sheet, Applied]:
    """Enter a workbook that was filled in elsewhere; nothing is taken from one whose sent part was changed.

    Raises
    ------
    NotAllowed
        ``sheet.not_ours``: another record sent it.
    NotFound
        ``sheet.unknown``.
    """
    if signed.fingerprint != fingerprint(public_key()):
        raise NotAllowed(
            "sheet.not_ours",
            _("This workbook was sent by another record, which its answer goes to."),
            remedy=_("Send it back to %(name)s."),
            field="file",
            name=signed.content.get("from", {}).get("name", "?"),
        )
    sheet = sheet_named(str(signed.content.get("id")))
    if changed:
        return sheet, Applied(problems=changed)
    answers, problems = read_rows(rows)
    done = apply_answers(sheet, answers, by=by)
    done.problems[:0] = problems
    return sheet, done


def read_rows(rows: list[tuple[int, Any]]) -> tuple[list[Answer], list[Problem]]:
    """Rows of a file as answers, and what is wrong with those that cannot be read."""
    answers, problems = [], []
    for number, cells in rows:
        try:
            answers.append(read_answer(number, cells if isinstance(cells, Mapping) else {}))
        except Unfit as error:
            problems.append(Problem(number, error.field, error.rule))
    return answers, problems


def sheet_named(text: str) -> Sheet:
    """The sheet of that id in the area in scope.

    Raises
    ------
    NotFound
        ``sheet.unknown``.
    """
    try:
        found = Sheet.objects.select_related("incident", "from_office", "to_office").filter(pk=UUID(text)).first()
    except ValueError:
        found = None
    if found is None:
        raise NotFound("sheet.unknown", _("There is no such sheet in your area."), remedy=_("Look for it in the list."))
    return found


def _sheet(content: Mapping[str, Any], key: str, sender: TrustedSender, incident: Incident) -> Sheet:
    to = str(content["to"]["area"])
    office = destinations([to])[to]
    return Sheet(
        id=UUID(content["id"]),
        incident=incident,
        number=str(content["number"])[:60],
        from_name=f"{content['from']['name']} ({sender.name})"[:160],
        from_area=str(content["from"]["area"])[:32],
        to_office=office.office,
        to_name=office.name[:160],
        to_area=to[:32],
        letter_on=date.fromisoformat(content["letter_on"]),
        sent_at=datetime.fromisoformat(content["sent_at"]),
        signer=str(content["signer"])[:60],
        phone=str(content["phone"])[:40],
        note=str(content["note"])[:500],
        origin=key,
    )


def _listed(said: Mapping[str, Any], sheet: Sheet) -> Listed:
    id_ = UUID(said["id"])
    kind, certainty, sex = str(said["kind"]), str(said["certainty"]), str(said["sex"])
    if kind not in ContactKind.values or certainty not in Certainty.values or sex not in Person.Sex.values:
        raise ValueError(f"row {said['row']}")
    age = said["age"]
    return Listed(
        id=id_,
        chain=id_,
        label=str(said["label"])[:60],
        sex=sex,
        age=None if age is None else int(age),
        kind=kind,
        first_exposure=_time(said["first_exposure"]),
        last_exposure=_time(said["last_exposure"]),
        setting=str(said["setting"])[:120],
        certainty=certainty,
        case_label=str(said["case"])[:60],
        rule=str(said["rule"])[:300],
        stay=str(said["stay"])[:32],
    )


def _enter(people: list[Listed], said: list[Mapping[str, Any]], sheet: Sheet) -> None:
    """The people of a sheet in the register, and beside them, as labels, the cases that they were exposed to."""
    cards = {
        one.id: IdentityCard(**{name: str(row["identity"].get(name, "")) for name in IDENTITY})
        for one, row in zip(people, said, strict=True)
        if row.get("identity")
    }
    known = known_by_document(cards)
    fresh = [one for one in people if one.id not in known]
    made = create_persons(
        [
            NewPerson(
                label=f"{sheet.number}/{one.label}"[:60],
                area=one.stay if one.stay.startswith(sheet.to_area) else sheet.to_area,
                sex=one.sex,
                age=one.age,
                stay=one.stay,
                id=derived("taken in", one.id),
            )
            for one in fresh
        ]
    )
    entered = dict(zip((one.id for one in fresh), made, strict=True))
    set_identities({person: cards[id_] for id_, person in entered.items() if id_ in cards})
    sources = _sources({one.case_label for one in people if one.case_label}, sheet)
    for one in people:
        one.person = known.get(one.id) or entered[one.id]
        one.source = sources.get(one.case_label)


def _sources(labels: Iterable[str], sheet: Sheet) -> dict[str, Person]:
    """By label: the cases that people of a sheet were exposed to, of whom nothing else is known here."""
    new = [
        NewPerson(
            label=f"{label} ({sheet.from_area})"[:60],
            area=sheet.to_area,
            id=derived("source", sheet.from_area, sheet.to_area, label),
        )
        for label in sorted(labels)
    ]
    return dict(zip(sorted(labels), create_persons(new), strict=True))


def _time(text: str) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _misread(what: str) -> Invalid:
    return Invalid(
        "sheet.file",
        _("The file lacks something, or it cannot be read: %(what)s."),
        remedy=_("Ask the sender for the file again."),
        field="file",
        what=what[:80],
    )
