"""What was done with contacts: quarantines, their extensions and ends, the end of follow-up, in the order of time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from django.db import transaction

from fangxian.response.casework.actions._import_run import Memory, Run, all_or_each, chunks
from fangxian.response.casework.actions.close_contacts import close_contacts
from fangxian.response.casework.actions.control_contact import Control, control_contacts
from fangxian.response.casework.actions.end_follow_up import Ending, end_follow_ups
from fangxian.response.casework.actions.except_contact import except_contact
from fangxian.response.casework.actions.extend_quarantine import extend_quarantine
from fangxian.response.casework.actions.release_contact import Release, release_contacts
from fangxian.response.casework.facts import Whom
from fangxian.response.casework.linelist.rows import Row
from fangxian.response.casework.measures import MEASURES
from fangxian.response.casework.models import Contact
from fangxian.response.ledger.record import record

CHUNK = 2000
"""Rows that come in together."""

_KINDS: Final = {measure: kind for kind, measure in MEASURES.items()}


def import_measures(run: Run, rows: Sequence[Row]) -> None:
    """Write measures through the commands that a tracer uses: what a rule refuses there is listed here.

    Of each contact one after the other; of many contacts those that are of one kind together.
    """
    sound = [row for row in rows if not row.rejected]
    numbers = {row.number for row in sound}
    contacts: dict[str, Contact] = {}
    for part in chunks(sorted(numbers), 5000):
        held = Contact.objects.filter(incident=run.incident, number__among=part).select_related("person", "incident")
        contacts |= {contact.number: contact for contact in held}
    for row in sound:
        if row.number not in contacts:
            row.reject("row.person_unknown", "number", row.number)
        elif not run.may(contacts[row.number].area):
            row.reject("row.outside_area", "number", row.number)
    for turn in _turns(run, [row for row in sound if not row.rejected]):
        for chunk in chunks(turn, CHUNK):
            with transaction.atomic():
                _write(run, chunk, contacts)
    run.tell(len(rows))


def _turns(run: Run, rows: Sequence[Row]) -> list[list[Row]]:
    """The first measure of every contact, then the second of each, and so on."""
    order = list(_KINDS)
    by_contact: dict[str, list[Row]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: (_at(run, row), order.index(row.values["measure"]))):
        by_contact[row.number].append(row)
    longest = max(map(len, by_contact.values()), default=0)
    return [[some[turn] for some in by_contact.values() if turn < len(some)] for turn in range(longest)]


def _write(run: Run, rows: Sequence[Row], contacts: dict[str, Contact]) -> None:
    memory = Memory(run, "measures", rows)
    fresh = memory.news(rows)
    together: dict[str, list[Row]] = defaultdict(list)
    for row in fresh:
        contacts[row.number].refresh_from_db()
        together[row.values["measure"]].append(row)
    for measure, some in together.items():
        all_or_each(some, partial(_apply, run, measure, contacts), lambda row: row)
    memory.write(fresh, lambda row: contacts[row.number].area)


def _apply(run: Run, measure: str, contacts: dict[str, Contact], rows: Sequence[Row]) -> None:
    many: dict[str, Callable[[Run, Sequence[Row], dict[str, Contact]], None]] = {
        "quarantined": _quarantined, "released": _released, "follow_up_ended": _follow_up_ended,
        "extended": _extended, "moved": _moved,
    }  # fmt: skip
    many.get(measure, _closed)(run, rows, contacts)


def _quarantined(run: Run, rows: Sequence[Row], contacts: dict[str, Contact]) -> None:
    control_contacts(
        [
            Control(
                contact=contacts[row.number],
                at=_at(run, row),
                mode=row.values.get("mode", "central"),
                until=run.moment(row, "until"),
                legal_basis=row.values.get("legal_basis", ""),
                group=row.values.get("group", ""),
                signer=row.values.get("signer", ""),
                id=run.id(row, "measure"),
            )
            for row in rows
        ]
    )


def _released(run: Run, rows: Sequence[Row], contacts: dict[str, Contact]) -> None:
    release_contacts(
        [
            Release(
                contact=contacts[row.number],
                at=_at(run, row),
                mode=row.values.get("mode", "central"),
                certificate=row.values.get("certificate", ""),
                signer=row.values.get("signer", ""),
                reason=row.values.get("reason", ""),
                id=run.id(row, "measure"),
            )
            for row in rows
        ]
    )


def _follow_up_ended(run: Run, rows: Sequence[Row], contacts: dict[str, Contact]) -> None:
    end_follow_ups(
        [
            Ending(
                contact=contacts[row.number],
                at=_at(run, row),
                reason=row.values.get("reason", ""),
                signer=row.values.get("signer", ""),
                id=run.id(row, "measure"),
            )
            for row in rows
        ]
    )


def _extended(run: Run, rows: Sequence[Row], contacts: dict[str, Contact]) -> None:
    for row in rows:
        at = _at(run, row)
        until = (run.moment(row, "until") or at) - timedelta(microseconds=1)  # 24:00 is the end of the day before
        extend_quarantine(
            contacts[row.number],
            until.astimezone(run.zone).date(),
            signer=row.values.get("signer", ""),
            reason=row.values.get("reason", ""),
            at=at,
            id=run.id(row, "measure"),
        )


def _moved(run: Run, rows: Sequence[Row], contacts: dict[str, Contact]) -> None:
    for row in rows:
        said = {name: row.values.get(name, "") for name in ("group", "mode", "signer", "reason")}
        except_contact(contacts[row.number], at=_at(run, row), id=run.id(row, "measure"), **said)


def _closed(run: Run, rows: Sequence[Row], contacts: dict[str, Contact]) -> None:
    """End the management of those of whom it was found that there is nobody left to manage."""
    whose = {row.number: contacts[row.number] for row in rows}
    record(
        [
            Whom(one.incident_id, one.subject, one.area).fact(
                _KINDS[row.values["measure"]],
                _at(run, row),
                {"reason": row.values.get("reason", "")},
                request=run.id(row, "measure"),
            )
            for row in rows
            for one in (whose[row.number],)
        ]
    )
    close_contacts(run.incident.pk, {whose[row.number].person_id: _at(run, row) for row in rows})


def _at(run: Run, row: Row) -> datetime:
    at = run.moment(row, "at")
    assert at is not None
    return at
