"""A mild rulebook confines nobody; cholera asks about meals and water; the unknown starts strict, reviewed soon."""

from __future__ import annotations

import pytest

from fangxian.protocol.pack import load_pack
from tests.protocol.cast import fact
from tests.protocol_packs.people import days, exposed, of, owed

INCIDENT = "incident:3f0a3d3e-5e2b-4f5e-8c6f-2d9a1c1b7e55"


@pytest.mark.parametrize("pack", ["mpox", "measles", "ebola", "pertussis", "novel-influenza", "covid19-cn-classb"])
def test_nobody_well_is_quarantined(pack: str) -> None:
    rulebook = load_pack(pack)
    regime = rulebook.regime_of("close")
    assert regime is None or regime.confined_days == 0
    for task in owed(pack, exposed()):
        evidence = {trigger.kind for trigger in rulebook.clause(task.clause).discharged_by}
        assert not {kind for kind in evidence if kind.startswith("quarantine.")}, task.clause


def test_a_healthy_mpox_contact_watches_themselves_for_21_days() -> None:
    tasks = owed("mpox", exposed())
    assert {task.clause for task in tasks} == {"contact.monitored", "contact.monitoring_end"}
    assert days(tasks, "contact.monitoring_end") == [21]


def test_a_pack_of_mpox_refuses_a_quarantine_by_overlay() -> None:
    limits = load_pack("mpox").proportionality
    assert limits is not None
    assert {limit.measure: limit.longest_days for limit in limits.limits}["confinement"] == 0


@pytest.mark.parametrize("kind", ["close", "food", "water"])
def test_cholera_watches_those_who_shared_food_and_water(kind: str) -> None:
    tasks = owed("cholera", exposed(kind))
    assert days(tasks, "contact.monitoring_end") == [5]
    assert len(of(tasks, "contact.stool_cultures")) == 3
    assert of(tasks, "contact.monitored")


def test_cholera_names_food_and_water_as_kinds_of_contact() -> None:
    pack = load_pack("cholera")
    carriers = {kind.id: kind.carriers for kind in pack.contact_kinds}
    assert carriers["food"] == ("food",)
    assert carriers["water"] == ("water",)
    assert all("faecal_oral" in kind.routes for kind in pack.contact_kinds)


def test_only_a_stool_sample_counts_as_a_stool_culture() -> None:
    throat = fact("sample.taken", "2020-12-06T12:00", specimen="oropharyngeal")
    stool = fact("sample.taken", "2020-12-06T13:00", specimen="stool")
    states = [task.state for task in of(owed("cholera", exposed("food"), throat, stool), "contact.stool_cultures")]
    assert sorted(states) == ["discharged", "open", "open"]


def test_a_susceptible_measles_contact_is_offered_the_vaccine_in_time() -> None:
    tasks = owed("measles", exposed(first_exposure="2020-12-05T08:00:00+08:00"))
    (vaccine,) = of(tasks, "contact.vaccine")
    assert (vaccine.due_at - vaccine.anchor_at).total_seconds() == 72 * 3600
    assert vaccine.anchor_at.isoformat() == "2020-12-05T00:00:00+00:00"
    assert of(tasks, "contact.immunoglobulin") == []


def test_a_pregnant_measles_contact_is_offered_immunoglobulin_instead() -> None:
    tasks = owed("measles", exposed(group="pregnant"))
    assert of(tasks, "contact.vaccine") == []
    assert len(of(tasks, "contact.immunoglobulin")) == 1


def test_an_ebola_contact_who_falls_ill_is_isolated() -> None:
    tasks = owed("ebola", exposed(), fact("symptom.reported", "2020-12-10T08:00"))
    assert [task.severity for task in of(tasks, "contact.isolated_if_ill")] == ["critical"]


def test_an_ebola_death_asks_for_a_safe_burial() -> None:
    died = fact("case.died", "2020-12-10T08:00")
    unsafe = fact("burial.completed", "2020-12-10T12:00", safe=False)
    assert of(owed("ebola", died, unsafe), "burial.safe")[0].state == "open"
    safe = fact("burial.completed", "2020-12-10T13:00", safe=True)
    assert of(owed("ebola", died, unsafe, safe), "burial.safe")[0].state == "discharged"


def test_an_unknown_disease_starts_with_class_a_measures() -> None:
    pack = load_pack("unknown")
    assert pack.disease_class == "unknown"
    assert "第六十五条" in " ".join(pack.legal_basis)
    assert pack.zone_kind("cordon") is not None
    tasks = owed("unknown", exposed())
    assert days(tasks, "contact.release") == [14]
    assert of(owed("unknown", fact("case.suspected", "2020-12-07T16:00")), "case.network_report")


def test_the_first_measures_against_an_unknown_disease_are_reviewed_within_days() -> None:
    pack = load_pack("unknown")
    assert pack.proportionality is not None
    assert pack.proportionality.pack_review_days == 7
    assert pack.proportionality.review_days <= 3
    opened = fact("incident.opened", "2020-12-07T10:00", subject=INCIDENT)
    reviews = of(owed("unknown", opened, now="2020-12-18T00:00"), "pack.review")
    assert [task.due_at.isoformat() for task in reviews][:2] == [
        "2020-12-10T16:00:00+00:00",
        "2020-12-13T16:00:00+00:00",
    ]
    windows = pack.infectious_windows
    assert all(window.no_window for window in windows)


def test_no_disease_but_covid_has_contacts_of_contacts() -> None:
    for name in ("sars", "mers", "measles", "cholera", "mpox", "ebola", "unknown"):
        assert load_pack(name).contacts_of_contacts is None
