"""Create a post in an office: a seat with the rights of a duty."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fangxian.errors import Conflict
from fangxian.response.jurisdiction.actions.rules import check_duty, check_text, require_manager
from fangxian.response.jurisdiction.models import Office, Post
from fangxian.response.ledger import clock
from fangxian.response.ledger.entry import Entry
from fangxian.response.ledger.record import record


@transaction.atomic
def create_post(office: Office, *, duty: str, title: str, title_en: str = "", by: Post | None = None) -> Post:
    """Create a vacant post.

    Raises
    ------
    NotAllowed
        `by` may not manage posts in the office's area.
    Invalid
        The duty is unknown, or the title is empty or too long.
    Conflict
        ``office.closed``.
    """
    require_manager(by, office.area)
    check_duty(duty)
    title = check_text(title, 80, "title", needed=True)
    title_en = check_text(title_en, 120, "title_en")
    if office.closed_at is not None:
        raise Conflict("office.closed", _("%(name)s is closed."), name=office.name)
    post = Post.objects.create(office=office, duty=duty, title=title, title_en=title_en)
    said = {"office": office.subject, "duty": duty, "title": title}
    record([Entry(kind="post.created", subject=post.subject, at=clock.now(), area=office.area, attributes=said)])
    return post
