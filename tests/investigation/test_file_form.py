"""Filing a form: what is missing is named, the record follows the answers, the clock stops."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from fangxian.errors import Invalid, NotAllowed, NotFound
from fangxian.protocol.errors import ProtocolError
from fangxian.response.investigation.actions import file_form, open_draft, save_answer
from fangxian.response.investigation.models import FormAnswer
from fangxian.response.ledger.models import FactRow
from fangxian.response.registry.actions import set_identity
from fangxian.response.registry.identity import IdentityCard
from tests import factories
from tests.casework.ledger import kinds, said, task
from tests.factories import NOON
from tests.investigation.conftest import CORE


def filled(case, answers=CORE, form="core-facts"):
    draft = open_draft(case, form)
    for name, value in answers.items():
        draft = save_answer(draft, name, value)
    return draft


def test_a_draft_begins_with_what_the_record_says(case):
    case.person.sex, case.person.age = "F", 69
    case.person.save()
    draft = open_draft(case, "core-facts")
    assert draft.answers == {"sex": "female", "age": 69}
    assert open_draft(case, "core-facts").id == draft.id


def test_filing_stops_the_clock_and_says_how_many_were_named(case):
    filed = file_form(filled(case), at=NOON)
    assert (filed.state, filed.version) == ("filed", 1)
    done = task(case.subject, "case.core_facts")
    assert done.state == "discharged"
    assert said(case.subject, "case.core_facts_filed")["places"] == 1


def test_every_missing_question_is_named_and_nothing_is_filed(case):
    set_identity(case.person, IdentityCard(name="张某某"))
    draft = filled(case, {"symptomatic": "yes"})
    with pytest.raises(ProtocolError) as caught:
        file_form(draft)
    named = {problem.field for problem in caught.value.problems}
    assert named == {"phone", "address", "sex", "age", "onset_on", "route", "zone_proposed"}
    assert "case.core_facts_filed" not in kinds(case.subject)
    assert FormAnswer.objects.get().state == "draft"


def test_answers_fill_the_record_as_an_amendment(case):
    draft = filled(case, CORE | {"symptomatic": "yes", "onset_on": "2020-12-05", "source": "家庭聚集"})
    file_form(draft)
    case.refresh_from_db()
    case.person.refresh_from_db()
    assert (case.onset_on.isoformat(), case.route, case.source) == ("2020-12-05", "fever_clinic", "家庭聚集")
    assert (case.person.sex, case.person.age) == ("F", 69)
    corrected = FactRow.objects.filter(kind="case.confirmed", corrects__isnull=False).get()
    assert corrected.attributes["onset_on"] == "2020-12-05"


def test_what_hangs_on_another_answer_is_not_filed_when_that_answer_hides_it(case):
    draft = filled(case, {**CORE, "symptomatic": "yes", "onset_on": "2020-12-05"})
    draft = save_answer(draft, "symptomatic", "no")
    filed = file_form(draft)
    assert "onset_on" not in filed.answers
    case.refresh_from_db()
    assert case.onset_on is None


def test_the_same_request_twice_files_once(case):
    draft, same = filled(case), uuid4()
    assert file_form(draft, id=same).id == file_form(draft, id=same).id
    assert kinds(case.subject).count("case.core_facts_filed") == 1
    with pytest.raises(NotFound):
        file_form(draft, id=uuid4())


def test_a_change_is_a_new_version_with_its_reason(case):
    file_form(filled(case))
    draft = save_answer(open_draft(case, "core-facts"), "occupation", "教师")
    with pytest.raises(Invalid) as caught:
        file_form(draft)
    assert caught.value.context["field"] == "reason"
    second = file_form(draft, reason="补充职业")
    assert (second.version, second.answers["occupation"]) == (2, "教师")
    assert FormAnswer.objects.get(version=1).answers.get("occupation") is None


def test_paper_is_entered_later_with_its_own_time(case):
    written = NOON - timedelta(hours=2)
    filed = file_form(filled(case), at=written, paper_by="郫筒街道流调组")
    assert (filed.at, filed.filed_at, filed.paper_by) == (written, NOON, "郫筒街道流调组")
    fact = FactRow.objects.get(kind="case.core_facts_filed")
    assert fact.at == written
    assert task(case.subject, "case.core_facts").late is False


def test_the_full_form_names_itself_in_its_fact(case):
    answers = {
        "sex": "female", "age": "69", "symptomatic": "no", "summary": "调查完毕", "investigator_unit": "郫都疾控",
    }  # fmt: skip
    file_form(filled(case, answers, "case-investigation"))
    assert said(case.subject, "case.investigation_filed")["form"] == "case_investigation"


def test_the_future_and_other_areas_are_refused(case):
    draft = filled(case)
    with pytest.raises(Invalid):
        file_form(draft, at=NOON + timedelta(hours=1))
    with pytest.raises(NotAllowed):
        file_form(draft, by=factories.post("510108"))


def test_a_form_the_rulebook_does_not_ask_is_not_there(case):
    with pytest.raises(NotFound):
        open_draft(case, "measles-case-investigation")


def test_nobody_of_another_area_sees_the_answers(case):
    from fangxian.response.jurisdiction import access

    filled(case)
    with access.area("510108"):
        assert FormAnswer.objects.count() == 0
    with access.area("510117"):
        assert FormAnswer.objects.count() == 1
