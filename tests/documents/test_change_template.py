"""A city's own template: tried before it is in force, never silent about what must be stated, restorable."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZipFile

import pytest

from fangxian.errors import Invalid, NotAllowed
from fangxian.response.documents.actions import change_template, issue_document, restore_template, take_out
from fangxian.response.documents.kinds import KINDS, LANGUAGES
from fangxian.response.documents.models import Template
from fangxian.response.documents.reading import text_of
from fangxian.response.documents.render import made, render
from fangxian.response.documents.samples import SAMPLES
from fangxian.response.documents.source import build, default_template
from fangxian.response.ledger.models import FactRow
from tests import factories
from tests.documents.conftest import SAID, pdf_text
from tests.factories import CHENGDU, PIDU

CITY = """# 成都市隔离告知书
@ {{ name }} {{ serial }} {{ legal_basis }} {{ signer }} {{ help_line }} {{ appeal }} {{ until }}
"""


def put(text=CITY, area=PIDU, **more) -> Template:
    said = {"signed_by": "张主任", "filename": "a.docx", **more}
    return change_template("quarantine_notice", "zh", area, build(text, "zh"), **said)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_shipped_template_states_what_it_must_in_both_formats(kind, language, outbreak):
    sample = SAMPLES[kind]
    word = text_of(made(kind, None, sample, language))
    paper = pdf_text(made(kind, None, sample, language, "pdf")).replace("\n", "").replace(" ", "")
    for name in KINDS[kind].must_state:
        assert str(sample[name]) in word
        assert str(sample[name]).replace(" ", "") in paper, name


def test_the_area_s_template_is_used_and_an_issued_document_keeps_its_own(contact):
    before = issue_document("quarantine_notice", contact, signer="李", purpose="送达", said=SAID)
    put()
    after = issue_document("quarantine_notice", contact, signer="李", purpose="送达", said=SAID)
    assert "成都市隔离告知书" in text_of(take_out(after, "zh", "docx"))
    assert "成都市隔离告知书" not in text_of(take_out(before, "zh", "docx"))
    assert FactRow.objects.get(kind="template.changed").attributes["signer"] == "张主任"


def test_the_most_exact_area_wins_and_the_one_above_comes_back(outbreak):
    put("# 市\n" + CITY, CHENGDU)
    district = put()
    sample = SAMPLES["quarantine_notice"]
    assert "成都市隔离告知书" in text_of(render("quarantine_notice", sample, "zh", area=PIDU))
    restore_template(district, signed_by="张主任")
    assert text_of(render("quarantine_notice", sample, "zh", area=PIDU)).startswith(("示例", "市"))
    assert "隔离医学观察告知书" in text_of(render("quarantine_notice", sample, "zh", area="51"))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (CITY + "{{ colour }}", "template.field"),
        (CITY + "{{ 'a'.__class__.__mro__ }}", "template.field"),
        (CITY + "{% for %}", "template.field"),
        ("# 只有题目", "template.silent"),
    ],
)
def test_a_template_that_cannot_be_filled_in_or_is_silent_is_refused(text, code, outbreak):
    with pytest.raises(Invalid) as caught:
        put(text)
    assert caught.value.code == code
    assert not Template.objects.exists()


def test_what_is_no_word_document_or_holds_macros_is_refused(outbreak):
    macros = BytesIO(default_template("quarantine_notice", "zh"))
    with ZipFile(macros, "a") as package:
        package.writestr("word/vbaProject.bin", b"x")
    for file in (b"nothing", macros.getvalue()):
        with pytest.raises(Invalid) as caught:
            change_template("quarantine_notice", "zh", PIDU, file, signed_by="张主任")
        assert caught.value.code == "template.unreadable"


def test_a_drill_marks_a_template_without_a_mark(drill):
    body = render("quarantine_notice", SAMPLES["quarantine_notice"] | {"watermark": "演练 EXERCISE"}, "zh")
    from docx import Document

    bare = Document()
    bare.add_paragraph("{{ serial }}")
    kept = BytesIO()
    bare.save(kept)
    assert "演练 EXERCISE" in text_of(body)
    sample = {key: value for key, value in SAMPLES["search_notice"].items() if key != "watermark"}
    assert "演练 EXERCISE" in text_of(made("search_notice", kept.getvalue(), sample, "zh"))


def test_only_whoever_manages_forms_may_and_somebody_signs(outbreak):
    with pytest.raises(NotAllowed):
        put(by=factories.post(PIDU, "epidemiologist"))
    with pytest.raises(Invalid):
        put(signed_by=" ")
    assert put(by=factories.post(PIDU, "administrator")).version == 1
    assert put().version == 2
