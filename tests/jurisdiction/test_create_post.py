"""A post is a seat in an office, with the rights of its duty."""

from __future__ import annotations

import pytest

from fangxian.errors import Conflict, Invalid, NotAllowed
from fangxian.response.jurisdiction.actions.create_post import create_post
from fangxian.response.jurisdiction.models import Office, Post
from tests import factories
from tests.jurisdiction.conftest import facts


def test_a_post_is_created_vacant_and_recorded(administrator: Post, pidu_cdc: Office) -> None:
    post = create_post(pidu_cdc, duty="epidemiologist", title="流调员", by=administrator)
    assert (post.holder, post.area) == (None, "510117")
    said = {"office": pidu_cdc.subject, "duty": "epidemiologist", "title": "流调员"}
    assert facts(post.subject) == [("post.created", said, "510117")]


def test_an_unknown_duty_is_refused_and_the_known_ones_are_named(administrator: Post, pidu_cdc: Office) -> None:
    with pytest.raises(Invalid) as refused:
        create_post(pidu_cdc, duty="king", title="x", by=administrator)
    assert refused.value.code == "post.duty"
    assert "epidemiologist" in str(refused.value)


def test_only_the_administrator_of_the_area_may(officer: Post, pidu_cdc: Office) -> None:
    elsewhere = factories.post("12", "administrator")
    for by in (officer, elsewhere):
        with pytest.raises(NotAllowed):
            create_post(pidu_cdc, duty="inspector", title="x", by=by)
    assert not pidu_cdc.posts.exists()


def test_a_closed_office_gets_no_posts(administrator: Post, pidu_cdc: Office) -> None:
    pidu_cdc.closed_at = factories.NOON
    pidu_cdc.save()
    with pytest.raises(Conflict) as refused:
        create_post(pidu_cdc, duty="inspector", title="x", by=administrator)
    assert refused.value.code == "office.closed"
