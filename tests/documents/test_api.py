"""Documents over the API: issued once, taken out masked."""

from __future__ import annotations

import json
from uuid import uuid4

from tests.documents.conftest import SAID, pdf_text


def test_a_document_is_issued_once_and_its_file_is_masked(client, contact):
    said = {
        "id": str(uuid4()), "kind": "quarantine_notice", "about": str(contact.id), "signer": "李局长",
        "purpose": "送达本人", "said": SAID,
    }  # fmt: skip
    answers = [client.post("/api/v1/documents", json.dumps(said), content_type="application/json") for _ in range(2)]
    assert [one.status_code for one in answers] == [201, 201]
    assert answers[0].json()["serial"] == answers[1].json()["serial"] == "510117 隔告〔2020〕0001 号"
    file = client.get(f"/api/v1/documents/{said['id']}/file?language=zh&format=pdf")
    assert file.headers["Content-Type"] == "application/pdf"
    text = pdf_text(file.content)
    assert "张**" in text
    assert "张喆堃" not in text
    assert client.get(f"/api/v1/documents/{uuid4()}").status_code == 404
