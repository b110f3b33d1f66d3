"""``fangxian demo SCENARIO``: an exercise played by itself in a whole city, and then shown hour by hour."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from fangxian.cli.drill_run import Wish, run_to_the_end

if TYPE_CHECKING:
    from rich.console import Console

WHOLE_CITY: Final = 6 * 2**30
"""Bytes that must be free for a city of twenty million people: its arrays, the run, the database."""

IF_SHORT: Final = 200_000
"""People of the city where they are not."""

VARIANTS: Final = {"unknown-origin-18d": "ancestral"}
"""What is shown of a scenario that has several: an outbreak that a city can stop, on record within minutes."""

PAGE: Final = "/exercise/replay/"


def show(scenario: str, people: int | None, data: Path | None, console: Console, *, reset: bool) -> str:
    """Play the exercise, unless it has been played; returns the workspace's name.

    Parameters
    ----------
    people : int or None
        Size of the city; None for the whole city, or as many as the memory allows.
    """
    slug = f"demo-{scenario}"
    if not reset:
        begun, ended = _found(slug, data)
        if ended:
            from fangxian.cli.preparing import say_who_sits_where
            from fangxian.drill.scenario.load import load_scenario

            say_who_sits_where(load_scenario(scenario), console)
            return slug
        reset = begun  # an earlier start was interrupted, and a run is made in one piece
    wanted = _affordable(console) if people is None else people
    wish = Wish(
        scenario,
        wanted,
        whole=not wanted,
        variant=VARIANTS.get(scenario),
        workspace=slug,
        seed=1,
        days=None,
        reset=reset,
    )
    exercise, found, _said = run_to_the_end(wish, data, console)
    from fangxian.cli.drill_print import print_evaluation
    from fangxian.cli.preparing import say_who_sits_where

    print_evaluation(exercise, found, console)
    say_who_sits_where(exercise.package, console)
    return slug


def _found(slug: str, data: Path | None) -> tuple[bool, bool]:
    """Whether the workspace holds an exercise, and whether it came to its end."""
    from fangxian.cli.boot import boot

    boot(slug, data)
    from django.db import connections

    from fangxian.drill.room.models import Room
    from fangxian.response.jurisdiction import access
    from fangxian.response.ledger.models import Workspace

    with access.everywhere():
        found = Workspace.objects.exists(), Room.objects.filter(state=Room.State.ENDED).exists()
    connections.close_all()  # it may be thrown away now
    return found


def _affordable(console: Console) -> int:
    """0 for the whole city, or how many people there is room for, said on the screen."""
    free = _free_memory()
    if free is None or free >= WHOLE_CITY:
        return 0
    from django.utils.translation import gettext as _

    console.print(
        _("%(free)s GiB of memory are free, the whole city needs %(needed)s: a city of %(people)s people is played.")
        % {"free": f"{free / 2**30:.1f}", "needed": f"{WHOLE_CITY / 2**30:.0f}", "people": f"{IF_SHORT:,}"}
    )
    return IF_SHORT


def _free_memory() -> int | None:
    """Bytes that programs can still take, as Linux says; None where nobody says."""
    try:
        lines = Path("/proc/meminfo").read_text().splitlines()
    except OSError:
        return None
    kilobytes = next((int(line.split()[1]) for line in lines if line.startswith("MemAvailable:")), None)
    return None if kilobytes is None else kilobytes * 1024
