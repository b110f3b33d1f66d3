"""Checks that several commands on tasks share, each with a code and a way out."""

from __future__ import annotations

from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from fangxian.errors import Invalid, NotAllowed
from fangxian.response.jurisdiction import policies
from fangxian.response.jurisdiction.codes import within
from fangxian.response.jurisdiction.models import Office, Post
from fangxian.response.jurisdiction.models.subject import numbered
from fangxian.response.ledger.actions._nodes import Node
from fangxian.response.ledger.language import either
from fangxian.response.ledger.presence import acts_for

LONGEST_TEXT: Final = 500
"""Characters of a reason or a note."""


def held_by(by: Post | None, node: Node) -> dict[str, Any]:
    """The acting office for the fact, if the post acts for the office that answers now.

    Raises
    ------
    NotAllowed
        ``post.right``, or ``task.not_held``: another office answers for the task.
    """
    if by is not None:
        policies.require(by, "task.handle", node.row.area)
        if not acts_for(by, node.holder):
            raise NotAllowed(
                "task.not_held",
                _("This task lies with %(office)s."),
                remedy=_("Only that office can act on it; ask it to offer the task to yours."),
                office=name(node.holder),
                node=node.id,
            )
    return acting(node.holder)


def acting(office: Office | None) -> dict[str, Any]:
    """The office that acts, as facts name it."""
    return {} if office is None else {"office": numbered("office", office.pk)}


def name(office: Office | None) -> str:
    """An office's name in the reader's language."""
    return "–" if office is None else either(office.name, office.name_en)


def open_office(number: int, field: str) -> Office:
    """An office that is open.

    Raises
    ------
    Invalid
        ``office.unknown``.
    """
    found = Office.objects.filter(id=number, closed_at=None).first()
    if found is None:
        raise Invalid(
            "office.unknown",
            _("There is no open office %(office)s."),
            remedy=_("Choose one of the offices of your area."),
            field=field,
            office=number,
        )
    return found


def sees(office: Office, node: Node) -> bool:
    """Whether the office's posts see the node: no task is ever given to somebody who cannot open it."""
    return within(node.row.area, office.area)


def text(value: str, field: str, *, needed: bool = False) -> str:
    """A reason or note without blanks around it.

    Raises
    ------
    Invalid
        ``value.missing`` or ``value.long``.
    """
    tidy = " ".join(value.split())
    if needed and not tidy:
        raise Invalid(
            "value.missing",
            _("A reason is needed."),
            remedy=_("Say in a few words why; the other side reads it."),
            field=field,
        )
    if len(tidy) > LONGEST_TEXT:
        raise Invalid(
            "value.long",
            _("This is %(length)s characters long; %(longest)s fit."),
            remedy=_("Shorten it."),
            field=field,
            length=len(tidy),
            longest=LONGEST_TEXT,
        )
    return tidy
