"""Two hours or twenty-four: the limit depends on the disease, its status and the situation."""

from __future__ import annotations

from datetime import timedelta

import pytest

from fangxian.protocol.pack import load_pack
from fangxian.protocol.schema import report_limit
from tests.protocol.cast import fact
from tests.protocol_packs.people import of, owed

HOURS = [
    # class, situation, hours
    ("A", "single", 2),
    ("A_managed", "single", 2),
    ("new", "single", 2),
    ("unknown", "single", 2),
    ("B", "single", 24),
    ("C", "single", 24),
    ("B", "outbreak", 2),
    ("C", "outbreak", 2),
    ("A", "outbreak", 2),
]


@pytest.mark.parametrize(("disease_class", "situation", "hours"), HOURS)
def test_article_45_sets_the_limit_by_class_and_situation(disease_class: str, situation: str, hours: int) -> None:
    rules = load_pack("law-infectious-2025").report_rules
    rule = report_limit(rules, disease="any", disease_class=disease_class, status="confirmed", situation=situation)
    assert rule is not None
    assert rule.within == timedelta(hours=hours)
    assert rule.basis == "law"


DISEASES = {
    "covid19-cn-7": 2, "covid19-cn-9": 2, "covid19-cn-classb": 24, "sars": 2, "mers": 2, "cholera": 2,
    "plague-pneumonic": 2, "ebola": 2, "unknown": 2, "measles": 24, "mpox": 24, "pertussis": 24, "novel-influenza": 24,
}  # fmt: skip


@pytest.mark.parametrize("pack", DISEASES)
def test_a_single_case_starts_the_clock_of_its_disease(pack: str) -> None:
    tasks = of(owed(pack, fact("case.confirmed", "2020-12-07T16:00")), "case.network_report")
    assert [(task.due_at - task.opened_at) for task in tasks] == [timedelta(hours=DISEASES[pack])]
    assert tasks[0].basis == "law"


@pytest.mark.parametrize("pack", ["measles", "mpox", "pertussis", "novel-influenza"])
def test_a_case_of_an_outbreak_is_reported_within_two_hours(pack: str) -> None:
    tasks = owed(pack, fact("case.confirmed", "2020-12-07T16:00", cluster="school 3"))
    assert of(tasks, "case.network_report") == []
    (task,) = of(tasks, "outbreak.network_report")
    assert task.due_at - task.opened_at == timedelta(hours=2)


def test_the_first_of_a_new_influenza_subtype_is_reported_within_two_hours() -> None:
    tasks = owed("novel-influenza", fact("case.confirmed", "2020-12-07T16:00", new_subtype=True))
    assert of(tasks, "case.network_report") == []
    (task,) = of(tasks, "subtype.network_report")
    assert task.due_at - task.opened_at == timedelta(hours=2)
    rules = load_pack("novel-influenza").report_rules
    rule = report_limit(
        rules, disease="novel_influenza", disease_class="B", status="confirmed", situation="new_subtype"
    )
    assert rule is not None
    assert rule.within == timedelta(hours=2)


@pytest.mark.parametrize("pack", sorted(DISEASES))
def test_the_rule_of_a_disease_pack_and_its_clause_agree(pack: str) -> None:
    rulebook = load_pack(pack)
    rule = report_limit(
        rulebook.report_rules,
        disease=rulebook.disease,
        disease_class=rulebook.disease_class or "",
        status="confirmed",
        situation="single",
    )
    assert rule is not None
    assert rule.within == timedelta(hours=DISEASES[pack])


def test_the_report_and_the_team_on_site_are_two_clocks() -> None:
    tasks = owed("covid19-cn-9", fact("case.confirmed", "2020-12-07T16:00"))
    (report,), (site,) = of(tasks, "case.network_report"), of(tasks, "case.team_on_site")
    assert (report.basis, site.basis) == ("law", "pack")
    reported = owed(
        "covid19-cn-9", fact("case.confirmed", "2020-12-07T16:00"), fact("case.reported", "2020-12-07T16:30")
    )
    assert of(reported, "case.network_report")[0].state == "discharged"
    assert of(reported, "case.team_on_site")[0].state == "open"


def test_the_chain_of_2003_passes_from_hand_to_hand() -> None:
    incident = "incident:3f0a3d3e-5e2b-4f5e-8c6f-2d9a1c1b7e55"
    story = [
        fact("incident.opened", "2020-12-07T10:00", subject=incident),
        fact("report.forwarded", "2020-12-07T11:00", subject=incident, to_level="district", to_body="health"),
        fact("report.forwarded", "2020-12-07T12:30", subject=incident, to_level="district", to_body="government"),
        fact("report.forwarded", "2020-12-07T14:00", subject=incident, to_level="city", to_body="government"),
        fact("report.forwarded", "2020-12-07T15:30", subject=incident, to_level="province", to_body="government"),
    ]
    tasks = owed("regulation-2003", *story)
    steps = ["to_county_bureau", "to_county_government", "to_city", "to_province", "to_nation"]
    assert [of(tasks, f"event.{step}")[0].state for step in steps] == ["discharged"] * 4 + ["open"]
    limits = [of(tasks, f"event.{step}")[0] for step in steps]
    assert [(task.due_at - task.opened_at) for task in limits] == [timedelta(hours=2)] * 4 + [timedelta(hours=1)]
