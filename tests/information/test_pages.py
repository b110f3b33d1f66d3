"""The command screen, the area page and the board, through the door a person takes."""

from __future__ import annotations

import pytest

from fangxian.response.ledger.models import Incident


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_command_screen_opens_in_both_languages(sign_in, language: str) -> None:
    page = sign_in().get("/", headers={"accept-language": language})
    assert page.status_code == 200
    assert ("小疫情" if language == "zh-hans" else "Small outbreak") in page.content.decode()


def test_the_watermark_is_on_the_page_and_in_the_header(sign_in) -> None:
    page = sign_in().get("/")
    assert "示例 SAMPLE" in page.content.decode()
    assert page["X-Fangxian-Workspace"] == "sample:test"


def test_without_an_incident_the_screen_says_how_to_begin(client, db) -> None:
    from tests import factories

    factories.workspace()
    user = factories.user()
    factories.post("5101", holder=user)
    client.force_login(user)
    page = client.get("/", headers={"accept-language": "en"})
    assert "No incident has been opened" in page.content.decode()


def test_an_area_page_shows_its_cases_and_what_is_owed(sign_in) -> None:
    page = sign_in().get("/areas/510117/").content.decode()
    assert "A-1" in page
    assert "A-2" in page


def test_an_area_outside_ones_own_shows_no_case(sign_in) -> None:
    page = sign_in("510108").get("/areas/510117/", headers={"accept-language": "en"}).content.decode()
    assert "A-1" not in page
    assert "Outside your area" in page


def test_an_unknown_area_is_not_found(sign_in) -> None:
    assert sign_in().get("/areas/990000/").status_code == 404


def test_a_time_that_cannot_be_read_is_a_page_with_a_reason(sign_in) -> None:
    page = sign_in().get("/?at=yesterday", headers={"accept-language": "en"})
    assert page.status_code == 422
    assert "no time with a zone" in page.content.decode()


def test_an_administrator_without_the_right_sees_no_cases(sign_in, outbreak: Incident) -> None:
    administrator = sign_in("5101", "administrator")
    page = administrator.get("/cases/", headers={"accept-language": "en"})
    assert page.status_code == 403
    assert "see cases and contacts" in page.content.decode()
    begins = administrator.get("/", follow=True, headers={"accept-language": "en"})
    assert begins.redirect_chain == [("/mine/", 302)]
    assert 'href="/cases/"' not in begins.content.decode()
