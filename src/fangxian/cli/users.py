"""``fangxian user``: accounts and the posts they hold."""

from __future__ import annotations

import getpass
import secrets
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from fangxian.cli.serve import Data, WorkspaceName
from fangxian.errors import Invalid, NotFound

if TYPE_CHECKING:
    from fangxian.response.jurisdiction.models import Office, Post, User

app = typer.Typer(no_args_is_help=True, help="Accounts and the posts they hold.")

Generate = Annotated[bool, typer.Option("--generate", help="Make a password and print it once.")]


@app.command()
def add(
    name: Annotated[str, typer.Argument(help="User name.")],
    post: Annotated[
        list[str] | None, typer.Option(help="AREA/ROLE/DUTY, such as 510117/cdc/epidemiologist. May be repeated.")
    ] = None,
    full_name: Annotated[str, typer.Option(help="The person's name, as shown.")] = "",
    title: Annotated[str, typer.Option(help="Title of the posts that are made for it.")] = "",
    generate: Generate = False,
    workspace: WorkspaceName = "live",
    data: Data = None,
) -> None:
    """Make an account and appoint it to posts; the password is asked for on the terminal."""
    from fangxian.cli.boot import boot

    boot(workspace, data)
    from django.db import transaction

    from fangxian.response.jurisdiction.actions.create_user import create_user

    seats = [_seat(one) for one in post or []]
    password = _password(generate=generate)
    with _operator(), transaction.atomic():
        user = create_user(username=name, password=password, full_name=full_name)
        for office, duty in seats:
            _appoint(user, office, duty, title)
    typer.echo(name)
    if generate:
        typer.echo(password)


@app.command("list")
def listing(workspace: WorkspaceName = "live", data: Data = None) -> None:
    """List accounts with their posts."""
    from fangxian.cli.boot import boot

    boot(workspace, data)
    from django.db.models import Prefetch
    from rich.console import Console
    from rich.table import Table

    from fangxian.response.jurisdiction.models import Post, User

    table = Table("user", "name", "area", "office", "duty", "since")
    held = Prefetch("posts", Post.objects.select_related("office").order_by("id"))
    for user in User.objects.prefetch_related(held).order_by("username"):
        closed = "" if user.is_active else " (closed)"
        for row in [_row(post) for post in user.posts.all()] or [("", "", "", "")]:
            table.add_row(user.username + closed, user.get_full_name(), *row)
    Console().print(table)


@app.command()
def reset(
    name: Annotated[str, typer.Argument(help="User name.")],
    generate: Generate = False,
    totp: Annotated[bool, typer.Option("--totp", help="Take the authenticator app off too (it was lost).")] = False,
    workspace: WorkspaceName = "live",
    data: Data = None,
) -> None:
    """Give an account a new password, lift its lock-out, and if asked take its authenticator app off."""
    from fangxian.cli.boot import boot

    boot(workspace, data)
    from axes.utils import reset as lift

    from fangxian.response.jurisdiction.actions.reset_password import reset_password

    user = _user(name)
    password = _password(generate=generate)
    with _operator():
        reset_password(user, password)
    lift(username=name)
    if totp:
        from allauth.mfa.models import Authenticator

        Authenticator.objects.filter(user=user).delete()
    typer.echo(name)
    if generate:
        typer.echo(password)


def demo_password() -> str:
    """The password of this installation's demonstration users: random, made once, the same at every start."""
    from fangxian.site.secrets import secret

    word = secret("demo")
    return "-".join(word[start : start + 4] for start in (0, 4, 8))


@contextmanager
def _operator() -> Iterator[None]:
    """Facts are recorded as the operator's, by the name of the system's user."""
    from fangxian.response.ledger.context import acting

    with acting(f"operator:{getpass.getuser()}"):
        yield


def _password(*, generate: bool) -> str:
    from django.utils.translation import gettext as _

    if generate:
        return secrets.token_urlsafe(12)
    if not sys.stdin.isatty():
        # For scripts: one line on standard input, never an argument that the process list would show.
        return sys.stdin.readline().rstrip("\n")
    return str(typer.prompt(_("Password"), hide_input=True, confirmation_prompt=_("Once more")))


def _seat(text: str) -> tuple[Office, str]:
    """Office and duty of ``AREA/ROLE/DUTY``."""
    from django.utils.translation import gettext_lazy as _

    from fangxian.response.jurisdiction.models import Office

    parts = text.split("/")
    if len(parts) != 3:
        raise Invalid(
            "post.malformed",
            _("“%(text)s” names no post."),
            remedy=_("Write AREA/ROLE/DUTY, such as 510117/cdc/epidemiologist."),
            field="post",
            text=text,
        )
    area, role, duty = parts
    office = Office.objects.filter(area=area, role=role, closed_at=None).order_by("id").first()
    if office is None:
        raise NotFound(
            "office.unknown",
            _("No office %(role)s is open in %(area)s."),
            remedy=_("Run “fangxian areas offices” for the city first."),
            role=role,
            area=area,
        )
    return office, duty


def _appoint(user: User, office: Office, duty: str, title: str) -> None:
    from fangxian.response.jurisdiction.actions.appoint import appoint
    from fangxian.response.jurisdiction.actions.create_post import create_post
    from fangxian.response.jurisdiction.actions.rules import check_duty
    from fangxian.response.jurisdiction.models import Post
    from fangxian.response.jurisdiction.policies import DUTY_TITLES

    check_duty(duty)
    vacant = Post.objects.filter(office=office, duty=duty, holder=None).order_by("id").first()
    if vacant is None:
        names = DUTY_TITLES[duty]
        vacant = create_post(office, duty=duty, title=title or names[0], title_en="" if title else names[1])
    appoint(vacant, user)


def _row(post: Post) -> tuple[str, str, str, str]:
    return post.area, post.office.name, post.duty, f"{post.since:%Y-%m-%d}" if post.since else ""


def _user(name: str) -> User:
    from django.utils.translation import gettext_lazy as _

    from fangxian.response.jurisdiction.models import User

    user = User.objects.filter(username=name).first()
    if user is None:
        raise NotFound(
            "user.unknown",
            _("There is no account %(username)s."),
            remedy=_("“fangxian user list” shows those there are."),
            username=name,
        )
    return user
