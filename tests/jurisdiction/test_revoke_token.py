"""A revoked key holds no more."""

from __future__ import annotations

import pytest

from fangxian.errors import NotAllowed
from fangxian.response.jurisdiction import tokens
from fangxian.response.jurisdiction.actions.issue_token import issue_token
from fangxian.response.jurisdiction.actions.revoke_token import revoke_token
from fangxian.response.jurisdiction.models import Post
from tests import factories
from tests.jurisdiction.conftest import facts


def test_it_no_longer_holds_and_the_record_says_so(officer: Post) -> None:
    token, key = issue_token(officer, name="x", by=officer)
    revoke_token(token, reason="丢失", by=officer)
    assert tokens.holding(key, factories.NOON) is None
    assert facts(officer.subject)[-1] == ("token.revoked", {"token": "x", "reason": "丢失"}, "510117001")


def test_revoking_twice_is_revoking_once(officer: Post) -> None:
    token, _key = issue_token(officer, name="x", by=officer)
    revoke_token(token, by=officer)
    revoke_token(token, by=officer)
    assert [kind for kind, _said, _area in facts(officer.subject)] == ["token.issued", "token.revoked"]


def test_another_post_may_not_revoke_it(officer: Post, administrator: Post) -> None:
    token, _key = issue_token(officer, name="x", by=officer)
    with pytest.raises(NotAllowed):
        revoke_token(token, by=factories.post(factories.PITONG, "street_officer"))
    revoke_token(token, by=administrator)
    token.refresh_from_db()
    assert token.revoked_at is not None
