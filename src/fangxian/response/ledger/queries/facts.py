"""The facts of some subjects in one incident that stand: corrected and voided ones left out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from fangxian.protocol.fact import VOIDED, Fact
from fangxian.response.ledger import store


def facts_of(
    incident: UUID, subjects: Collection[str], until: datetime | None = None, kinds: Collection[str] | None = None
) -> dict[str, list[Fact]]:
    """Facts by subject in the order they happened, as known by `until`; those of merged subjects as the survivor's.

    With `kinds`, only facts of these: for boards of many subjects, whose other facts nobody looks at.
    """
    held = [stored.fact for stored in store.of_subjects(subjects, [incident], kinds=kinds)]
    known = [fact for fact in held if until is None or fact.recorded_at <= until]
    replaced = {fact.corrects for fact in known if fact.corrects}
    found: dict[str, list[Fact]] = defaultdict(list)
    for fact in sorted(known, key=lambda fact: (fact.at, fact.recorded_at)):
        if fact.id not in replaced and fact.kind != VOIDED and (kinds is None or fact.kind in kinds):
            found[fact.subject].append(fact)
    return found
