"""The steps of a contact's management, by the facts they are recorded as: what a file says of them."""

from __future__ import annotations

from typing import Any, Final

from django.utils.translation import gettext_lazy as _

MEASURES: Final = {
    "quarantine.started": "quarantined",
    "quarantine.extended": "extended",
    "quarantine.moved": "moved",
    "quarantine.released": "released",
    "followup.ended": "follow_up_ended",
    "person.cleared": "cleared",
    "person.deceased": "deceased",
    "person.proven_nonexistent": "nonexistent",
}
"""Kind of fact, and the measure that a file calls it."""

TITLES: Final[dict[str, Any]] = {
    "quarantined": _("quarantine began"),
    "extended": _("quarantine extended"),
    "moved": _("moved to another way of quarantine"),
    "released": _("released from quarantine"),
    "follow_up_ended": _("follow-up ended"),
    "cleared": _("ruled out"),
    "deceased": _("deceased"),
    "nonexistent": _("proven not to exist"),
}
"""What people call each."""
