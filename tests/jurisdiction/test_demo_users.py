"""A demonstration has one user a level; the live record never has any."""

from __future__ import annotations

import pytest

from fangxian.errors import Conflict, NotFound
from fangxian.response.jurisdiction.actions.create_demo_users import create_demo_users
from fangxian.response.jurisdiction.loading.offices import seed
from fangxian.response.jurisdiction.models import Post, User
from tests import factories

HOME = factories.TAIPING


@pytest.fixture
def cheap(settings: object) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.mark.usefixtures("workspace", "tree", "cheap")
def test_there_is_one_user_a_level_who_can_sign_in() -> None:
    seed("5101")
    users = {user.username: user for user in create_demo_users(HOME, "abcd-1234-ef56")}
    assert {name: user.area for name, user in users.items()} == {
        "province": "51",
        "city": "5101",
        "district": "510117",
        "street": "510117001",
        "community": "510117001218",
        "epidemiologist": "510117",
        "inspector": "5101",
        "administrator": "5101",
    }
    street = User.objects.get(username="street")
    assert street.check_password("abcd-1234-ef56")
    assert street.current_post is not None
    assert street.current_post.duty == "street_officer"
    assert not street.check_password("wrong")


@pytest.mark.usefixtures("workspace", "tree", "cheap")
def test_making_them_again_changes_nothing_but_a_password_that_differs() -> None:
    seed("5101")
    create_demo_users(HOME, "abcd-1234-ef56")
    before = set(User.objects.values_list("username", "password"))
    create_demo_users(HOME, "abcd-1234-ef56")
    assert set(User.objects.values_list("username", "password")) == before
    assert Post.objects.count() == 8
    create_demo_users(HOME, "other-word-here")
    assert User.objects.get(username="city").check_password("other-word-here")
    assert Post.objects.count() == 8


@pytest.mark.usefixtures("tree", "cheap")
def test_the_live_record_refuses_them() -> None:
    factories.workspace(kind="live", clock=None)
    seed("5101")
    with pytest.raises(Conflict) as refused:
        create_demo_users(HOME, "abcd-1234-ef56")
    assert refused.value.code == "workspace.live"
    assert not User.objects.exists()


@pytest.mark.usefixtures("workspace", "tree", "cheap")
def test_without_offices_there_are_no_seats() -> None:
    with pytest.raises(NotFound) as refused:
        create_demo_users(HOME, "abcd-1234-ef56")
    assert refused.value.code == "office.unknown"
