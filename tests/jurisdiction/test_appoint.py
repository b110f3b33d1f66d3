"""A user is appointed to a vacant post, and acts for it."""

from __future__ import annotations

import pytest

from fangxian.errors import Conflict, NotAllowed
from fangxian.response.jurisdiction.actions.appoint import appoint
from fangxian.response.jurisdiction.models import Office, Post, User
from tests import factories
from tests.jurisdiction.conftest import facts


@pytest.fixture
def vacant(pidu_cdc: Office) -> Post:
    return Post.objects.create(office=pidu_cdc, duty="epidemiologist", title="流调员")


def test_the_user_holds_the_post_and_acts_for_it(administrator: Post, vacant: Post, alice: User) -> None:
    held = appoint(vacant, alice, by=administrator)
    alice.refresh_from_db()
    assert (held.holder, held.since) == (alice, factories.NOON)
    assert alice.current_post == held
    said = {"holder": alice.subject, "duty": "epidemiologist"}
    assert facts(vacant.subject) == [("post.appointed", said, "510117")]


def test_a_second_post_does_not_change_the_one_acted_for(administrator: Post, vacant: Post, alice: User) -> None:
    first = factories.post(factories.CHENGDU, "inspector", holder=alice)
    alice.current_post = first
    alice.save()
    appoint(vacant, alice, by=administrator)
    alice.refresh_from_db()
    assert alice.current_post == first


def test_appointing_the_holder_again_changes_nothing(administrator: Post, vacant: Post, alice: User) -> None:
    appoint(vacant, alice, by=administrator)
    appoint(vacant, alice, by=administrator)
    assert len(facts(vacant.subject)) == 1


def test_a_post_that_is_held_must_be_vacated_first(administrator: Post, vacant: Post, alice: User) -> None:
    appoint(vacant, alice, by=administrator)
    with pytest.raises(Conflict) as refused:
        appoint(vacant, factories.user("bob"), by=administrator)
    assert refused.value.code == "post.held"
    assert "alice" in str(refused.value)


def test_a_closed_account_is_appointed_to_nothing(administrator: Post, vacant: Post) -> None:
    with pytest.raises(Conflict) as refused:
        appoint(vacant, factories.user("gone", is_active=False), by=administrator)
    assert refused.value.code == "user.inactive"


def test_only_the_administrator_of_the_area_may(officer: Post, vacant: Post, alice: User) -> None:
    with pytest.raises(NotAllowed):
        appoint(vacant, alice, by=officer)
    vacant.refresh_from_db()
    assert vacant.holder is None
