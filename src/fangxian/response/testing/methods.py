"""How many swabs a tube may hold, by who they are: what the rulebook in force allows, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from fangxian.errors import Invalid
from fangxian.protocol.pack import Pack
from fangxian.protocol.schema.testing import Pool
from fangxian.response.ledger import packs
from fangxian.response.ledger.models import PackAdoption

HOUSEHOLD: Final = 0
"""In a round's methods: one tube a household, whatever its size."""

HOUSEHOLD_MOST: Final = 99
"""What a household's tube is taken to hold at most, so that a slip of the scanner is noticed."""

RETEST: Final = "retest"
"""Group of the single swabs that a positive tube orders; open in every round, always alone in its tube."""


ENVIRONMENT: Final = "environment"
"""Group of swabs of surfaces and goods; open in every round, each alone in its tube."""

OWN_GROUPS: Final = {
    RETEST: gettext_noop("Single re-test of a positive tube"),
    ENVIRONMENT: gettext_noop("Environment and goods samples"),
}
"""Groups that every round has beside the pack's, and what they are called; one swab a tube."""


def pack_in_force(incident: UUID, at: datetime) -> Pack:
    """The pack an incident is read under at a moment.

    Raises
    ------
    Invalid
        ``round.no_pack``: none was adopted by then.
    """
    adoptions = PackAdoption.objects.filter(incident=incident, in_force_from__lte=at)
    adopted = adoptions.order_by("-in_force_from").first()
    if adopted is None:
        raise Invalid(
            "round.no_pack",
            _("No rulebook is in force in this incident yet, so nothing says how to test."),
            remedy=_("Adopt one first."),
            field="incident",
        )
    return packs.pack(adopted.pack)


def pools(pack: Pack) -> dict[str, Pool]:
    """The groups of people that the pack names, with the tubes it allows for each."""
    return {pool.id: pool for pool in pack.testing.pools} if pack.testing else {}


def usual(pack: Pack) -> dict[str, int]:
    """For each group the largest tube the pack allows: what a round begins with."""
    return {key: HOUSEHOLD if pool.by_household else max(pool.sizes) for key, pool in pools(pack).items()}


def check_methods(pack: Pack, methods: Mapping[str, int]) -> dict[str, int]:
    """The methods of a round, if the pack allows each of them.

    Raises
    ------
    Invalid
        ``round.methods``: none was chosen. ``round.group``: the pack knows no such group. ``round.pool``: it does not
        allow tubes of that size for it.
    """
    known = pools(pack)
    if not methods:
        raise Invalid(
            "round.methods",
            _("A round says how many swabs go into a tube for at least one group of people."),
            remedy=_("Choose from what the rulebook allows."),
            field="methods",
        )
    for group, size in methods.items():
        pool = known.get(group)
        if pool is None:
            raise Invalid(
                "round.group",
                _("The rulebook in force names no group “%(group)s” to be tested."),
                remedy=_("Choose one of: %(known)s."),
                field="methods",
                group=group,
                known=", ".join(known) or "–",
            )
        allowed = [HOUSEHOLD] if pool.by_household else list(pool.sizes)
        if size not in allowed:
            raise Invalid(
                "round.pool",
                _("The rulebook in force does not allow tubes of %(size)s for “%(group)s”: %(source)s."),
                remedy=_("It allows: %(allowed)s (0 is one tube a household)."),
                source=pool.cite,
                field="methods",
                size=size,
                group=group,
                allowed=", ".join(map(str, allowed)),
            )
    return dict(methods)


def capacity(methods: Mapping[str, int], group: str) -> int | None:
    """How many a tube of that group holds in a round; None where the round does not test the group."""
    if group in OWN_GROUPS:
        return 1
    size = methods.get(group)
    return HOUSEHOLD_MOST if size == HOUSEHOLD else size


def longest(pack: Pack, people: int) -> timedelta | None:
    """How long a round over so many people may take by the pack; None where it does not say."""
    rule = pack.mass_test.limit(people) if pack.mass_test else None
    return rule.within if rule else None
