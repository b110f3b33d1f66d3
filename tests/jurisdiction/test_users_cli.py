"""``fangxian user``: accounts from the command line; a password is asked for or made, never given as an argument."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from axes.models import AccessAttempt
from click.testing import Result
from django.utils import translation
from typer.testing import CliRunner

from fangxian.cli.users import app, demo_password
from fangxian.errors import FangxianError
from fangxian.response.jurisdiction.models import Office, User
from tests import factories
from tests.jurisdiction.conftest import facts

Run = Callable[..., Result]
GOOD = "seven-purple-lanterns\n"


@pytest.fixture
def run(workspace: object, tree: None, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setattr("fangxian.cli.boot.boot", lambda *_args, **_named: None)

    def call(*arguments: str, typed: str = "") -> Result:
        with translation.override("en"):
            return CliRunner().invoke(app, list(arguments), input=typed)

    return call


def code(result: Result) -> str:
    assert isinstance(result.exception, FangxianError), result.output
    return result.exception.code


def test_an_account_is_made_and_appointed_to_its_posts(run: Run, pidu_cdc: Office) -> None:
    done = run("add", "wang", "--full-name", "王工", "--post", "510117/cdc/epidemiologist", typed=GOOD)
    assert done.exit_code == 0, done.exception
    user = User.objects.get(username="wang")
    assert user.check_password(GOOD.strip())
    assert [(post.area, post.duty, post.title) for post in user.posts.all()] == [("510117", "epidemiologist", "流调员")]
    assert [kind for kind, _said, _area in facts(user.subject)] == ["user.created"]


def test_a_vacant_post_is_filled_before_another_is_made(run: Run, pidu_cdc: Office) -> None:
    run("add", "wang", "--post", "510117/cdc/epidemiologist", typed=GOOD)
    pidu_cdc.posts.update(holder=None)
    run("add", "li", "--post", "510117/cdc/epidemiologist", typed=GOOD)
    assert pidu_cdc.posts.count() == 1
    assert pidu_cdc.posts.get().holder == User.objects.get(username="li")


def test_a_password_is_made_and_printed_once(run: Run) -> None:
    lines = run("add", "wang", "--generate").output.splitlines()
    assert lines[0] == "wang"
    assert len(lines[1]) >= 16
    assert User.objects.get(username="wang").check_password(lines[1])


def test_nothing_is_made_where_a_post_cannot_be_given(run: Run, pidu_cdc: Office) -> None:
    assert code(run("add", "wang", "--post", "510117/cdc", typed=GOOD)) == "post.malformed"
    assert code(run("add", "wang", "--post", "510117/laboratory/inspector", typed=GOOD)) == "office.unknown"
    assert code(run("add", "wang", "--post", "510117/cdc/king", typed=GOOD)) == "post.duty"
    assert code(run("add", "wang", typed="short\n")) == "user.password"
    assert not User.objects.exists()


def test_the_list_shows_who_holds_what(run: Run, pidu_cdc: Office) -> None:
    run("add", "wang", "--post", "510117/cdc/epidemiologist", typed=GOOD)
    factories.user("nobody")
    shown = run("list").output
    assert "epidemiologist" in shown
    assert "nobody" in shown


def test_reset_gives_a_new_password_and_lifts_the_lock_out(run: Run) -> None:
    factories.user("wang")
    AccessAttempt.objects.create(username="wang", ip_address="10.0.0.1", failures_since_start=9)
    assert run("reset", "wang", typed=GOOD).exit_code == 0
    assert User.objects.get(username="wang").check_password(GOOD.strip())
    assert not AccessAttempt.objects.filter(username="wang").exists()
    assert code(run("reset", "nobody", typed=GOOD)) == "user.unknown"


def test_reset_takes_a_lost_authenticator_off_only_when_asked(run: Run) -> None:
    from allauth.mfa.models import Authenticator

    user = factories.user("wang")
    Authenticator.objects.create(user=user, type="totp", data={"secret": "x"})
    run("reset", "wang", typed=GOOD)
    assert Authenticator.objects.filter(user=user).exists()
    run("reset", "wang", "--totp", typed=GOOD)
    assert not Authenticator.objects.filter(user=user).exists()


def test_the_demonstrations_password_is_the_same_at_every_start_and_random() -> None:
    assert demo_password() == demo_password()
    assert len(demo_password()) == 14
