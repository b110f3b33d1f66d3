"""Pages of investigation forms."""

from __future__ import annotations

import pytest

from fangxian.response.investigation.actions import open_draft, put_in_force, save_answer, save_overlay
from fangxian.response.investigation.models import FormAnswer, Overlay
from fangxian.response.ledger.context import acting
from fangxian.response.registry.queries import card_of
from tests import factories
from tests.casework.ledger import task
from tests.factories import PIDU
from tests.investigation.conftest import CORE


def address(case, rest="", form="core-facts") -> str:
    return f"/cases/{case.id}/forms/{form}/{rest}"


def text(response) -> str:
    assert response.status_code == 200
    return response.content.decode()


def whole(**more) -> dict[str, str]:
    """A whole form as a browser without scripts sends it."""
    return {**CORE, **{f"asked.{name}": "1" for name in CORE}, "at": "2020-12-08T11:30", **more}


def test_the_page_of_a_case_shows_its_forms(client, case):
    assert f"/cases/{case.id}/forms/" in text(client.get(f"/cases/{case.id}/"))
    panel = text(client.get(f"/cases/{case.id}/forms/"))
    assert "Core facts of a case" in panel
    assert "not filed yet" in panel


def test_it_asks_everything_in_both_languages_with_identities_masked(client, case):
    page = text(client.get(address(case)))
    assert "How the case was found" in page
    assert "张**" in page
    assert "张某某" not in page
    client.cookies["django_language"] = "zh-hans"
    assert "发现途径" in text(client.get(address(case)))


def test_an_answer_saves_itself_and_shows_what_hangs_on_it(client, case):
    client.get(address(case))
    sent = {"symptomatic": "yes", "seen.symptomatic": "0"}
    answer = text(client.post(address(case, "answers/symptomatic/"), sent, headers={"HX-Request": "true"}))
    assert 'name="seen.symptomatic" value="1"' in answer
    assert "outerHTML:#q-onset_on" in answer
    assert FormAnswer.objects.get().answers["symptomatic"] == "yes"


def test_a_wrong_answer_is_told_at_once_and_not_saved(client, case):
    client.get(address(case))
    answer = text(client.post(address(case, "answers/age/"), {"age": "190"}))
    assert "It is not saved" in answer
    assert "age" not in FormAnswer.objects.get().answers


def test_another_s_change_is_shown_and_never_overwritten(client, case):
    draft = open_draft(case, "core-facts")
    other = factories.post(PIDU, "epidemiologist")
    with acting(f"user:{other.holder_id}/post:{other.pk}"):
        save_answer(draft, "occupation", "教师", seen=0)
    assert "教师" in text(client.get(address(case, "news/") + "?since=0"))
    mine = {"occupation": "医生", "seen.occupation": "0"}
    answer = text(client.post(address(case, "answers/occupation/"), mine))
    assert "教师" in answer
    assert "Keep mine" in answer
    assert FormAnswer.objects.get().answers["occupation"] == "教师"
    text(client.post(address(case, "answers/occupation/"), {"occupation": "医生", "seen.occupation": "1"}))
    assert FormAnswer.objects.get().answers["occupation"] == "医生"
    assert 'value="医生"' in text(client.get(address(case, "news/") + "?take=occupation"))


def test_rows_are_read_and_another_row_is_offered(client, case):
    client.get(address(case))
    sent = {"doctors.0.at": "2020-12-05T08:30", "doctors.0.institution": "郫都区人民医院", "more": "1"}
    answer = text(client.post(address(case, "answers/doctors/"), sent))
    assert FormAnswer.objects.get().answers["doctors"][0]["institution"] == "郫都区人民医院"
    assert answer.count('name="doctors.') == 9


def test_the_whole_form_is_filed_without_any_script(client, case):
    client.get(address(case))
    response = client.post(address(case), whole(file="1"))
    assert response.headers["Location"] == f"/cases/{case.id}/"
    assert task(case.subject, "case.core_facts").state == "discharged"
    assert "version 1" in text(client.get(f"/cases/{case.id}/forms/"))


def test_what_is_missing_is_named_with_a_link_to_it(client, case):
    response = client.post(address(case), whole(file="1", route=""))
    assert response.status_code == 422
    assert '<a href="#q-route">' in response.content.decode()
    assert FormAnswer.objects.get().answers["sex"] == "female"


def test_versions_say_what_changed_and_why(client, case):
    client.post(address(case), whole(file="1"))
    client.post(address(case), whole(file="1", age="70", reason="核对证件"))
    page = text(client.get(address(case, "versions/")))
    assert "核对证件" in page
    assert "<del>69 years</del>" in page
    assert "<ins>70 years</ins>" in page
    assert "70 years" in text(client.get(address(case, "versions/2/")))
    assert client.get(address(case, "versions/3/")).status_code == 404


def test_paper_shows_boxes_and_lines_and_asks_for_no_case(client, case):
    page = text(client.get("/forms/core-facts/paper/"))
    assert "□ fever clinic" in page
    assert "张" not in page


def test_the_identity_is_entered_beside_the_form(client, case):
    client.post(f"/cases/{case.id}/forms/identity/?form=core-facts", {"phone": "13900000000", "id_kind": "resident_id"})
    card = card_of(case.person)
    assert (card.phone, card.name) == ("13900000000", "张某某")


def test_a_draft_is_thrown_away(client, case):
    client.get(address(case))
    client.post(address(case, "discard/"))
    assert FormAnswer.objects.count() == 0


def test_whoever_may_not_write_reads_only(client, case):
    client.force_login(factories.post(PIDU, "inspector").holder)
    assert client.get(address(case)).status_code == 403
    assert "Fill in" not in text(client.get(f"/cases/{case.id}/forms/"))


def test_a_form_of_another_area_is_not_there(client, case):
    client.force_login(factories.post("510108", "epidemiologist").holder)
    assert client.get(address(case)).status_code == 404


@pytest.fixture
def manager(client, case):
    post = factories.post(PIDU, "administrator")
    client.force_login(post.holder)
    return post


def test_an_administrator_writes_checks_and_signs_a_change(client, manager):
    assert "measles-case-investigation" in text(client.get("/forms/"))
    wrong = client.post("/forms/core-facts/edit/", {"check": "1", "text": 'remove = ["zz"]'}, follow=True)
    assert "core-facts@510117.toml:1" in wrong.content.decode()
    right = client.post("/forms/core-facts/edit/", {"check": "1", "text": 'remove = ["occupation"]'}, follow=True)
    assert "Dropped" in right.content.decode()
    assert Overlay.objects.get().state == "draft"
    client.post("/forms/core-facts/edit/", {"sign": "1", "signed_by": "张局长"})
    assert Overlay.objects.get().state == "in_force"
    assert "张局长" in text(client.get("/forms/core-facts/"))
    client.post("/forms/core-facts/edit/", {"withdraw": "1", "signed_by": "张局长"})
    assert Overlay.objects.get().state == "withdrawn"


def test_nobody_else_changes_forms(client, case):
    put_in_force(save_overlay("core-facts", PIDU, 'remove = ["occupation"]'), signed_by="张局长")
    assert client.get("/forms/core-facts/edit/").status_code == 403
    assert "Change" not in text(client.get("/forms/"))
