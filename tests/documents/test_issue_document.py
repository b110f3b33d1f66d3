"""Issuing a document: numbered, recorded, in both languages, without who the person is."""

from __future__ import annotations

from uuid import uuid4

import pytest

from fangxian.errors import Conflict, Invalid, NotAllowed
from fangxian.response.casework.actions import release_contact
from fangxian.response.casework.observation import Courses
from fangxian.response.documents import contexts
from fangxian.response.documents.actions import issue_document, revoke_document, take_out
from fangxian.response.documents.models import Issued
from fangxian.response.documents.reading import text_of
from fangxian.response.jurisdiction import access
from fangxian.response.ledger.models import FactRow
from tests import factories
from tests.casework.ledger import said
from tests.documents.conftest import SAID, pdf_text
from tests.factories import NOON, PIDU

STATED = ("李局长", "028-87654321", "《传染病防治法》第五十八条", "申诉", "MJ-1")


def issued(about, kind="quarantine_notice", **more) -> Issued:
    return issue_document(kind, about, **{"signer": "李局长", "purpose": "送达本人", "said": SAID, **more})


def test_the_notice_states_basis_end_appeal_signer_and_help_line_in_both_formats(contact):
    notice = issued(contact)
    word = text_of(take_out(notice, "zh", "docx"))
    paper = pdf_text(take_out(notice, "zh", "pdf"))
    for text in (word, paper.replace("\n", "")):
        for part in ("隔离医学观察告知书", notice.serial, *STATED):
            assert part in text, part
    assert "1 / 1" in paper
    english = text_of(take_out(notice, "en", "docx"))
    assert "Notice of quarantine" in english
    assert "close contact" in english


def test_numbers_run_without_gaps_by_kind_and_year(contact, case):
    numbers = [issued(contact).serial, issued(contact).serial, issued(case, "investigation_report").serial]
    assert numbers == ["510117 隔告〔2020〕0001 号", "510117 隔告〔2020〕0002 号", "510117 流调〔2020〕0001 号"]


def test_the_same_request_twice_issues_once(contact):
    same = uuid4()
    assert issued(contact, id=same).serial == issued(contact, id=same).serial
    assert FactRow.objects.filter(kind="document.issued").count() == 1


def test_issuing_is_a_fact_with_purpose_and_number(contact):
    notice = issued(contact)
    fact = said(contact.subject, "document.issued")
    assert (fact["purpose"], fact["serial"], fact["document"]) == ("送达本人", notice.serial, "quarantine_notice")


def test_who_it_is_stands_nowhere_but_in_the_file_of_whoever_may_read_it(contact):
    notice = issued(contact)
    assert "张喆堃" not in str(notice.contexts)
    assert "张喆堃" not in text_of(take_out(notice, "zh", "docx"))
    reader = factories.post(PIDU, "epidemiologist")
    named = take_out(notice, "zh", "pdf", named=True, purpose="送达本人", by=reader)
    assert "张喆堃" in pdf_text(named)
    assert said(contact.subject, "identity.read")["purpose"] == "送达本人"
    with pytest.raises(NotAllowed):
        take_out(notice, "zh", "pdf", named=True, by=factories.post(PIDU, "community_worker"))


def test_a_drill_marks_every_page_and_the_live_record_none(contact, drill):
    notice = issued(contact)
    assert "演练 EXERCISE" in text_of(take_out(notice, "en", "docx"))
    assert "EXERCISE" in pdf_text(take_out(notice, "en", "pdf"))
    from fangxian.response.ledger.models import Workspace

    Workspace.objects.update(kind="live", clock=None)
    assert "EXERCISE" not in text_of(take_out(notice, "en", "docx"))


def test_a_certificate_needs_a_release(contact):
    with pytest.raises(Conflict):
        issued(contact, "release_certificate")
    release_contact(contact, at=NOON, signer="李局长", reason="复核排除")
    text = text_of(take_out(issued(contact, "release_certificate"), "zh", "docx"))
    assert "解除隔离医学观察证明" in text
    assert "复核排除" in text


def test_the_report_tells_the_case_its_places_contacts_and_clocks(contact, case, visit):
    text = text_of(take_out(issued(case, "investigation_report", said={"summary": "建议划定管控区"}), "zh", "docx"))
    for part in ("PD-1", "太平村小卖部", "建议划定管控区", "case.network_report", "共判定接触者 1 人"):
        assert part in text, part


def test_the_notice_of_places_names_nobody_and_is_a_fact_of_the_place(visit, case):
    notice = issued(visit, "search_notice", said={"help_line": "028-1", "advice": "请主动报备"})
    text = text_of(take_out(notice, "zh", "docx"))
    assert "太平村小卖部" in text
    assert "PD-1" not in text
    assert said(visit.place.subject, "place.search_noticed")["help_line"] == "028-1"
    assert notice.person is None


def test_a_revoked_document_names_nobody_any_more(contact):
    notice = issued(contact)
    for _ in range(2):
        revoke_document(notice, signer="李局长", reason="姓名有误")
    notice.refresh_from_db()
    assert FactRow.objects.filter(kind="document.revoked").count() == 1
    with pytest.raises(Conflict):
        take_out(notice, "zh", "docx", named=True)


def test_signer_purpose_and_area_are_asked_for(contact):
    with pytest.raises(Invalid):
        issued(contact, signer=" ")
    with pytest.raises(Invalid):
        issued(contact, purpose="")
    with pytest.raises(NotAllowed):
        issued(contact, by=factories.post("510108"))


def test_another_area_does_not_see_it(contact):
    issued(contact)
    with access.area("510108"):
        assert Issued.objects.count() == 0


def test_what_the_rulebook_says_stands_in_the_language_of_the_document(contact):
    pack = Courses().pack_for(contact)
    with contexts.speaking("zh"):
        proposed = contexts.basis(pack)
    notice = issued(contact, said=SAID | {"legal_basis": proposed})
    assert notice.contexts["zh"]["legal_basis"] == proposed
    assert notice.contexts["en"]["legal_basis"] == f"{pack.title.en} ({proposed})"


@pytest.mark.parametrize(
    ("language", "named"), [("zh", "测试方案 · 测试方案：某报转载"), ("en", "Test rulebook · Test rulebook")]
)
def test_where_a_clause_was_published_stands_in_chinese_documents_only(contact, language, named):
    pack = Courses().pack_for(contact)
    with contexts.speaking(language):
        assert contexts.cited(pack, pack.title, "某报转载") == named
