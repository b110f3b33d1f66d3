"""What the files of a package must agree on with each other, with the vocabulary and with the rulebooks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from fangxian.drill.scenario.parts import Expect, Says, Selector, To, When
from fangxian.drill.scenario.schema import Package
from fangxian.drill.scenario.truth import Seed
from fangxian.protocol.errors import Problem
from fangxian.protocol.load import Source, shipped_ids
from fangxian.protocol.vocabulary import near

Sources = dict[str, Source]
Path = tuple[str | int, ...]
Found = tuple[str, Path, str, Mapping[str, Any]]
"""File, path in it, code and values."""


def check(package: Package, sources: Sources) -> list[Problem]:
    """Everything that is wrong across the files of a package."""
    events = next(name for name in ("msel.toml", "msel.xlsx") if name in sources)
    found = [
        *_ids(package, events),
        *_aspects(package, events),
        *_variants(package),
        *_clauses(package, events),
        *_facts(package, events),
        *_offices(package, events),
        *_truth(package),
        *_seeds_of_injects(package, events),
        *_days(package, events),
        *_media(package, events),
        *_figures(package),
        *_plan(package),
    ]
    return [
        sources[file].place(Problem(code, "", {name: str(value) for name, value in params.items()}), path)
        for file, path, code, params in found
    ]


def _ids(package: Package, events: str) -> Iterator[Found]:
    groups: list[tuple[str, str, Sequence[Any]]] = [
        ("scenario.toml", "variant", package.manifest.variants),
        ("scenario.toml", "aspect", package.manifest.aspects),
        ("scenario.toml", "objective", package.manifest.objectives),
        ("truth.toml", "seed", package.truth.seeds),
        (events, "inject", package.injects),
        ("questions.toml", "question", package.questions),
        ("guide.toml", "check", package.guide),
        ("roles.toml", "role", package.roles),
    ]
    for file, key, rows in groups:
        seen: set[str] = set()
        for row, one in enumerate(rows):
            if one.id in seen:
                yield file, (key, row, "id"), "scenario.twice", {"name": one.id}
            seen.add(one.id)


def _aspects(package: Package, events: str) -> Iterator[Found]:
    known = set(package.aspect_of)
    named: list[tuple[str, str, Sequence[Any]]] = [
        ("scenario.toml", "objective", package.manifest.objectives),
        (events, "inject", package.injects),
        ("questions.toml", "question", package.questions),
        ("guide.toml", "check", package.guide),
    ]
    for file, key, rows in named:
        for row, one in enumerate(rows):
            if one.aspect not in known:
                yield file, (key, row, "aspect"), "scenario.aspect_unknown", {"name": one.aspect}
    objectives = {one.id for one in package.manifest.objectives}
    for row, check_ in enumerate(package.guide):
        if check_.objective not in objectives:
            yield "guide.toml", ("check", row, "objective"), "scenario.objective_unknown", {"name": check_.objective}


def _variants(package: Package) -> Iterator[Found]:
    from fangxian.science.epidemic.disease import diseases

    known, packs = diseases(), shipped_ids()
    for row, one in enumerate(package.manifest.variants):
        if one.pack not in packs:
            params = {"name": one.pack, "known": ", ".join(packs)}
            yield "scenario.toml", ("variant", row, "pack"), "scenario.pack_unknown", params
        if one.disease not in known:
            params = {"name": one.disease, "known": ", ".join(known)}
            yield "scenario.toml", ("variant", row, "disease"), "scenario.disease_unknown", params


def _clauses(package: Package, events: str) -> Iterator[Found]:
    from fangxian.protocol.pack import load_pack

    packs = [one.pack for one in package.manifest.variants if one.pack in shipped_ids()]
    known = {clause.id: True for pack in packs for clause in load_pack(pack).clauses}
    named: list[tuple[str, Path, str | None]] = [
        ("questions.toml", ("question", row, "clause"), one.clause) for row, one in enumerate(package.questions)
    ]
    for row, inject in enumerate(package.injects):
        named += [(events, ("inject", row, "expect", k, "clause"), one.clause) for k, one in enumerate(inject.expects)]
    for file, path, clause in named:
        if clause is not None and clause not in known:
            yield file, path, "scenario.clause_unknown", {"name": clause, "near": near(clause, known)}


def _facts(package: Package, events: str) -> Iterator[Found]:
    from fangxian.protocol.vocabulary import VOCABULARY

    def unknown(path: Path, one: Expect | Says | When, file: str) -> Iterator[Found]:
        fact = one.fact if isinstance(one, (Expect, Says)) else one.after.fact if one.after else None
        if fact is not None and fact not in VOCABULARY:
            yield file, path, "scenario.fact_unknown", {"name": fact, "near": near(fact, VOCABULARY)}

    for row, inject in enumerate(package.injects):
        yield from unknown(("inject", row, "when", "after", "fact"), inject.when, events)
        for k, expect in enumerate(inject.expects):
            yield from unknown(("inject", row, "expect", k, "fact"), expect, events)
        for k, said in enumerate(inject.says):
            yield from unknown(("inject", row, "say", k, "fact"), said, events)
    if package.truth.source.found is not None:
        yield from unknown(("source", "found", "after", "fact"), package.truth.source.found, "truth.toml")


def _offices(package: Package, events: str) -> Iterator[Found]:
    from fangxian.protocol.roles import ROLES

    def unknown(path: Path, to: To, file: str) -> Iterator[Found]:
        if to.role not in ROLES and to.role != "street_office":
            yield file, (*path, "role"), "scenario.role_unknown", {"name": to.role, "near": near(to.role, ROLES)}

    for row, inject in enumerate(package.injects):
        for k, to in enumerate(inject.to):
            yield from unknown(("inject", row, "to", k), to, events)
    for row, question in enumerate(package.questions):
        for k, to in enumerate(question.to):
            yield from unknown(("question", row, "to", k), to, "questions.toml")
    for row, role in enumerate(package.roles):
        yield from unknown(("role", row, "to"), role.to, "roles.toml")


def _truth(package: Package) -> Iterator[Found]:
    known: set[str] = set()
    truth = package.truth
    for row, seed in enumerate(truth.seeds):
        yield from _selector(seed.who, known, "truth.toml", ("seed", row, "who"))
        if seed.day < truth.begins_day:
            params = {"day": seed.day, "begins": truth.begins_day}
            yield "truth.toml", ("seed", row, "day"), "scenario.before_begin", params
        known.add(seed.id)
    named = [(("source", "seed"), truth.source.seed), (("index", "from_seed"), truth.index.from_seed)]
    for path, name in named:
        if name is not None and name not in known:
            yield "truth.toml", path, "scenario.seed_unknown", {"name": name}


def _seeds_of_injects(package: Package, events: str) -> Iterator[Found]:
    known = {seed.id for seed in package.truth.seeds}
    for row, inject in enumerate(package.injects):
        seed: Seed | None = inject.infects
        if seed is not None:
            yield from _selector(seed.who, known, events, ("inject", row, "infects", "who"))


def _selector(who: Selector, known: set[str], file: str, path: Path) -> Iterator[Found]:
    from fangxian.science.city.kinds import Post

    posts = [post.name.lower() for post in Post]
    if who.post is not None and who.post not in posts:
        yield file, (*path, "post"), "scenario.post_unknown", {"name": who.post, "known": ", ".join(posts)}
    if who.with_ is not None and who.with_ not in known:
        yield file, (*path, "with"), "scenario.seed_unknown", {"name": who.with_}


def _days(package: Package, events: str) -> Iterator[Found]:
    length = package.manifest.length_days
    for row, inject in enumerate(package.injects):
        day = inject.when.day
        if day is not None and not 0 <= day <= length:
            yield events, ("inject", row, "when", "day"), "scenario.day_outside", {"day": day, "length": length}


def _media(package: Package, events: str) -> Iterator[Found]:
    for row, inject in enumerate(package.injects):
        for k, name in enumerate(inject.media):
            if name not in package.media:
                yield events, ("inject", row, "media", k), "scenario.media_missing", {"name": name}


def _figures(package: Package) -> Iterator[Found]:
    from fangxian.drill.evaluation.figures import FIGURES

    for row, one in enumerate(package.guide):
        if one.measure is not None and one.measure.figure not in FIGURES:
            params = {"name": one.measure.figure, "near": near(one.measure.figure, FIGURES)}
            yield "guide.toml", ("check", row, "measure", "figure"), "scenario.figure_unknown", params


def _plan(package: Package) -> Iterator[Found]:
    import msgspec

    from fangxian.drill.autopilot.duty import default_duties

    try:
        default_duties().changed(package.manifest.plan.duties)
    except msgspec.ValidationError as error:
        yield "scenario.toml", ("plan", "duties"), "scenario.plan_refused", {"reason": str(error)}
    try:
        package.manifest.plan.recall()
    except TypeError as error:
        yield "scenario.toml", ("plan", "memory"), "scenario.plan_refused", {"reason": str(error)}
