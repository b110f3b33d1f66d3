"""Cases: found, tested, reported, investigated, taken to hospital, reclassified, and whom they met."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from fangxian.drill.names import Names
from fangxian.drill.replay.acts import Act, Saying, Verb
from fangxian.drill.replay.load import Record
from fangxian.drill.replay.people import Papers
from fangxian.drill.replay.reconstruct import Reconstruction
from fangxian.drill.replay.schema import CaseItem, Link

HOSPITAL = "成都市公共卫生临床医疗中心"
"""Designated hospital to which all cases were taken (press conferences of 8 and 9 December 2020)."""


def cases(record: Record, made: Reconstruction, names: Names) -> Iterator[Act]:
    """What happens to every case as a case."""
    links = {link.to_case: link for link in record.links}
    firsts = {id(case) for case in {case.area[:6]: case for case in reversed(record.cases)}.values()}
    for case in record.cases:
        papers = made.papers[case.label]
        yield from _found(case, made, links.get(case.label), papers)
        yield from _papers(case, papers, names, forwarded=id(case) in firsts)
        if case.label in links:
            yield _hypothesis(links[case.label], papers, names, record)
        if case.converted_at is not None:
            yield Act(
                case.converted_at,
                Verb.CONVERT,
                f"convert|{case.label}",
                case,
                {"to": "confirmed", "note": case.note},
            )


def _found(case: CaseItem, made: Reconstruction, link: Link | None, papers: Papers) -> Iterator[Act]:
    swabs = made.swabs[case.label]
    if case.contact is None:
        yield Act(min(case.found_at, swabs[0].taken_at), Verb.ENTER_PERSON, f"person|{case.label}", case)
        for number, swab in enumerate(swabs):
            yield Act(swab.taken_at, Verb.SAMPLE, f"sample|{case.label}|{number}", case, {"swab": swab})
            yield Act(swab.resulted_at, Verb.RESULT, f"result|{case.label}|{number}", case, {"swab": swab})
        if link is not None:
            yield Act(papers.core_facts_at, Verb.RECORD_EXPOSURE, f"link|{case.label}", link)
    yield Act(case.found_at, Verb.REPORT_CASE, f"case|{case.label}", case, {"sampled_at": swabs[-1].taken_at})


def _papers(case: CaseItem, papers: Papers, names: Names, *, forwarded: bool) -> Iterator[Act]:
    for what, at in (
        ("report", papers.reported_at),
        ("core_facts", papers.core_facts_at),
        ("investigation", papers.investigated_at),
    ):
        yield Act(at, Verb.FILE_PAPER, f"{what}|{case.label}", case, {"paper": what})
    subject = names.subject("person", case.label)
    made = {"certainty": "reconstructed"}
    sayings: list[tuple[str, str, datetime, dict[str, Any]]] = [
        ("verified", "case.verified", papers.verified_at, {"level": "district", **made}),
        ("arrived", "investigation.team_arrived", papers.arrived_at, made),
        (
            "hospital",
            "case.hospitalised",
            papers.hospital_at,
            {"institution": HOSPITAL, "designated": True, "certainty": "probable"},
        ),
    ]
    if forwarded:
        sayings += [
            (f"forwarded|{level}", "report.forwarded", at, {"to_level": level, **made})
            for level, at in papers.forwarded
        ]
    for name, kind, at, said in sayings:
        yield Act(at, Verb.SAY, f"{name}|{case.label}", Saying(kind, subject, case.area, said))


def _hypothesis(link: Link, papers: Papers, names: Names, record: Record) -> Act:
    case = record.case_of[link.to_case]
    said = {"hypothesis": f"{link.from_case} · {link.social}", "certainty": link.certainty()}
    saying = Saying("source.proposed", names.subject("person", case.label), case.area, said)
    return Act(papers.core_facts_at, Verb.SAY, f"hypothesis|{case.label}", saying)
