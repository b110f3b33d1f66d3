"""From a list to its export: the filter goes with it."""

from __future__ import annotations

from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest

from tests import factories

pytestmark = pytest.mark.usefixtures("tracer")


def link(client, address) -> dict[str, list[str]]:
    url = unescape(client.get(address).context["export_url"])
    assert client.get(url).status_code == 200
    assert urlsplit(url).path == "/exports/"
    return parse_qs(urlsplit(url).query)


def test_the_filter_of_the_cases_goes_with_them(client, outbreak):
    factories.case(outbreak)
    said = link(client, "/cases/?classification=confirmed&by_date=onset&since=2020-12-01&q=A")
    assert said == {
        "kind": ["cases"], "classification": ["confirmed"], "by_date": ["onset"], "since": ["2020-12-01"], "q": ["A"],
    }  # fmt: skip


def test_the_filter_of_the_contacts_goes_with_them(client, outbreak):
    said = link(client, "/contacts/?kind=close&state=waiting&source=PD-1")
    assert said == {"kind": ["contacts"], "contact_kind": ["close"], "state": ["waiting"], "source": ["PD-1"]}
