"""Taking a list away."""

from __future__ import annotations

import csv
import io

import openpyxl
import pytest

from fangxian.response.ledger.models import FactRow
from fangxian.response.registry.actions import set_identity
from fangxian.response.registry.identity import IdentityCard
from tests import factories
from tests.factories import PIDU

pytestmark = pytest.mark.usefixtures("tracer")


def taken(client, form="csv", query="", purpose="上报市级指挥部") -> bytes:
    response = client.post(f"/cases/export/?{query}", {"format": form, "purpose": purpose})
    assert response.status_code == 200, response.content.decode()
    return b"".join(response.streaming_content)


def test_a_csv_opens_in_a_spreadsheet_and_says_that_it_is_a_sample(client, outbreak):
    factories.case(outbreak, number="PD-1", route="contact")
    data = taken(client)
    assert data.startswith(b"\xef\xbb\xbf")
    mark, headings, row = csv.reader(io.StringIO(data.decode("utf-8-sig")))
    assert mark == ["示例 SAMPLE"]
    said = dict(zip(headings, row, strict=True))
    assert (said["case_id"], said["route"], said["area_code"], said["area"]) == ("PD-1", "contact", PIDU, "Pidu")
    assert said["date_of_reporting"] == "2020-12-08T12:00+08:00"


def test_the_live_record_bears_no_mark(client, outbreak):
    factories.workspace(kind="live", clock=None)
    assert taken(client).decode("utf-8-sig").startswith("case_id,")


def test_a_workbook_holds_the_same(client, outbreak):
    factories.case(outbreak, number="PD-1")
    sheet = openpyxl.load_workbook(io.BytesIO(taken(client, "xlsx"))).active
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0][0] == "示例 SAMPLE"
    assert rows[1][0] == "case_id"
    assert rows[3][0] == "PD-1"


def test_the_filter_holds_and_so_does_the_area(client, outbreak):
    factories.case(outbreak, number="PD-1")
    factories.case(outbreak, number="PD-2", classification="asymptomatic")
    factories.case(outbreak, number="CH-1", area="510108", classification="asymptomatic")
    text = taken(client, query="classification=asymptomatic").decode()
    assert [number in text for number in ("PD-1", "PD-2", "CH-1")] == [False, True, False]


def test_nothing_in_it_tells_who_somebody_is(client, outbreak):
    case = factories.case(outbreak)
    set_identity(case.person, IdentityCard(name="张某某", phone="13812345678"))
    text = taken(client).decode()
    assert "张" not in text
    assert "1381234" not in text


def test_a_formula_in_a_text_is_taken_as_text(client, outbreak):
    factories.case(outbreak, number="PD-1", source='=HYPERLINK("http://x")')
    assert "'=HYPERLINK" in taken(client).decode()


def test_the_export_and_its_purpose_are_on_record(client, outbreak, tracer):
    factories.case(outbreak)
    taken(client)
    fact = FactRow.objects.get(kind="export.made")
    assert fact.attributes["purpose"] == "上报市级指挥部"
    assert fact.attributes["rows"] == 1
    assert fact.actor == f"user:{tracer.holder_id}/post:{tracer.pk}"


def test_without_a_purpose_or_the_right_nothing_leaves(client, outbreak):
    assert client.post("/cases/export/", {"format": "csv", "purpose": "x"}).status_code == 422
    client.force_login(factories.post(PIDU, "street_officer").holder)
    assert client.post("/cases/export/", {"format": "csv", "purpose": "上报市级"}).status_code == 403
    assert not FactRow.objects.filter(kind="export.made").exists()


def test_more_than_a_page_comes_whole(client, outbreak):
    from fangxian.response.casework.queries.cases import CaseFilter, every

    for n in range(7):
        factories.case(outbreak, number=f"PD-{n}")
    assert len({case.number for case in every(CaseFilter(), size=3)}) == 7
