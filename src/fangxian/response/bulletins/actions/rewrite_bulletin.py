"""Change a bulletin that was not published yet: its cut-off, its words, who signs. An approval is void then."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from fangxian.response.bulletins.models import Bulletin
from fangxian.response.bulletins.policies import WRITE, require_in
from fangxian.response.bulletins.writing import fill, hold, still_open
from fangxian.response.jurisdiction.models import Post


@transaction.atomic
def rewrite_bulletin(
    bulletin: Bulletin,
    *,
    as_of: datetime,
    words_zh: str,
    words_en: str,
    help_line: str,
    signer: str,
    channel: str = "",
    by: Post | None = None,
) -> Bulletin:
    """Write a bulletin anew and count again; the same again changes nothing, an approval of it included.

    Raises
    ------
    NotAllowed
        The post may not write bulletins there.
    Invalid
        A field breaks its rule, or a text says who somebody is.
    Conflict
        ``bulletin.closed``: it was published or dropped.
    """
    require_in(by, WRITE, bulletin.area)
    held = still_open(hold(bulletin))
    before = _content(held)
    said = {
        "words_zh": words_zh, "words_en": words_en, "help_line": help_line, "signer": signer, "channel": channel,
    }  # fmt: skip
    fill(held, as_of, said)
    if _content(held) == before:
        return held
    held.state, held.approver, held.approved_at = Bulletin.State.DRAFT, None, None
    held.writer = by.holder if by is not None else held.writer
    held.save()
    return held


def _content(one: Bulletin) -> tuple[object, ...]:
    return (
        one.as_of, one.before_id, one.figures, one.words_zh, one.words_en, one.channel, one.help_line, one.signer,
    )  # fmt: skip
