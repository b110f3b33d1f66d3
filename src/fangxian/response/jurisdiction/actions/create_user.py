"""Make an account."""

from __future__ import annotations

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fangxian.errors import Conflict, Invalid
from fangxian.response.jurisdiction.actions.rules import check_text, require_manager
from fangxian.response.jurisdiction.models import Post, User
from fangxian.response.ledger import clock
from fangxian.response.ledger.entry import Entry
from fangxian.response.ledger.record import record


@transaction.atomic
def create_user(*, username: str, password: str, full_name: str = "", by: Post | None = None) -> User:
    """Make an account; what it may do follows from the posts it is appointed to.

    Raises
    ------
    NotAllowed
        `by` may not manage users.
    Invalid
        ``user.name`` malformed, or ``user.password`` too weak; the sentence says why.
    Conflict
        ``user.exists``.
    """
    require_manager(by, None)
    user = User(username=User.normalize_username(username.strip()), last_name=check_text(full_name, 150, "full_name"))
    try:
        User.username_validator(user.username)
    except ValidationError as error:
        raise Invalid(
            "user.name",
            _("“%(username)s” is no user name: %(reason)s"),
            field="username",
            username=username,
            reason=" ".join(error.messages),
        ) from error
    if User.objects.filter(username__iexact=user.username).exists():
        raise Conflict(
            "user.exists",
            _("There is an account %(username)s already."),
            remedy=_("Choose another name."),
            field="username",
            username=user.username,
        )
    set_password(user, password)
    user.save()
    area = by.area if by is not None else ""
    said = {"username": user.username}
    record([Entry(kind="user.created", subject=user.subject, at=clock.now(), area=area, attributes=said)])
    return user


def set_password(user: User, password: str) -> None:
    """Set a password that the validators accept; does not save.

    Raises
    ------
    Invalid
        ``user.password``.
    """
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise Invalid(
            "user.password",
            _("This password will not do: %(reason)s"),
            field="password",
            reason=" ".join(error.messages),
        ) from error
    user.set_password(password)
