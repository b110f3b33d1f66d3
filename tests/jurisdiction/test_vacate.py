"""Whoever leaves a post sees nothing any more, and the keys of the post end with them."""

from __future__ import annotations

import pytest

from fangxian.errors import Conflict, NotAllowed
from fangxian.response.jurisdiction import tokens
from fangxian.response.jurisdiction.actions.issue_token import issue_token
from fangxian.response.jurisdiction.actions.vacate import vacate
from fangxian.response.jurisdiction.middleware import current_post
from fangxian.response.jurisdiction.models import Post
from tests import factories
from tests.jurisdiction.conftest import facts


def test_the_post_is_vacant_and_its_holder_without_it(administrator: Post, officer: Post) -> None:
    holder = officer.holder
    assert holder is not None
    holder.current_post = officer
    holder.save()
    assert vacate(officer, reason="换岗", by=administrator).holder is None
    holder.refresh_from_db()
    assert holder.current_post is None
    assert current_post(holder) is None
    assert facts(officer.subject) == [("post.vacated", {"holder": holder.subject, "reason": "换岗"}, "510117001")]


def test_the_keys_of_the_post_no_longer_hold(administrator: Post, officer: Post) -> None:
    _token, key = issue_token(officer, name="采样平台", by=officer)
    assert tokens.holding(key, factories.NOON) is not None
    vacate(officer, by=administrator)
    assert tokens.holding(key, factories.NOON) is None
    assert [kind for kind, _said, _area in facts(officer.subject)] == ["token.issued", "post.vacated", "token.revoked"]


def test_a_vacant_post_cannot_be_vacated(administrator: Post, officer: Post) -> None:
    vacate(officer, by=administrator)
    with pytest.raises(Conflict) as refused:
        vacate(officer, by=administrator)
    assert refused.value.code == "post.vacant"


def test_nobody_vacates_a_post_without_the_right_to(officer: Post) -> None:
    with pytest.raises(NotAllowed):
        vacate(officer, by=officer)
