"""``fangxian stays``: the stays that a workspace's companion searches ask. They lie outside the database."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, cast

import typer

from fangxian.cli.serve import Data

if TYPE_CHECKING:
    from fangxian.response.ledger.models import Incident

app = typer.Typer(no_args_is_help=True, help="Stays of phones that companion searches ask.")

Workspace = Annotated[str, typer.Option(help="Workspace.")]
IncidentSlug = Annotated[str, typer.Option("--incident", help="Short name of the incident.", show_default=False)]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@app.command()
def load(
    stays: Annotated[Path, typer.Option(help="Stays: .parquet, .csv, .arrow, or a folder of them.")],
    layer: Annotated[str, typer.Option(help="Name of these stays: cells, venues …")],
    purpose: Annotated[str, typer.Option(help="What they are kept for.")],
    incident: IncidentSlug,
    grid: Annotated[int | None, typer.Option(help="Lay lon, lat on a grid of so many metres.")] = None,
    by: Annotated[str | None, typer.Option(help="What stands for a place: place or cell.")] = None,
    same: Annotated[str, typer.Option(help="Tell apart in a place: room, table, carriage, cabin, bay or row.")] = "",
    datum: Annotated[str, typer.Option(help="Coordinates of lon, lat: wgs84, gcj02 or bd09.")] = "wgs84",
    zone: Annotated[str | None, typer.Option(help="Zone of times without one, such as Asia/Shanghai.")] = None,
    places: Annotated[Path | None, typer.Option(help="Parquet: place_id, kind, name, lon, lat.")] = None,
    workspace: Workspace = "live",
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Take delivered stays in: person_id is a phone number, of which only a keyed pseudonym is kept."""
    from fangxian.cli.boot import boot

    boot(workspace, data, create=False)
    from fangxian.response.companions.actions import keep_stays
    from fangxian.response.companions.running import in_words
    from fangxian.response.jurisdiction import access
    from fangxian.science.tracing.reading import Report, read_stays
    from fangxian.science.tracing.reading.places import choose
    from fangxian.science.tracing.reading.source import columns_of, files_of

    with access.everywhere(), in_words():
        held = _incident(incident)
        columns = columns_of(files_of(stays)[0])
        where = {"by": by, "grid": grid, "h3": None, "datum": cast("Any", datum)}
        positions = choose(columns, **where, path=str(stays), same=same)
        report = Report()
        table = None
        if places is not None:
            from pyarrow import parquet

            table = parquet.read_table(places)
        batches = (_with_phones(batch) for batch in read_stays(stays, positions, report, zone=zone))
        kept = keep_stays(held, layer, batches, kind=positions.name, purpose=purpose, places=table)
        _say([kept], as_json=as_json, left_out=report.plain()["left_out"])


@app.command()
def demo(
    incident: Annotated[str, typer.Option("--incident", help="Short name of the incident.")] = "pidu-2020",
    people: Annotated[int, typer.Option(help="Persons.")] = 20_000,
    days: Annotated[int, typer.Option(help="Days.")] = 21,
    seed: Annotated[int, typer.Option(help="The same seed gives the same stays.")] = 7,
    workspace: Workspace = "pidu-2020",
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Invent stays for the people of a sample workspace and a town around them."""
    from fangxian.cli.boot import boot

    boot(workspace, data, create=False)
    from fangxian.drill.stays import make_stays
    from fangxian.response.jurisdiction import access

    with access.everywhere():
        _say(make_stays(_incident(incident), people=people, days=days, seed=seed), as_json=as_json)


@app.command()
def erase(
    layer: Annotated[str, typer.Option(help="Name of the stays.")],
    before: Annotated[str, typer.Option(help="First day that is kept, such as 2021-11-02.")],
    signer: Annotated[str, typer.Option(help="Who answers for it.")],
    incident: IncidentSlug,
    workspace: Workspace = "live",
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Erase the days before a day under the retention clause, with a proof on record."""
    from fangxian.cli.boot import boot

    try:
        first = date.fromisoformat(before)
    except ValueError as error:
        raise typer.BadParameter(before, param_hint="--before") from error
    boot(workspace, data, create=False)
    from django.utils.translation import gettext as _

    from fangxian.response.companions.actions import erase_stays
    from fangxian.response.jurisdiction import access

    with access.everywhere():
        done = erase_stays(_incident(incident), layer, before=first, signed_by=signer)
    if as_json:
        print(json.dumps(done, ensure_ascii=False))
    else:
        print(_("%(stays)s stays of %(days)s days erased. Proof: %(proof)s") % {**done, "days": len(done["days"])})


def _incident(slug: str) -> Incident:
    from django.utils.translation import gettext_lazy as _

    from fangxian.errors import NotFound
    from fangxian.response.ledger.models import Incident

    found = Incident.objects.filter(slug=slug).first()
    if found is None:
        raise NotFound(
            "incident.unknown_slug",
            _("There is no incident “%(slug)s”."),
            remedy=_("Name one of the incidents of this workspace."),
            slug=slug,
        )
    return found


def _with_phones(batch: Any) -> Any:
    """The same stays with phone numbers in normal form; one that is none stays as it is."""
    from dataclasses import replace

    import pyarrow as arrow

    from fangxian.errors import Invalid
    from fangxian.response.registry.identity import tidy_phone

    def tidy(text: str) -> str:
        try:
            return tidy_phone(text)
        except Invalid:
            return text

    column = batch.persons.cast(arrow.string()).dictionary_encode()
    names = arrow.array([tidy(text) for text in column.dictionary.to_pylist()], arrow.string())
    return replace(batch, persons=names.take(column.indices))


def _say(layers: list[Any], *, as_json: bool, left_out: dict[str, int] | None = None) -> None:
    from django.utils.translation import gettext as _

    rows = [
        {
            "layer": one.name,
            "stays": one.index.stays,
            "phones": one.index.people.size,
            "days": one.days,
            "left_out": left_out,
        }
        for one in layers
    ]
    if as_json:
        print(json.dumps(rows, ensure_ascii=False))
        return
    for row in rows:
        days = " – ".join(row["days"] or ())
        words = {"layer": row["layer"], "stays": f"{row['stays']:,}", "phones": f"{row['phones']:,}", "days": days}
        print(_("%(layer)s: %(stays)s stays of %(phones)s phones, %(days)s") % words)
        if left_out:
            print(_("Left out: %(reasons)s") % {"reasons": ", ".join(f"{k} {v:,}" for k, v in left_out.items())})
