"""A sheet with many people costs as many questions to the database as one with few, out and in."""

from __future__ import annotations

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from fangxian.response.coinvestigation.actions import (
    accept_persons,
    correct_outcomes,
    export_sheet,
    settle_persons,
    take_in_answer,
)
from fangxian.response.coinvestigation.exchange.signing import fingerprint, opened, public_key, sign
from fangxian.response.coinvestigation.models import Listed, Outcome, Sheet, TrustedSender
from fangxian.response.jurisdiction import access
from fangxian.response.ledger import clock
from fangxian.response.registry.actions import set_identities
from fangxian.response.registry.identity import IdentityCard
from tests.coinvestigation.conftest import CHENGHUA, TIANJIN
from tests.factories import PIDU

FEW, MANY = 24, 38
"""On both sides of no limit from which on rows go in by COPY, which takes three statements more."""


def questions(work):
    """How many statements the database was asked to run."""
    with CaptureQueriesContext(connection) as asked:
        work()
    return len(asked)


def test_taken_over_settled_and_corrected_at_once(world):
    def steps(n):
        (sheet,) = world.send(*(world.contact(CHENGHUA) for _ in range(n)))
        with access.everywhere():
            people = list(Listed.objects.filter(sheet=sheet).values_list("id", flat=True))
            return (
                questions(lambda: accept_persons(people, name="Wang")),
                questions(lambda: settle_persons(people, Outcome.RULED_OUT, name="Wang", note="seen")),
                questions(lambda: correct_outcomes(people, Outcome.CONTROLLED, reason="a slip")),
            )

    few, many = steps(FEW), steps(MANY)
    assert all(more <= less + 3 for less, more in zip(few, many, strict=True)), (few, many)


def test_sent_as_a_file_and_answered_by_one(world):
    TrustedSender.objects.create(
        name="Tianjin", key=public_key(), fingerprint=fingerprint(public_key()), added_at=clock.now()
    )

    def steps(n):
        contacts = [world.contact(TIANJIN) for _ in range(n)]
        with access.everywhere():
            set_identities({one.person: IdentityCard(name="王小明", phone="13800000000") for one in contacts})
        (sheet,) = world.send(*contacts)
        with access.area(PIDU):
            post, document = world.posts[PIDU], {}
            out = questions(lambda: document.update(export_sheet(sheet, purpose="by file", by=post)))
            answer = sign(answered(document["content"]))
            into = questions(lambda: take_in_answer(opened(answer), by=post))
        assert not Listed.objects.filter(sheet=sheet, ended_at=None).exists()
        return out, into

    few, many = steps(FEW), steps(MANY)
    assert all(more <= less + 3 for less, more in zip(few, many, strict=True)), (few, many)


def answered(content):
    """What the other side answers: everybody is under control."""
    return {
        "format": "fangxian.sheet-answer", "version": 1, "workspace": content["workspace"], "sheet": content["id"],
        "received_by": "Zhao",
        "answers": [{"id": one["id"], "decision": "accepted", "outcome": "controlled"} for one in content["people"]],
    }  # fmt: skip


def test_asked_for_and_shown_on_pages(world):
    def steps(n):
        contacts = [world.contact(CHENGHUA if place % 2 else TIANJIN) for place in range(n)]
        client, ids = world.client(PIDU), [one.id for one in contacts]
        chosen = questions(lambda: client.get(reverse("coinvestigation:new"), {"contact": ids}))
        said = {"contact": ids, "ask": ids, "send": "1", **{f"area-{one.id}": one.person.stay for one in contacts}}
        sent = questions(lambda: client.post(reverse("coinvestigation:new"), said))
        with access.everywhere():
            sheet = Sheet.objects.filter(people__person=contacts[0].person_id).get()
        shown = questions(lambda: client.get(reverse("coinvestigation:sheet", args=[sheet.id])))
        return chosen, sent, shown

    steps(FEW)  # what is looked up once a process
    few, many = steps(FEW), steps(MANY)
    assert all(more <= less + 3 for less, more in zip(few, many, strict=True)), (few, many)
