"""Give an account a new password."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fangxian.errors import NotAllowed
from fangxian.response.jurisdiction.actions.create_user import set_password
from fangxian.response.jurisdiction.actions.rules import require_manager
from fangxian.response.jurisdiction.codes import within
from fangxian.response.jurisdiction.models import Post, User
from fangxian.response.ledger import clock
from fangxian.response.ledger.entry import Entry
from fangxian.response.ledger.record import record


@transaction.atomic
def reset_password(user: User, password: str, *, by: Post | None = None) -> None:
    """Give an account a new password; open sessions of it end.

    Raises
    ------
    NotAllowed
        `by` may not manage users, or the user holds a post outside the area of `by`.
    Invalid
        ``user.password``.
    """
    require_manager(by, None)
    areas = list(Post.objects.filter(holder=user).values_list("office__area", flat=True))
    if by is not None and not all(within(area, by.area) for area in areas):
        raise NotAllowed(
            "user.elsewhere",
            _("%(username)s holds a post outside your area."),
            remedy=_("Ask the administrator of the area above."),
            username=user.get_username(),
        )
    set_password(user, password)
    user.save(update_fields=["password"])
    area = by.area if by is not None else ""
    record([Entry(kind="user.password_reset", subject=user.subject, at=clock.now(), area=area)])
