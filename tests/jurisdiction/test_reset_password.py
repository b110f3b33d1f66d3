"""An administrator gives out new passwords inside the own area, and nowhere else."""

from __future__ import annotations

import pytest

from fangxian.errors import Invalid, NotAllowed
from fangxian.response.jurisdiction.actions.reset_password import reset_password
from fangxian.response.jurisdiction.models import Post, User
from tests import factories
from tests.jurisdiction.conftest import facts

GOOD = "seven-purple-lanterns"


def test_the_new_password_works_and_the_record_says_that_there_is_one(administrator: Post, officer: Post) -> None:
    user = officer.holder
    assert user is not None
    reset_password(user, GOOD, by=administrator)
    assert User.objects.get(pk=user.pk).check_password(GOOD)
    assert facts(user.subject) == [("user.password_reset", {}, "5101")]


def test_a_user_with_a_post_outside_is_left_alone(administrator: Post) -> None:
    provincial = factories.post(factories.SICHUAN, "director").holder
    assert provincial is not None
    with pytest.raises(NotAllowed) as refused:
        reset_password(provincial, GOOD, by=administrator)
    assert refused.value.code == "user.elsewhere"
    assert not User.objects.get(pk=provincial.pk).check_password(GOOD)


def test_a_weak_password_is_refused(administrator: Post, alice: User) -> None:
    with pytest.raises(Invalid):
        reset_password(alice, "123", by=administrator)
