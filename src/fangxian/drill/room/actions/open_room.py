"""Open a room for a scenario in this workspace."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import msgspec
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fangxian.drill.room import curtain
from fangxian.drill.room.journal import note
from fangxian.drill.room.models import Inject, Room, Script
from fangxian.drill.scenario.load import load_files
from fangxian.drill.scenario.msel import Inject as Written
from fangxian.drill.scenario.schema import Package
from fangxian.errors import Conflict
from fangxian.response.casework.ids import derived
from fangxian.response.ledger import clock
from fangxian.response.ledger.models import Workspace


@transaction.atomic
def open_room(
    files: Mapping[str, bytes],
    *,
    seed: int,
    people: int = 0,
    variant: str = "",
    double_blind: bool = False,
    area: str = "",
    id: UUID | None = None,
) -> Room:
    """Open the room; again with the same package and seed it is the one there is.

    Parameters
    ----------
    files : Mapping
        The files of the scenario package by name, which the room keeps.
    seed : int
        Chance of the drill.
    people : int
        About how many live in the hidden city; 0 for the city the package names.
    variant : str
        Which of the package's variants; its first by default.
    area : str
        Where the offices are that injects go to; by default where the package begins.

    Raises
    ------
    ScenarioError
        The package is not in order.
    Conflict
        ``drill.not_a_drill``: the workspace is no exercise; ``room.taken``: it has another room.
    """
    package = load_files(files)
    if clock.workspace().kind != Workspace.Kind.DRILL:
        raise Conflict(
            "drill.not_a_drill",
            _("A control room opens only in an exercise; this workspace is not one."),
            remedy=_("“fangxian room open” makes a workspace of its own."),
        )
    held = Room.objects.first()
    if held is not None:
        return _the_same(held, package, seed)
    chosen = package.manifest.variant(variant or None)
    midnight = package.starts_at(chosen)
    room = Room.objects.create(
        id=id or uuid4(), scenario=package.id, version_of=package.manifest.version, title_zh=package.title.zh,
        title_en=package.title.en, area=area or package.manifest.city.home, begins_at=midnight,
        ends_at=package.ends_at(chosen),
        speed=min(3600, max(1, 1440 / package.manifest.minutes_a_day)), double_blind=double_blind,
        stop_word_zh=package.manifest.stop_word.zh, stop_word_en=package.manifest.stop_word.en,
    )  # fmt: skip
    with curtain.lifted():
        Script.objects.create(
            package=msgspec.msgpack.encode(dict(files)), digest=package.digest, variant=chosen.id, seed=seed,
            people=people,
        )  # fmt: skip
        Inject.objects.bulk_create(_inject(room, place, one, midnight) for place, one in enumerate(package.injects, 1))
    note("room.opened", scenario=package.id, version=package.manifest.version, digest=package.digest, seed=seed)
    return room


def _the_same(held: Room, package: Package, seed: int) -> Room:
    with curtain.lifted():
        script = Script.objects.get()
    if (script.digest, script.seed) != (package.digest, seed):
        raise Conflict(
            "room.taken",
            _("This workspace is the exercise %(title)s already."),
            remedy=_("Open another workspace for another exercise."),
            title=held.title_zh,
        )
    return held


def _inject(room: Room, place: int, one: Written, midnight: datetime) -> Inject:
    return Inject(
        id=derived(room.id, one.id), key=one.id, place=place, title_zh=one.title.zh, title_en=one.title.en,
        text_zh=one.text.zh, text_en=one.text.en, sender_zh=one.sender.zh, sender_en=one.sender.en,
        channel=one.channel, aspect=one.aspect, to=[to.model_dump(mode="json") for to in one.to],
        due_at=one.when.moment(midnight), after=_after(one, midnight),
        expects=[
            {"fact": what.fact, "where": what.model_dump(mode="json", by_alias=True)["where"],
             "within": what.within.total_seconds()}
            for what in one.expects
        ],
        fault=_fault(one), media=list(one.media),
        state=Inject.State.HELD if one.kind == "contingency" else Inject.State.WAITING,
    )  # fmt: skip


def _after(one: Written, midnight: datetime) -> dict[str, Any] | None:
    after = one.when.after
    if after is None:
        return None
    anyway = None if after.by_day is None else midnight + timedelta(days=after.by_day + 1)
    return {
        "fact": after.fact,
        "where": after.model_dump(mode="json", by_alias=True)["where"],
        "count": after.count,
        "delay": after.delay.total_seconds(),
        "anyway": None if anyway is None else anyway.isoformat(),
    }


def _fault(one: Written) -> dict[str, Any] | None:
    fault = one.fault
    if fault is None:
        return None
    return {
        "kind": fault.kind,
        "lasts": fault.lasts.total_seconds(),
        "area": fault.area or "",
        "factor": fault.factor,
    }
