"""Contacts: named, told, taken into quarantine, tested, looked after, let go."""

from __future__ import annotations

from collections.abc import Iterator

from fangxian.drill.names import Names
from fangxian.drill.replay.acts import Act, Saying, Verb
from fangxian.drill.replay.load import Record
from fangxian.drill.replay.people import ContactPerson
from fangxian.drill.replay.reconstruct import Reconstruction
from fangxian.drill.replay.rules import Rules

ROUTINE_SAYINGS = ("check|", "notified|", "noticed|")
"""How the names of acts begin that say what is done for every contact as a matter of course."""


def contacts(record: Record, made: Reconstruction, names: Names) -> Iterator[Act]:
    """What happens to every contact."""
    for person in made.contacts:
        who = person.label
        yield Act(person.found_at, Verb.ENTER_PERSON, f"person|{who}", person)
        yield Act(person.found_at, Verb.RECORD_EXPOSURE, f"exposure|{who}", person)
        yield Act(person.quarantined_at, Verb.CONTROL, f"control|{who}", person)
        for number, swab in enumerate(person.swabs):
            yield Act(swab.taken_at, Verb.SAMPLE, f"sample|{who}|{number}", person, {"swab": swab})
            yield Act(swab.resulted_at, Verb.RESULT, f"result|{who}|{number}", person, {"swab": swab})
        if person.released_at is not None:
            yield Act(person.released_at, Verb.RELEASE, f"release|{who}", person)
        yield from _told(person, record.rules, names)


def _told(person: ContactPerson, rules: Rules, names: Names) -> Iterator[Act]:
    subject = names.subject("person", person.label)
    made = {"certainty": "reconstructed"}
    notice = {
        "measure": "central_quarantine",
        "until": person.until,
        "legal_basis": rules.legal_basis,
        **made,
    }
    for name, kind, at, said in (
        ("notified", "contact.notified", person.notified_at, {"method": "phone", **made}),
        ("noticed", "measure.noticed", person.noticed_at, notice),
    ):
        yield Act(at, Verb.SAY, f"{name}|{person.label}", Saying(kind, subject, person.area, said))
    visit = {"during": "quarantine", "method": "in_person", **made}
    for number, at in enumerate(person.checks):
        saying = Saying("followup.visit", subject, person.area, visit)
        yield Act(at, Verb.SAY, f"check|{person.label}|{number}", saying)
