"""Play an exercise from the command line: the city, the workspace, the bars, and what is printed at the end."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fangxian.cli.boot import boot, fail
from fangxian.cli.drill_price import saved_city
from fangxian.cli.preparing import bars, prepare, say_who_sits_where, throw_away
from fangxian.cli.printing import print_json

if TYPE_CHECKING:
    from rich.console import Console

    from fangxian.drill.evaluation.evaluate import Evaluation
    from fangxian.drill.scenario.schema import Package
    from fangxian.drill.scenario.stage import Exercise
    from fangxian.science.city.model import City


@dataclass(frozen=True)
class Wish:
    """What is to be played."""

    scenario: str
    people: int
    whole: bool
    variant: str | None
    workspace: str | None
    seed: int
    days: int | None
    reset: bool


def play(wish: Wish, data: Path | None, *, out: Path | None, as_json: bool) -> None:
    """Play, evaluate, print."""
    from rich.console import Console

    console = Console(stderr=as_json)
    exercise, found, said = run_to_the_end(wish, data, console)
    if out is not None:
        out.write_text(json.dumps(said, ensure_ascii=False, indent=2) + "\n", "utf-8")
    if as_json:
        print_json(said)
        return
    from fangxian.cli.drill_print import print_evaluation

    print_evaluation(exercise, found, console)
    say_who_sits_where(exercise.package, console)
    console.print(f"[bold]fangxian serve -w {exercise.play.names.slug}[/]", highlight=False)


def run_to_the_end(wish: Wish, data: Path | None, console: Console) -> tuple[Exercise, Evaluation, dict[str, Any]]:
    """Make the workspace, play with nobody at the desks, evaluate, and keep what the pages show of it."""
    from fangxian.drill.scenario.load import load_scenario
    from fangxian.errors import FangxianError
    from fangxian.science.city.store import load_city

    try:  # before Django knows its database, whose name follows from the package
        package = load_scenario(wish.scenario)
    except FangxianError as error:
        fail(error)
    slug = wish.workspace or f"drill-{package.id}"
    if wish.reset:
        throw_away(slug, data, "drill")
    boot(slug, data)
    _refuse_if_played(slug)
    city = load_city(saved_city(package, wish.people, whole=wish.whole, console=console))
    exercise = _staged(package, city, wish, slug, console)
    from fangxian.drill.review.evaluating import evaluate_and_keep
    from fangxian.drill.room.witness import close_after_autopilot, open_for_autopilot
    from fangxian.drill.scenario.files import files_of
    from fangxian.response.jurisdiction import access

    with access.everywhere():
        open_for_autopilot(files_of(wish.scenario), seed=wish.seed, people=wish.people, variant=exercise.variant.id)
    came = _performed(exercise, wish, console)
    with access.everywhere():
        close_after_autopilot(came)
        found, said = evaluate_and_keep(exercise, came)
    return exercise, found, said


def _refuse_if_played(slug: str) -> None:
    from django.utils.translation import gettext_lazy as _

    from fangxian.errors import Conflict
    from fangxian.response.jurisdiction import access
    from fangxian.response.ledger.models import FactRow

    with access.everywhere():
        if FactRow.objects.exists():
            raise Conflict(
                "drill.played",
                _("The workspace %(slug)s holds an exercise already."),
                remedy=_("Name another workspace, or add --reset."),
                slug=slug,
            )


def _staged(package: Package, city: City, wish: Wish, slug: str, console: Console) -> Exercise:
    from django.utils.translation import gettext as _

    from fangxian.drill.scenario.stage import stage

    with console.status(_("The hidden city lives up to day 0")):
        exercise = stage(package, city, variant=wish.variant, seed=wish.seed, slug=slug)
    manifest = package.manifest
    prepare(
        console, slug=slug, kind="drill", title_zh=package.title.zh, title_en=package.title.en,
        area=manifest.city.district[:4], time_zone=manifest.timezone, clock=exercise.starts_at,
    )  # fmt: skip
    return exercise


def _performed(exercise: Exercise, wish: Wish, console: Console) -> dict[str, datetime]:
    from django.utils.translation import gettext as _

    from fangxian.drill.autopilot.run import TICK
    from fangxian.drill.room.witness import witness
    from fangxian.drill.scenario.perform import perform

    ends = exercise.ends_at
    if wish.days is not None:
        ends = min(ends, exercise.starts_at + timedelta(days=wish.days))
    ticks = -(-(ends - exercise.starts_at) // TICK)
    with bars(console, _("Exercise")) as (show,):

        def progress(at: datetime) -> None:
            done = (at - exercise.starts_at) // TICK
            show(done, ticks, f"{at:%m-%d %H:%M} · {len(exercise.play.positive)}")

        return perform(exercise, ends, progress=progress, witness=witness).came
