"""Erase a search's hits and people once their purpose is served, with a proof."""

from __future__ import annotations

import hashlib
from uuid import UUID, uuid4

import msgspec
from django.db import transaction

from fangxian.response.casework.writing import check_text
from fangxian.response.companions import stays
from fangxian.response.companions.actions._held import locked, require_state
from fangxian.response.companions.facts import RECORD_CLASS, search_fact
from fangxian.response.companions.models import Hit, Search
from fangxian.response.companions.policies import SIGN, require_in
from fangxian.response.jurisdiction.models import Post
from fangxian.response.ledger import clock
from fangxian.response.ledger.record import record

ERASABLE = (
    Search.State.ANSWERED,
    Search.State.TAKING,
    Search.State.REVIEW,
    Search.State.FAILED,
    Search.State.CANCELLED,
)
"""States with something to erase, and nobody at work who would not notice."""

FIGURES = ("persons", "tiers", "chance", "second", "seconds")
"""What is left of an answer: figures that are about nobody."""


@transaction.atomic
def erase_search(search: Search, *, signed_by: str, id: UUID | None = None, by: Post | None = None) -> Search:
    """Erase hits, evidence, people and the ranked list. Figures stay, and so do contacts that came of it.

    The proof is the SHA-256 over all that was erased: whoever finds a copy later can tell that it should be gone.
    Erasing again changes nothing.

    Raises
    ------
    NotAllowed
        The post may not sign erasures there.
    Invalid
        Nobody is named as signing.
    Conflict
        ``search.state``: it is running, or waits for its signature.
    """
    held = locked(search)
    require_in(by, SIGN, held.area)
    if held.state == Search.State.ERASED:
        return held
    require_state(held, *ERASABLE)
    name = check_text(signed_by, 120, "signed_by", needed=True)
    held.proof, count = proof_of(held)
    Hit.objects.filter(search=held).delete()
    held.people, held.error = [], ""
    held.answer = {key: held.answer[key] for key in FIGURES if key in held.answer}
    held.state, held.erased_at, held.erased_by = Search.State.ERASED, clock.now(), name
    held.save(update_fields=["people", "error", "answer", "state", "erased_at", "erased_by", "proof"])
    said = {"record_class": RECORD_CLASS, "count": count, "proof": held.proof, "signer": name}
    record([search_fact(held, "record.erased", said, request=id or uuid4())])
    file = stays.answer_file(held.id)
    transaction.on_commit(lambda: file.unlink(missing_ok=True))
    return held


def proof_of(search: Search) -> tuple[str, int]:
    """SHA-256 over all that a search keeps of people, and how many hits that are.

    In this order: its id, people and answer; each hit by rank, with its pseudonym, dose and evidence; the ranked list.
    """
    digest = hashlib.sha256(msgspec.json.encode([str(search.id), search.people, search.answer], order="deterministic"))
    count = 0
    rows = Hit.objects.filter(search=search).order_by("rank")
    for row in rows.values_list("id", "pseudonym", "dose", "evidence").iterator(chunk_size=1000):
        digest.update(msgspec.json.encode([str(row[0]), *row[1:]], order="deterministic"))
        count += 1
    file = stays.answer_file(search.id)
    if file.exists():
        digest.update(file.read_bytes())
    return digest.hexdigest(), count
