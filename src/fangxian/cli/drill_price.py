"""Many outbreaks from the command line: what each weakness costs, and whether the model meets what was documented."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from fangxian.cli.boot import speak
from fangxian.cli.preparing import bars
from fangxian.cli.printing import print_json, print_table, table, word
from fangxian.cli.words import language

if TYPE_CHECKING:
    from rich.console import Console

    from fangxian.drill.evaluation.price import Interval
    from fangxian.drill.scenario.schema import Package


@dataclass(frozen=True)
class Asked:
    """What is to be priced."""

    scenario: str
    people: int
    whole: bool
    variant: str | None
    seeds: int
    arms: list[str] | None
    workers: int
    address: str | None
    folder: Path | None
    into: Path | None


def price_it(asked: Asked, data: Path | None, *, as_json: bool) -> None:
    """Run the ensembles, print them, and put them into an evaluation where one is named."""
    from rich.console import Console

    console = Console(stderr=as_json)
    _say_where(data)
    from django.utils.translation import gettext as _

    from fangxian.drill.evaluation.policy import ARMS
    from fangxian.drill.evaluation.price import prices
    from fangxian.drill.scenario.load import load_scenario
    from fangxian.errors import NotFound

    arms = ["played", *(arm for arm in asked.arms or ARMS if arm != "played")]
    unknown = [arm for arm in arms if arm not in ARMS]
    if unknown:
        raise NotFound("drill.arm", _("There is no arm %(arm)s; there are %(known)s."), arm=unknown[0],
                       known=", ".join(ARMS))  # fmt: skip
    package = load_scenario(asked.scenario)
    city = saved_city(package, asked.people, whole=asked.whole, console=console)
    kept = asked.folder or city.parent.parent / "ensembles" / f"{package.id}-{package.digest[:8]}-{city.name}"
    with bars(console, _("Outbreaks")) as (show,):
        found = prices(
            package, asked.scenario, city, kept, variant=asked.variant, arms=arms, seeds=asked.seeds,
            workers=asked.workers, address=asked.address, progress=show,
        )  # fmt: skip
    rows = [asdict(one) for one in found]
    if asked.into is not None:
        held = json.loads(asked.into.read_text("utf-8")) | {"prices": rows}
        asked.into.write_text(json.dumps(held, ensure_ascii=False, indent=2) + "\n", "utf-8")
    if as_json:
        print_json(rows)
        return
    shown = table(
        ("response", "响应"), ("infections", "感染人数"), ("fewer infections", "少感染"), ("person-days", "管控人日"),
        ("fewer person-days", "少管控人日"), ("samples", "检测人次"),
    )  # fmt: skip
    for one in found:
        name = ARMS[one.arm][0 if language() == "zh" else 1]
        cells = (one.infections, one.averted, one.person_days, one.saved, one.tests)
        shown.add_row(name, *map(_span, cells))
    print_table(shown)


def validate_it(seeds: int, people: int, data: Path | None, *, as_json: bool) -> bool:
    """Run, print the comparison and the parameters; say whether every documented figure lies inside."""
    from rich.console import Console

    console = Console(stderr=as_json)
    _say_where(data)
    from django.utils.translation import gettext as _

    from fangxian.drill.evaluation.validate import SCENARIO, parameters, validate
    from fangxian.drill.scenario.load import load_scenario
    from fangxian.science.city.store import load_city

    folder = saved_city(load_scenario(SCENARIO), people, whole=False, console=console)
    with bars(console, _("Outbreaks")) as (show,):
        found = validate(load_city(folder), folder, seeds=range(1, seeds + 1), progress=show)
    inside = all(one.inside for one in found)
    if as_json:
        compared = [asdict(one) | {"inside": one.inside} for one in found]
        print_json({"seeds": seeds, "figures": compared, "parameters": [asdict(one) for one in parameters()]})
        return inside
    shown = table(
        ("figure", "指标"), ("documented", "公开值"), ("5 %", "5 %"), ("median", "中位数"), ("95 %", "95 %"),
        ("inside", "在内"),
    )  # fmt: skip
    for one in found:
        title = one.documented.zh if language() == "zh" else one.documented.en
        mark = "[green]✓[/]" if one.inside else "[bold red]✗[/]"
        cells = (one.documented.value, one.low, one.median, one.high)
        shown.add_row(title, *(f"{cell:,.1f}" for cell in cells), mark)
    print_table(shown)
    listed = table(("parameter", "参数"), ("value", "值"), ("mark", "可信度"), ("source", "出处"))
    for row in parameters():
        listed.add_row(row.name, row.value, row.mark, row.cite)
    print_table(listed)
    console.print(word(f"{seeds} outbreaks.", f"共 {seeds} 次模拟。"))
    return inside


def saved_city(package: Package, people: int, *, whole: bool, console: Console) -> Path:
    """The folder of the city that is wanted, built now if it does not stand: workers map it into memory."""
    from django.utils.translation import gettext as _

    from fangxian.cli.city_sources import name_of, source_of, spec_of
    from fangxian.drill.scenario.town import cut
    from fangxian.science.city.build import build_city
    from fangxian.science.city.parameters import load_parameters
    from fangxian.science.city.store import holds, save_city
    from fangxian.site.datadir import data_dir

    rules, of = load_parameters(), package.manifest.city
    place = of.place if whole else of.district
    name = f"{name_of(place)}-{people}-{of.home}" if people else name_of(place)
    folder, source = data_dir() / "cities" / f"{name}-{of.seed}", source_of(place, rules, of.seed)
    if people:
        source |= {"people": people, "home": of.home}
    if not holds(folder, source):
        with console.status(_("Building the city")):
            spec = spec_of(place, rules)
            save_city(build_city(cut(spec, of.home, people) if people else spec, of.seed), folder, rules, source)
    return folder


def _say_where(data: Path | None) -> None:
    if data is not None:
        os.environ["FANGXIAN_DATA"] = str(data.expanduser().resolve())
    speak()


def _span(one: Interval) -> str:
    return f"{one.mean:,.0f} ({one.low:,.0f}–{one.high:,.0f})"
