"""Documents are issued for people of the small rulebook, at noon of 8 December 2020, in a drill."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest

from fangxian.response.casework.actions import control_contact, record_relationship, record_visit, report_case
from fangxian.response.casework.models import Case, Contact, Visit
from fangxian.response.ledger.models import Workspace
from fangxian.response.registry.actions import set_identity
from fangxian.response.registry.identity import IdentityCard
from tests import factories
from tests.casework.conftest import _in_english, everywhere, outbreak, tracer
from tests.factories import NOON, PIDU, TAIPING

__all__ = ["_in_english", "everywhere", "outbreak", "tracer"]

SAID = {"help_line": "028-87654321", "legal_basis": "《传染病防治法》第五十八条"}


def pdf_text(body: bytes) -> str:
    """What a PDF says, read back."""
    from pypdf import PdfReader

    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(body)).pages)


@pytest.fixture
def drill(outbreak) -> None:
    """The workspace is a drill."""
    Workspace.objects.update(kind="drill")


@pytest.fixture
def case(outbreak, tracer) -> Case:
    return report_case(outbreak, number="PD-1", classification="confirmed", at=NOON, area=PIDU, sex="F", age=69)


@pytest.fixture
def contact(outbreak, case) -> Contact:
    """A close contact in quarantine, with a name."""
    whom = factories.person("K", sex="M", age=44)
    set_identity(whom, IdentityCard(name="张喆堃", id_number="11010519491231002X"))
    at = NOON - timedelta(days=2)
    record_relationship(outbreak, source=case.person, person=whom, last_exposure=at, number="MJ-1")
    found = Contact.objects.get(person=whom)
    control_contact(found, at=NOON - timedelta(hours=1))
    return found


@pytest.fixture
def visit(outbreak, case) -> Visit:
    return record_visit(
        outbreak, person=case.person, began_at=NOON - timedelta(days=1), ended_at=NOON - timedelta(hours=22),
        place="太平村小卖部", place_area=TAIPING, category="shop",
    )  # fmt: skip
