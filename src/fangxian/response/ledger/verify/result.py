"""What a verification found."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from django.utils.translation import gettext as _

Progress = Callable[[str, int, int], None]
"""Hears of a stage, how much of it is done, and of how much."""

_SHOWN: Final = 20


@dataclass
class Verification:
    """What `verify` found.

    Attributes
    ----------
    facts, seals, unsealed, tasks, handled : int
        How many were checked; facts under no seal yet are checked by digest only. `handled` counts the tasks
        and parts that somebody has acted on.
    altered : list of str
        Facts whose content no longer matches their digest.
    broken : list of str
        Seals whose hash, count or predecessor does not match.
    different : list of str
        Tasks, or their handling, that the facts call for otherwise than they stand, or that stand without a call.
    """

    facts: int = 0
    seals: int = 0
    unsealed: int = 0
    tasks: int = 0
    handled: int = 0
    altered: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    different: list[str] = field(default_factory=list)

    @property
    def sound(self) -> bool:
        """Whether nothing was found."""
        return not (self.altered or self.broken or self.different)

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {**vars(self), "sound": self.sound}

    def lines(self) -> Iterator[str]:
        """For people."""
        yield _("%(facts)s facts match their digests; %(seals)s seals hold; %(unsealed)s facts await a seal.") % {
            "facts": f"{self.facts - len(self.altered):,}",
            "seals": f"{self.seals - len(self.broken):,}",
            "unsealed": f"{self.unsealed:,}",
        }
        yield _("%(tasks)s tasks rebuilt from the facts and compared.") % {"tasks": f"{self.tasks:,}"}
        yield _("%(handled)s received, split or handed over: refolded and compared.") % {"handled": f"{self.handled:,}"}
        for title, found in (
            (_("Altered facts:"), self.altered),
            (_("Broken seals:"), self.broken),
            (_("Tasks that differ:"), self.different),
        ):
            if found:
                yield title
                yield from (f"  {item}" for item in found[:_SHOWN])
                if len(found) > _SHOWN:
                    yield f"  … +{len(found) - _SHOWN:,}"
        yield _("The record is sound.") if self.sound else _("THE RECORD IS NOT SOUND.")
