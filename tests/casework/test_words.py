"""Time lines say words, never codes."""

from __future__ import annotations

import pytest
from django.utils import translation

from fangxian.protocol.vocabulary import VOCABULARY
from fangxian.response.casework.queries import story
from fangxian.response.casework.words import word
from fangxian.response.documents.kinds import KINDS
from fangxian.response.ledger.entry import Entry
from fangxian.response.ledger.record import record
from tests import factories
from tests.factories import NOON, PIDU

CODES = [
    (kind.kind, attribute.name, code)
    for kind in VOCABULARY.values()
    for attribute in kind.attributes
    if {"person", "place"} & set(kind.subjects) and attribute.type == "choice"
    for code in attribute.choices
]


def test_every_code_that_is_said_of_a_person_or_a_place_has_a_word():
    nameless = [one for one in CODES if word(*one, {}) is None]
    assert len(CODES) > 100
    assert nameless == []


def test_one_word_that_means_two_things_is_told_apart_by_the_fact():
    with translation.override("en"):
        assert str(word("quarantine.breach_settled", "outcome", "returned", {})) == "back in quarantine"
        assert str(word("measure.reviewed", "decision", "keep", {})) == "it stays"
        assert str(word("case.recovered", "outcome", "recovered", {})) == "recovered"
        assert word("case.confirmed", "source", "from the market", {}) is None


@pytest.mark.parametrize("kind", [kind.key for kind in KINDS.values() if kind.about in ("case", "contact")])
def test_a_document_is_called_by_its_name(outbreak, kind):
    person = factories.person()
    said = {"document": kind, "serial": "1", "purpose": "x", "signer": "y", "language": "zh", "named": True}
    record([Entry(kind="document.issued", subject=person.subject, at=NOON, area=PIDU, incident=outbreak.id,
                  attributes=said)])  # fmt: skip
    (event,) = story.timeline(person.subject)
    assert str(KINDS[kind].title) in event["detail"]
    assert kind not in event["detail"]


def test_an_area_is_called_by_its_name(outbreak):
    factories.areas()
    person = factories.person()
    record([Entry(kind="person.referred", subject=person.subject, at=NOON, area=PIDU, incident=outbreak.id,
                  attributes={"to_area": "12", "from_area": PIDU})])  # fmt: skip
    (event,) = story.timeline(person.subject)
    assert "Tianjin" in event["detail"]
    assert "Pidu" in event["detail"]
    assert PIDU not in event["detail"]
