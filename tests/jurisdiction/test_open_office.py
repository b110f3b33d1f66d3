"""An office is opened in an area, by whoever manages offices there."""

from __future__ import annotations

import pytest

from fangxian.errors import Conflict, Invalid, NotAllowed, NotFound
from fangxian.response.jurisdiction import owners
from fangxian.response.jurisdiction.actions.open_office import open_office
from fangxian.response.jurisdiction.models import Office, Post
from tests import factories
from tests.jurisdiction.conftest import facts


def test_an_office_is_opened_and_recorded(administrator: Post) -> None:
    office = open_office(area="510117", role="quarantine_site", name="第一隔离点", name_en="Site 1", by=administrator)
    assert (office.level, office.name_en) == ("district", "Site 1")
    said = {"role": "quarantine_site", "name": "第一隔离点", "level": "district"}
    assert facts(office.subject) == [("office.opened", said, "510117")]


def test_a_new_office_answers_for_tasks_at_once(administrator: Post) -> None:
    office = open_office(area="510117", role="cdc", name="郫都区疾控中心", by=administrator)
    assert owners.resolve("district", "cdc", "510117001218") == office.pk


def test_it_reports_to_the_office_that_answers_for_its_area(administrator: Post) -> None:
    headquarters = open_office(area="510117", role="headquarters", name="指挥部", by=administrator)
    assert headquarters.superior is None
    cdc = open_office(area="510117", role="cdc", name="疾控中心", by=administrator)
    assert cdc.superior == headquarters
    street = open_office(area="510117001", role="street_office", name="办事处", by=administrator)
    assert street.superior == headquarters
    assert facts(cdc.subject)[0][1]["superior"] == headquarters.subject


def test_the_operator_at_the_command_line_may_open_one_anywhere(workspace: object, tree: None) -> None:
    assert open_office(area="12", role="headquarters", name="天津市指挥部").level == "province"


def test_an_administrator_may_not_open_one_outside_the_own_area(administrator: Post) -> None:
    with pytest.raises(NotAllowed) as refused:
        open_office(area="12", role="cdc", name="x", by=administrator)
    assert refused.value.code == "post.right"
    assert not Office.objects.filter(area="12").exists()


def test_another_duty_may_not_open_one(officer: Post) -> None:
    with pytest.raises(NotAllowed):
        open_office(area="510117001", role="cdc", name="x", by=officer)


@pytest.mark.parametrize(
    ("fields", "field"),
    [({"role": "Not a role"}, "role"), ({"name": "  "}, "name"), ({"name": "x" * 121}, "name")],
)
def test_a_malformed_field_is_named(administrator: Post, fields: dict[str, str], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        open_office(**{"area": "510117", "role": "cdc", "name": "疾控", "by": administrator, **fields})
    assert refused.value.context["field"] == field


def test_an_area_that_does_not_exist_is_refused(workspace: object, tree: None) -> None:
    with pytest.raises(NotFound) as refused:
        open_office(area="510199", role="cdc", name="x")
    assert refused.value.code == "area.unknown"


def test_the_same_office_is_not_opened_twice(administrator: Post) -> None:
    factories.office("510117", "cdc", name="疾控")
    with pytest.raises(Conflict) as refused:
        open_office(area="510117", role="cdc", name="疾控", by=administrator)
    assert refused.value.code == "office.exists"
