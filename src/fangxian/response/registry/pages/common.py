"""What the pages of the register share."""

from __future__ import annotations

import re
from uuid import UUID, uuid4

from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from fangxian.errors import NotAllowed, NotFound
from fangxian.response.jurisdiction.models import Post
from fangxian.response.jurisdiction.policies import require
from fangxian.response.ledger.language import either
from fangxian.response.registry.models import Person


def acting_post(request: HttpRequest, right: str) -> Post:
    """The post that the request acts for, if it has the right in its own area.

    Raises
    ------
    NotAllowed
        There is no post, or it has not the right.
    """
    post: Post | None = getattr(request, "post", None)
    if post is None:
        raise NotAllowed(
            "post.none",
            _("Your account holds no post, so nothing is visible to it."),
            remedy=_("Ask the administrator of your area to appoint you."),
        )
    require(post, right, post.area)
    return post


def the_person(id_: UUID) -> Person:
    """A person in the area in scope.

    Raises
    ------
    NotFound
        There is none, or they lie outside.
    """
    person = Person.objects.select_related("merged_into").filter(id=id_).first()
    if person is None:
        raise NotFound("person.unknown", _("There is no such person in your area."))
    return person


def request_id(request: HttpRequest) -> UUID:
    """The id that the form was given when it was shown: sending it twice records once."""
    try:
        return UUID(request.POST.get("request_id", ""))
    except ValueError:
        return uuid4()


def who(actor: str) -> str:
    """Who did something, as people are named: the post and its office; the machine's own name where it is none."""
    found = re.search(r"post:(\d+)$", actor)
    post = Post.objects.select_related("office").filter(pk=int(found.group(1))).first() if found else None
    if post is None:
        return gettext("the system") if actor in ("", "system") else actor
    return f"{either(post.office.name, post.office.name_en)} · {either(post.title, post.title_en)}"
