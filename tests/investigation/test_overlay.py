"""An area's own questions: checked, signed, in force; what was filed stays readable."""

from __future__ import annotations

import pytest

from fangxian.errors import Invalid, NotAllowed
from fangxian.protocol.errors import ProtocolError
from fangxian.response.investigation import editions
from fangxian.response.investigation.actions import (
    file_form,
    open_draft,
    put_in_force,
    save_answer,
    save_overlay,
    withdraw_overlay,
)
from fangxian.response.investigation.models import FormAnswer, Overlay
from fangxian.response.ledger.models import FactRow
from tests import factories
from tests.factories import CHENGDU, PIDU
from tests.investigation.conftest import CORE

TEXT = """
remove = ["occupation"]
[[question]]
id = "parcels"
section = "source"
type = "yes_no"
label = { zh = "是否收取境外快递", en = "Parcels from abroad" }
required = true
"""


def in_force(text=TEXT, area=PIDU) -> Overlay:
    return put_in_force(save_overlay("core-facts", area, text), signed_by="张局长")


def asked(case) -> set[str]:
    return {question.id for question in editions.form_for(case, "core-facts").questions}


def test_a_draft_changes_nothing_until_it_is_signed(case):
    save_overlay("core-facts", PIDU, TEXT)
    assert "parcels" not in asked(case)
    with pytest.raises(Invalid):
        put_in_force(Overlay.objects.get(), signed_by=" ")
    in_force()
    assert "parcels" in asked(case)
    assert "occupation" not in asked(case)
    assert FactRow.objects.get(kind="form.changed").attributes["signer"] == "张局长"


def test_a_text_with_a_fault_is_kept_but_not_put_in_force(case):
    draft = save_overlay("core-facts", PIDU, 'remove = ["nothing_such"]')
    with pytest.raises(ProtocolError) as caught:
        put_in_force(draft, signed_by="张局长")
    assert caught.value.code == "form.remove_unknown"
    assert Overlay.objects.get().state == "draft"


def test_the_city_s_change_lies_beneath_the_district_s(case):
    in_force(area=CHENGDU)
    district = (
        '[[question]]\nid = "village"\nsection = "who"\nafter = "age"\nlabel = { zh = "村组", en = "Village group" }'
    )
    in_force(district)
    assert {"parcels", "village"} <= asked(case)
    layers = editions.form_for(case, "core-facts").layers
    assert layers == ("core-facts", "core-facts@5101.toml", "core-facts@510117.toml")


def test_what_was_filed_is_read_as_it_was_asked(case):
    draft = open_draft(case, "core-facts")
    for name, value in {**CORE, "occupation": "教师"}.items():
        draft = save_answer(draft, name, value)
    file_form(draft)
    in_force()
    filed = FormAnswer.objects.get(state="filed")
    assert editions.read(filed.edition).question("occupation").label.en
    again = open_draft(case, "core-facts")
    assert "parcels" in {question.id for question in editions.read(again.edition).questions}
    with pytest.raises(ProtocolError) as caught:
        file_form(again, reason="补充")
    assert [problem.field for problem in caught.value.problems] == ["parcels"]


def test_an_open_draft_moves_to_the_edition_in_force_and_keeps_its_answers(case):
    save_answer(open_draft(case, "core-facts"), "age", "44")
    in_force()
    moved = open_draft(case, "core-facts")
    assert moved.answers["age"] == 44
    assert "parcels" in {question.id for question in editions.read(moved.edition).questions}


def test_a_withdrawn_change_is_asked_no_more_and_stays_on_record(case):
    overlay = in_force()
    withdraw_overlay(overlay, signed_by="张局长")
    assert "parcels" not in asked(case)
    assert Overlay.objects.get().withdrawn_at is not None
    assert FactRow.objects.filter(kind="form.restored").count() == 1
    assert in_force().version == 2


def test_only_whoever_manages_forms_may(case):
    with pytest.raises(NotAllowed):
        save_overlay("core-facts", PIDU, TEXT, by=factories.post(PIDU, "epidemiologist"))
    with pytest.raises(NotAllowed):
        save_overlay("core-facts", CHENGDU, TEXT, by=factories.post(PIDU, "administrator"))
    assert save_overlay("core-facts", PIDU, TEXT, by=factories.post(PIDU, "administrator")).state == "draft"
