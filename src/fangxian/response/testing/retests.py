"""What a tube's result sets off: one single re-test for everybody in a positive or grey tube, and its clocks.

Everything here may be run again at any time and adds only what is missing. So a registration that reaches the server
after its tube was found positive, from a device that was offline, is held and re-tested like the others.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from fangxian.response.casework.ids import derived
from fangxian.response.ledger import clock
from fangxian.response.ledger.entry import Entry
from fangxian.response.ledger.record import record
from fangxian.response.registry.actions import create_persons, set_identities
from fangxian.response.registry.actions.create_person import NewPerson
from fangxian.response.registry.models import Identity, Person
from fangxian.response.registry.seal import unseal
from fangxian.response.testing.facts import person_fact, record_new, tube_fact
from fangxian.response.testing.methods import OWN_GROUPS
from fangxian.response.testing.models import Registration, Retest, Round, Tube
from fangxian.response.testing.surroundings import report_things

_UNORDERED = """
    SELECT r.id FROM testing_tube AS t JOIN testing_registration AS r
        ON r.round = %(round)s AND r.tube = t.code AND r.voided_at IS NULL
    WHERE t.round = %(round)s AND t.result IN ('positive', 'grey') AND t."group" <> ALL(%(own)s)
        AND NOT EXISTS (SELECT FROM testing_retest AS o WHERE o.registration = r.id)
    ORDER BY r.id
"""

_RESULTS = """
    UPDATE testing_retest AS o SET result = t.result
    FROM testing_registration AS r JOIN testing_tube AS t ON t.round = %(round)s AND t.code = r.tube
    WHERE o.round = %(round)s AND o.result = '' AND r.round = %(round)s AND r.id = o.sample AND t.result <> ''
    RETURNING o.registration
"""


def report_tubes(of: Round) -> None:
    """Record a round's positive and grey tubes, order the re-tests they call for, and take in what those showed."""
    order_retests(of)
    positive = Tube.objects.filter(round=of.serial, result__in=["positive", "grey"]).exclude(group__in=OWN_GROUPS)
    record_new([_tube_resulted(of, tube) for tube in positive])
    take_in_retests(of)
    report_things(of)


def order_retests(of: Round) -> int:
    """Order one single re-test for everybody in a positive or grey tube who has none; gives how many were ordered."""
    with connection.cursor() as cursor:
        cursor.execute(_UNORDERED, {"round": of.serial, "own": list(OWN_GROUPS)})
        ids = [one for (one,) in cursor.fetchall()]
    if not ids:
        return 0
    rows = list(Registration.objects.filter(round=of.serial, id__in=ids).order_by("id"))
    persons = _persons(of, rows)
    now = clock.now()
    orders = [
        Retest(
            registration=row.id,
            round=of.serial,
            tube=row.tube,
            person=persons[row.id],
            hash=row.hash,
            area=row.area,
            home=row.home,
            ordered_at=now,
        )
        for row in rows
    ]
    Retest.objects.bulk_create(orders, ignore_conflicts=True)
    return len(orders)


def take_in_retests(of: Round) -> None:
    """Take in what the single swabs showed, and say on record which tubes have all their people held and sampled."""
    with connection.cursor() as cursor:
        cursor.execute(_RESULTS, {"round": of.serial})
        shown = [one for (one,) in cursor.fetchall()]
    orders = list(Retest.objects.filter(registration__in=shown))
    record([_person_resulted(of, order) for order in orders])
    complete(of)


def complete(of: Round) -> None:
    """Record for each positive tube that all its people are held, and that all were sampled again, once it is so."""
    tubes: dict[str, list[Retest]] = {}
    for order in Retest.objects.filter(round=of.serial):
        tubes.setdefault(order.tube, []).append(order)
    ids = {tube.code: tube for tube in Tube.objects.filter(round=of.serial, code__in=list(tubes))}
    entries: list[Entry] = []
    for code, orders in tubes.items():
        for kind, moments in (
            ("tube.members_held", [order.held_at for order in orders]),
            ("tube.members_retested", [order.sampled_at for order in orders]),
        ):
            known = [at for at in moments if at is not None]
            if len(known) == len(moments) and code in ids:
                tube = ids[code]
                request = derived(tube.id, len(orders))
                said = {"people": len(orders)}
                entries.append(tube_fact(of, tube.id, tube.area, kind, max(known), said, request=request))
    record_new(entries)


def _persons(of: Round, rows: Sequence[Registration]) -> dict[UUID, UUID]:
    """The entry in the register of each registration, made where there is none: whoever is held must be known."""
    hashes = [bytes(row.hash) for row in rows]
    held = {bytes(one.id_index): one.person_id for one in _identities(hashes) if one.id_index is not None}
    found: dict[UUID, UUID] = {}
    fresh: dict[bytes, Registration] = {}
    for row in rows:
        key = bytes(row.hash)
        if key in held:
            found[row.id] = held[key]
        else:
            fresh.setdefault(key, row)
    if fresh:
        held |= _enter(of, list(fresh.values()))
    return found | {row.id: held[bytes(row.hash)] for row in rows if row.id not in found}


def _enter(of: Round, rows: Sequence[Registration]) -> dict[bytes, UUID]:
    new = [
        NewPerson(label=f"R{of.number}-{row.id.hex[-8:].upper()}", area=row.home, id=derived("sampled", row.id))
        for row in rows
    ]
    people: list[Person] = create_persons(new)
    cards = [unseal(row.id, bytes(row.sealed)) for row in rows]
    set_identities({person: card for person, card in zip(people, cards, strict=True) if card.name or card.id_number})
    return {bytes(row.hash): person.id for row, person in zip(rows, people, strict=True)}


def _identities(hashes: Sequence[bytes]) -> QuerySet[Identity]:
    return Identity.objects.filter(id_index__in=list(hashes))


def _tube_resulted(of: Round, tube: Tube) -> Entry:
    said: dict[str, Any] = {"result": tube.result, "people": tube.people, "round": of.subject}
    at = tube.released_at or clock.now()
    return tube_fact(of, tube.id, tube.area, "tube.resulted", at, said, request=tube.id)


def _person_resulted(of: Round, order: Retest) -> Entry:
    said = {
        "result": order.result,
        "sample": str(order.sample),
        "assay": of.assay,
        "sampled_at": order.sampled_at,
        "round": of.subject,
    }
    return person_fact(
        of.incident_id, order.person, order.home, "sample.resulted", clock.now(), said, request=order.registration
    )
