"""Run a signed search and keep its figures: what the background job does."""

from __future__ import annotations

import time
from uuid import uuid4

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fangxian.errors import FangxianError
from fangxian.response.companions import running, stays
from fangxian.response.companions.actions._held import fail, locked
from fangxian.response.companions.facts import search_fact
from fangxian.response.companions.models import Search
from fangxian.response.companions.rules import rule_of
from fangxian.response.companions.standing import require_standing
from fangxian.response.ledger import clock
from fangxian.response.ledger.record import record

_EVERY = 0.5
"""Seconds between two looks at whether somebody cancelled."""


UNEXPECTED = _("Something went wrong that nobody foresaw; the log of the server says what.")
"""Noted on a search then."""


class Cancelled(Exception):
    """Somebody cancelled the search while it ran."""


def answer_search(search: Search) -> Search:
    """Run a queued search, noting its progress; a refusal is noted on it, a cancellation stops it.

    Raises
    ------
    Conflict
        ``search.state``: it is not queued.
    """
    with transaction.atomic():
        held = locked(search, Search.State.QUEUED)
        held.state = Search.State.RUNNING
        held.save(update_fields=["state"])
    begun = time.perf_counter()
    try:
        with running.in_words():
            require_standing(held)
            proof = _run(held)
    except Cancelled:
        stays.answer_file(held.id).unlink(missing_ok=True)
        held.refresh_from_db()
        return held
    except FangxianError as error:
        return fail(held, Search.State.RUNNING, str(error))
    except Exception:
        fail(held, Search.State.RUNNING, str(UNEXPECTED))
        raise
    return _finish(held, proof, time.perf_counter() - begun)


def _run(held: Search) -> str:
    """Put the question, keep the ranked list outside the record; returns the hash of its line in the journal."""
    from fangxian.science.tracing.job import enter
    from fangxian.science.tracing.search import Warrant

    layer = stays.layer(held.layer)
    cases = running.cases_of(held)
    standing = {one["number"]: one["standing"] for one in held.people}
    subjects = {phone.person: standing[case.id] for case in cases for phone in case.phones}
    warrant = Warrant(held.purpose, held.signed_by, subjects, basis=held.subject)
    rule = rule_of(held, layer.cell_m)
    proof = enter(layer.index_folder, tuple(cases), rule, warrant, clock.now(), second=held.second)
    looked = [0.0]

    def progress(done: int, whole: int) -> None:
        if time.monotonic() - looked[0] < _EVERY and done < whole:
            return
        looked[0] = time.monotonic()
        if not Search.objects.filter(pk=held.pk, state=Search.State.RUNNING).update(done=done, whole=whole):
            raise Cancelled

    found = running.ask(held, layer, cases, warrant, progress)
    running.keep(found, layer, stays.answer_file(held.id))
    held.answer = found.figures
    return proof


@transaction.atomic
def _finish(held: Search, proof: str, seconds: float) -> Search:
    now = locked(held)
    if now.state != Search.State.RUNNING:
        stays.answer_file(held.id).unlink(missing_ok=True)
        return now
    now.answer = {**held.answer, "seconds": round(seconds, 2)}
    now.state, now.error = Search.State.ANSWERED, ""
    now.save(update_fields=["answer", "state", "error"])
    said = {"persons": now.answer["persons"], "proof": proof}
    record([search_fact(now, "search.answered", said, request=uuid4())])
    return now
