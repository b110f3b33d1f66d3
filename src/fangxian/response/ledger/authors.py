"""Who did something, as people are named."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

from fangxian.response.jurisdiction.models import Post
from fangxian.response.ledger.language import either


def who(actor: str) -> str:
    """The post and its office that an actor of the record stands for; the machine's own name where it is none."""
    found = re.search(r"post:(\d+)$", actor)
    post = Post.objects.select_related("office").filter(pk=int(found.group(1))).first() if found else None
    if post is None:
        return _("the system") if actor in ("", "system") else actor
    return f"{either(post.office.name, post.office.name_en)} · {either(post.title, post.title_en)}"
