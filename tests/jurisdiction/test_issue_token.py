"""A key acts for a post; only its digest is kept."""

from __future__ import annotations

from datetime import timedelta

import pytest

from fangxian.errors import Conflict, Invalid, NotAllowed
from fangxian.response.jurisdiction import tokens
from fangxian.response.jurisdiction.actions.issue_token import issue_token
from fangxian.response.jurisdiction.models import ApiToken, Post
from tests import factories
from tests.jurisdiction.conftest import facts

NOON = factories.NOON


def test_the_key_is_given_once_and_only_its_digest_is_kept(officer: Post) -> None:
    token, key = issue_token(officer, name="采样平台", days=30, by=officer)
    assert key.startswith("fx_")
    assert len(key) > 40
    assert token.digest == ApiToken.digest_of(key) != key
    assert token.expires_at == NOON + timedelta(days=30)
    assert key not in str(facts(officer.subject))
    assert facts(officer.subject)[0][:2] == (
        "token.issued",
        {"token": "采样平台", "until": "2021-01-07T04:00:00+00:00"},
    )


def test_it_holds_until_its_time_and_not_longer(officer: Post) -> None:
    _token, key = issue_token(officer, name="x", days=1, by=officer)
    assert tokens.holding(key, NOON + timedelta(hours=23)) is not None
    assert tokens.holding(key, NOON + timedelta(days=1)) is None


def test_it_holds_no_longer_than_its_office_is_open(officer: Post) -> None:
    _token, key = issue_token(officer, name="x", by=officer)
    officer.office.closed_at = NOON
    officer.office.save()
    assert tokens.holding(key, NOON) is None


def test_a_key_that_was_never_issued_does_not_hold(officer: Post) -> None:
    issue_token(officer, name="x", by=officer)
    assert tokens.holding("fx_guess", NOON) is None
    assert tokens.holding("", NOON) is None


def test_the_administrator_may_issue_one_for_a_post_of_the_area(administrator: Post, officer: Post) -> None:
    assert issue_token(officer, name="x", by=administrator)[0].post == officer


def test_one_post_may_not_issue_a_key_for_another(officer: Post) -> None:
    other = factories.post(factories.PITONG, "street_officer")
    with pytest.raises(NotAllowed):
        issue_token(other, name="x", by=officer)


@pytest.mark.parametrize(("fields", "field"), [({"name": ""}, "name"), ({"days": 0}, "days"), ({"days": 400}, "days")])
def test_a_malformed_field_is_named(officer: Post, fields: dict[str, object], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        issue_token(officer, **{"name": "x", "by": officer, **fields})
    assert refused.value.context["field"] == field


def test_two_keys_of_a_post_never_share_a_name(officer: Post) -> None:
    issue_token(officer, name="x", by=officer)
    with pytest.raises(Conflict) as refused:
        issue_token(officer, name="x", by=officer)
    assert refused.value.code == "token.exists"
