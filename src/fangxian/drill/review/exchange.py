"""The findings of a released report as a signed file, which a person carries over into the live record."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from fangxian.drill.review.queries import released
from fangxian.drill.room.queries.standing import script, the_room
from fangxian.errors import Conflict
from fangxian.response.coinvestigation.exchange.signing import sign
from fangxian.response.ledger import clock
from fangxian.response.rectification.content import FINDINGS, VERSION


def findings_file() -> dict[str, Any]:
    """The signed document, ready to be written as JSON.

    Raises
    ------
    Conflict
        ``review.unsigned``: the report was not released.
    """
    held = released()
    if held is None or held.kept is None:
        raise Conflict(
            "review.unsigned",
            _("The report has not been signed: its findings are proposals."),
            remedy=_("A controller signs and releases the report first."),
        )
    room, package = the_room(), script()[1]
    variant = package.manifest.variant(held.data["variant"])
    return sign(
        {
            "format": FINDINGS,
            "version": VERSION,
            "workspace": clock.workspace().kind,
            "exercise": {
                "id": str(room.id), "scenario": room.scenario, "version": room.version_of,
                "title_zh": room.title_zh, "title_en": room.title_en, "from": held.data["from"],
                "until": held.data["until"], "record": held.data["record"],
            },
            "area": room.area,
            "pack": variant.pack,
            "signer": held.signer,
            "signed_at": held.kept["signed"]["at"],
            "findings": held.kept["findings"],
        }
    )  # fmt: skip
