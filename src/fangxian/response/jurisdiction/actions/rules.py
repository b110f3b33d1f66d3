"""Checks that several commands share."""

from __future__ import annotations

import re

from django.utils.translation import gettext_lazy as _

from fangxian.errors import Invalid
from fangxian.response.jurisdiction.models import Post
from fangxian.response.jurisdiction.policies import DUTIES, require

_KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")


def require_manager(by: Post | None, area: str | None) -> None:
    """Raise unless `by` may manage users, offices and posts there; None is the operator at the command line.

    Raises
    ------
    NotAllowed
        Code ``post.right``.
    """
    if by is not None:
        require(by, "user.manage", area)


def check_text(value: str, longest: int, field: str, *, needed: bool = False) -> str:
    """The text without blanks around it.

    Raises
    ------
    Invalid
        ``text.empty``, ``text.too_long``.
    """
    text = value.strip()
    if needed and not text:
        raise Invalid("text.empty", _("The field “%(field)s” must not be empty."), field=field)
    if len(text) > longest:
        raise Invalid(
            "text.too_long",
            _("The field “%(field)s” holds %(length)s characters; at most %(longest)s fit."),
            field=field,
            length=len(text),
            longest=longest,
        )
    return text


def check_role(role: str) -> str:
    """The role, if it is a word that a clause could name.

    Raises
    ------
    Invalid
        ``office.role``.
    """
    if not _KEY.fullmatch(role):
        raise Invalid(
            "office.role",
            _("“%(role)s” is no role."),
            remedy=_("Use small letters, digits and underscores, such as quarantine_site."),
            field="role",
            role=role,
        )
    return role


def check_duty(duty: str) -> str:
    """The duty, if the policies know it.

    Raises
    ------
    Invalid
        ``post.duty``.
    """
    if duty not in DUTIES:
        raise Invalid(
            "post.duty",
            _("“%(duty)s” is no duty."),
            remedy=_("The duties are: %(known)s."),
            field="duty",
            duty=duty,
            known=", ".join(DUTIES),
        )
    return duty
