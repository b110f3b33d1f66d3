"""Erase the oldest days of the stays under a clause, with a proof that the record carries."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID, uuid4

from fangxian.response.casework.writing import check_text
from fangxian.response.companions import pseudonyms, stays
from fangxian.response.companions.actions.keep_stays import RECORD_CLASS
from fangxian.response.companions.policies import SIGN, require_in
from fangxian.response.companions.running import in_words
from fangxian.response.jurisdiction.models import Post
from fangxian.response.ledger import clock
from fangxian.response.ledger.entry import Entry
from fangxian.response.ledger.models import Incident
from fangxian.response.ledger.record import record

CLAUSE = "data.visits_erased"
"""The clause under which stays and hits are erased."""


def erase_stays(
    incident: Incident, name: str, *, before: date, signed_by: str, id: UUID | None = None, by: Post | None = None
) -> dict[str, Any]:
    """Erase every day of a layer before a day, and the entries of subscribers without a stay left.

    Returns
    -------
    dict
        Days, stays, persons and proof.

    Raises
    ------
    NotAllowed
        The post may not sign erasures there.
    NotFound
        There are no such stays.
    Invalid
        There is nothing to erase, or nobody signs.
    """
    from fangxian.science.tracing.index.erase import erase_before, verify_erasures

    require_in(by, SIGN, incident.area)
    signer = check_text(signed_by, 120, "signed_by", needed=True)
    held = stays.layer(name)
    with in_words():
        day = (before - date(1970, 1, 1)).days
        done = erase_before(held.index_folder, day, clause=CLAUSE, signer=signer, at=clock.now())
        verify_erasures(held.index_folder)
    pseudonyms.forget(_left())
    record(
        [
            Entry(
                kind="record.erased",
                subject=held.subject,
                at=clock.now(),
                area=incident.area,
                attributes={
                    "record_class": RECORD_CLASS, "count": done.stays, "proof": done.hash, "signer": signer,
                },
                incident=incident.id,
                id=id or uuid4(),
            )
        ]
    )  # fmt: skip
    return {"days": list(done.days), "stays": done.stays, "persons": done.persons, "proof": done.hash}


def _left() -> list[str]:
    """Pseudonyms that still have a stay in any layer."""
    found: list[str] = []
    for one in stays.layers():
        people = one.index.people
        found += people.ids(people.known()).to_pylist()
    return found
