"""Pages of documents and templates."""

from __future__ import annotations

from django.core.files.uploadedfile import SimpleUploadedFile

from fangxian.response.documents.models import Issued, Template
from fangxian.response.documents.source import build
from fangxian.response.ledger.models import FactRow
from tests import factories
from tests.documents.conftest import pdf_text
from tests.documents.test_change_template import CITY
from tests.factories import PIDU

SENT = {"signer": "李局长", "purpose": "送达本人", "help_line": "028-1", "legal_basis": "第五十八条"}


def text(response) -> str:
    assert response.status_code == 200
    return response.content.decode()


def test_a_notice_is_issued_looked_at_and_taken_out(client, contact):
    panel = text(client.get(f"/documents/of/contact/{contact.id}/"))
    assert f"/documents/new/quarantine_notice/{contact.id}/" in panel
    assert f"/documents/of/contact/{contact.id}/" in text(client.get(f"/contacts/{contact.id}/"))
    text(client.get(f"/documents/new/quarantine_notice/{contact.id}/"))
    response = client.post(f"/documents/new/quarantine_notice/{contact.id}/", SENT)
    made = Issued.objects.get()
    assert response.headers["Location"] == f"/documents/{made.id}/"
    page = text(client.get(f"/documents/{made.id}/"))
    assert "Notice of quarantine" in page
    assert "张喆堃" not in page
    asked = {"language": "zh", "format": "pdf", "named": "on", "purpose": "送达本人"}
    file = client.post(f"/documents/{made.id}/file/", asked)
    assert file.headers["Content-Type"] == "application/pdf"
    assert "no-store" in file.headers["Cache-Control"]
    assert "张喆堃" in pdf_text(file.content)
    assert FactRow.objects.filter(kind="identity.read").count() == 1
    assert made.serial in text(client.get("/documents/?kind=quarantine_notice"))


def test_what_is_missing_comes_back_with_its_field(client, contact):
    response = client.post(f"/documents/new/quarantine_notice/{contact.id}/", SENT | {"help_line": ""})
    assert response.status_code == 422
    assert "help_line" in response.context["form"].errors
    early = client.post(f"/documents/new/release_certificate/{contact.id}/", SENT)
    assert "has not been released" in early.content.decode()


def test_a_place_offers_the_notice_of_each_visit(client, visit):
    panel = text(client.get(f"/documents/of/place/{visit.place_id}/"))
    assert f"/documents/new/search_notice/{visit.id}/" in panel
    client.post(f"/documents/new/search_notice/{visit.id}/", SENT | {"advice": "请报备"})
    assert Issued.objects.get().serial in text(client.get(f"/documents/of/place/{visit.place_id}/"))


def test_a_document_is_revoked_with_a_reason(client, contact):
    client.post(f"/documents/new/quarantine_notice/{contact.id}/", SENT)
    made = Issued.objects.get()
    client.post(f"/documents/{made.id}/revoke/", {"reason": "", "signer": "李"})
    assert Issued.objects.get().revoked_at is None
    client.post(f"/documents/{made.id}/revoke/", {"reason": "有误", "signer": "李"})
    assert "有误" in text(client.get(f"/documents/{made.id}/"))


def test_nothing_of_another_area_is_there(client, contact):
    client.force_login(factories.post("510108", "epidemiologist").holder)
    assert client.get(f"/documents/new/quarantine_notice/{contact.id}/").status_code == 404


def test_an_administrator_replaces_a_template_and_restores_it(client, contact):
    client.force_login(factories.post(PIDU, "administrator").holder)
    address = "/documents/templates/quarantine_notice/zh/"
    assert "the shipped one" in text(client.get("/documents/templates/"))
    assert client.get(address + "file/").content.startswith(b"PK")
    assert "SAMPLE" in pdf_text(client.get(address + "sample/").content)

    def send(body: bytes):
        file = SimpleUploadedFile("own.docx", body)
        return client.post(address, {"put": "1", "file": file, "signed_by": "张主任"})

    refused = send(build("# 题目", "zh"))
    assert refused.status_code == 422
    assert "legal_basis" in refused.content.decode()
    assert send(build(CITY, "zh")).status_code == 302
    assert "own.docx" in text(client.get(address))
    client.post(address, {"restore": "1", "signed_by": "张主任"})
    assert Template.objects.get().withdrawn_at is not None


def test_templates_are_for_whoever_manages_them(client, contact):
    assert client.get("/documents/templates/").status_code == 403
