"""Bring the hits above the line into the record, each with its evidence; the rest of the list is erased."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction

from fangxian.errors import FangxianError
from fangxian.response.casework.ids import derived
from fangxian.response.casework.models import Case, Contact
from fangxian.response.companions import pseudonyms, running, stays
from fangxian.response.companions.actions._held import fail, locked
from fangxian.response.companions.actions.answer_search import UNEXPECTED
from fangxian.response.companions.models import Hit, Search
from fangxian.response.jurisdiction import access
from fangxian.response.registry.models import Person

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_BATCH = 200
"""Hits written at a time, between two notes of progress."""


def take_hits(search: Search) -> Search:
    """Take in what lies above the line; a refusal is noted on the search. Again changes nothing.

    A search that is erased meanwhile stays erased: nothing comes in after that.

    Raises
    ------
    Conflict
        ``search.state``: no line was drawn.
    """
    held = locked_now(search)
    if held.state == Search.State.REVIEW:
        return held
    try:
        with running.in_words():
            all_in = all(_write(held, rows) for rows in _batches(held))
    except FangxianError as error:
        return fail(held, Search.State.TAKING, str(error))
    except Exception:
        fail(held, Search.State.TAKING, str(UNEXPECTED))
        raise
    if all_in:
        Search.objects.filter(pk=held.pk, state=Search.State.TAKING).update(state=Search.State.REVIEW, error="")
        stays.answer_file(held.id).unlink(missing_ok=True)
    held.refresh_from_db()
    return held


@transaction.atomic
def _write(held: Search, rows: list[Hit]) -> bool:
    """Write a batch, unless the search is taken in no more."""
    if locked(held).state != Search.State.TAKING:
        return False
    Hit.objects.bulk_create(rows, ignore_conflicts=True)
    Search.objects.filter(pk=held.pk).update(done=rows[-1].rank)
    return True


@transaction.atomic
def locked_now(search: Search) -> Search:
    """The search, if a line was drawn in it."""
    return locked(search, Search.State.TAKING, Search.State.REVIEW)


def _batches(held: Search) -> Iterator[list[Hit]]:
    from pyarrow import parquet

    layer = stays.layer(held.layer)
    cases = running.cases_of(held)
    persons = {one["number"]: one["person"] for one in held.people}
    question = running.asked(held, layer)
    known = _known(held)
    listed = parquet.read_table(stays.answer_file(held.id)).slice(0, held.line_persons).to_pylist()
    for start in range(0, len(listed), _BATCH):
        rows = []
        for rank, row in enumerate(listed[start : start + _BATCH], start + 1):
            shown = running.evidence(question, layer, cases, row["pseudonym"])
            rows.append(_hit(held, rank, row, [{**one, "person": persons[one["number"]]} for one in shown], known))
        yield rows


def _hit(
    held: Search, rank: int, row: dict[str, Any], evidence: list[dict[str, Any]], known: Mapping[str, tuple[UUID, str]]
) -> Hit:
    person, number = known.get(row["pseudonym"], (None, ""))
    return Hit(
        id=derived(held.id, row["pseudonym"]),
        search=held,
        area=held.area,
        pseudonym=row["pseudonym"],
        rank=rank,
        tier=row["tier"],
        dose=row["dose"],
        minutes=row["minutes"],
        first=datetime.fromtimestamp(row["first"], UTC),
        last=datetime.fromtimestamp(row["last"], UTC),
        evidence=evidence,
        person_id=person,
        known_as=number,
    )


def _known(held: Search) -> dict[str, tuple[UUID, str]]:
    """Phones of the incident's cases and contacts, who have been interviewed or will be: nobody else's."""
    with access.everywhere():
        numbers: dict[UUID, str] = {}
        for model in (Contact, Case):
            rows = model.objects.filter(incident=held.incident_id).values_list("person", "number")
            numbers.update(rows)
        owned = pseudonyms.of_persons(Person.objects.filter(id__in=numbers))
    return {phone: (person, numbers[person]) for person, phones in owned.items() for phone in phones}
