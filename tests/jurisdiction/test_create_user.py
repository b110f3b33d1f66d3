"""Accounts are made by an administrator, with a password that is hard to guess."""

from __future__ import annotations

import pytest

from fangxian.errors import Conflict, Invalid, NotAllowed
from fangxian.response.jurisdiction.actions.create_user import create_user
from fangxian.response.jurisdiction.models import Post, User
from tests import factories
from tests.jurisdiction.conftest import facts

GOOD = "seven-purple-lanterns"


def test_an_account_is_made_and_recorded_without_its_password(administrator: Post) -> None:
    user = create_user(username="wang", password=GOOD, full_name="王工", by=administrator)
    assert user.check_password(GOOD)
    assert user.password.startswith("argon2")
    assert user.get_full_name() == "王工"
    assert facts(user.subject) == [("user.created", {"username": "wang"}, "5101")]


@pytest.mark.parametrize("password", ["short", "123456789012", "password1234", "wangwangwang"])
def test_a_weak_password_is_refused_with_the_reason(administrator: Post, password: str) -> None:
    with pytest.raises(Invalid) as refused:
        create_user(username="wangwangwang", password=password, by=administrator)
    assert refused.value.code == "user.password"
    assert refused.value.context["reason"]
    assert not User.objects.filter(username="wangwangwang").exists()


def test_a_malformed_name_is_refused(administrator: Post) -> None:
    with pytest.raises(Invalid) as refused:
        create_user(username="no spaces", password=GOOD, by=administrator)
    assert refused.value.code == "user.name"


def test_a_name_is_taken_in_whatever_case(administrator: Post) -> None:
    create_user(username="wang", password=GOOD, by=administrator)
    with pytest.raises(Conflict) as refused:
        create_user(username="Wang", password=GOOD, by=administrator)
    assert refused.value.code == "user.exists"


def test_only_an_administrator_may(officer: Post) -> None:
    with pytest.raises(NotAllowed):
        create_user(username="wang", password=GOOD, by=officer)
    assert not User.objects.filter(username="wang").exists()


def test_the_operator_at_the_command_line_may(workspace: object) -> None:
    assert create_user(username="first", password=GOOD).pk
    assert factories.user("second").pk
