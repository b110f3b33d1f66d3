"""An overlay may shorten a measure or add a duty; it may never lengthen one past the rulebook it lies on."""

from __future__ import annotations

from pathlib import Path

import pytest

from fangxian.protocol.errors import ProtocolError
from tests.protocol_packs.folder import head, line_of, load, refused, save

LONGER_RELEASE = """
[[change]]
of = "clause"
id = "contact.release"
[change.set]
cite = "an order of the city"
mark = "D"
schedule = { anchor = "last_exposure", days = [21] }
limit = { measure = "central_quarantine", max = "P21D", cite = "an order of the city", mark = "D" }
"""

LONGER_REGIME = """
[[change]]
of = "regime"
id = "close"
[change.set]
cite = "an order of the city"
mark = "D"
central_days = 21
release_clauses = {}
"""


def city(folder: Path, body: str, base: str = "covid19-cn-8", **more: str) -> Path:
    text = head("city-order", extends=f'["{base}"]', **more).replace('disease = "test"', 'disease = "covid19"')
    return save(folder, city_order=text + body)


def test_a_longer_quarantine_is_refused_with_the_reason_file_line_and_field(tmp_path: Path) -> None:
    city(tmp_path, LONGER_RELEASE)
    problems = refused(tmp_path, "city-order")
    (problem,) = [item for item in problems if item.code == "overlay.longer"]
    assert problem.params["days"] == "21"
    assert problem.params["longest"] == "14"
    assert problem.params["base"] == "covid19-cn-8"
    assert problem.field == "clause[contact.release].schedule.days"
    assert problem.line == line_of(tmp_path, "city-order", "schedule = {")
    assert problem.file is not None
    assert problem.file.endswith("city-order.toml")
    assert "14" in problem.text("en")
    assert "最多允许" in problem.text("zh")


def test_a_longer_stay_of_a_regime_is_refused(tmp_path: Path) -> None:
    city(tmp_path, LONGER_REGIME)
    codes = {(problem.code, problem.field) for problem in refused(tmp_path, "city-order")}
    assert ("overlay.longer", "regime[close].central_days") in codes


def test_a_new_kind_of_contact_does_not_escape_the_limit(tmp_path: Path) -> None:
    body = """
[[contact_kind]]
id = "neighbour"
title = { zh = "邻居", en = "Neighbour" }
definition = { zh = "同楼居民", en = "Lives in the same building" }
rank = 1
route = ["droplet"]
regime = "neighbour"
cite = "x"
mark = "D"

[[regime]]
id = "neighbour"
title = { zh = "居家 21 天", en = "21 days at home" }
home_days = 21
cite = "x"
mark = "D"
"""
    city(tmp_path, body)
    assert {"overlay.longer"} <= {problem.code for problem in refused(tmp_path, "city-order")}


def test_a_limit_cannot_be_raised_first(tmp_path: Path) -> None:
    body = """
[[change]]
of = "proportionality"
[change.set]
cite = "x"
mark = "D"
limit = [{ measure = "central_quarantine", longest_days = 28, cite = "x", mark = "D" }]
"""
    city(tmp_path, body + LONGER_RELEASE)
    codes = [problem.code for problem in refused(tmp_path, "city-order")]
    assert "overlay.limit_raised" in codes
    assert "overlay.longer" in codes
    assert codes.count("overlay.limit_removed") == 4


def test_a_limit_cannot_be_dropped(tmp_path: Path) -> None:
    city(tmp_path, "", remove='{ section = ["proportionality"] }')
    assert {problem.code for problem in refused(tmp_path, "city-order")} == {"overlay.limit_removed"}


def test_a_zone_cannot_be_kept_longer_nor_reviewed_later(tmp_path: Path) -> None:
    body = """
[[change]]
of = "zone_kind"
id = "sealed"
[change.set]
cite = "x"
mark = "D"
review_days = 10
lift = [{ figure = "days_without_new_infection", value = 28, title = { zh = "28 天", en = "28 days" } }]
"""
    city(tmp_path, body)
    found = {(problem.code, problem.field) for problem in refused(tmp_path, "city-order")}
    assert ("overlay.longer", "zone_kind[sealed].lift[0].value") in found
    assert ("overlay.review_longer", "zone_kind[sealed].review_days") in found


def test_a_healthy_mpox_contact_cannot_be_confined_by_a_city(tmp_path: Path) -> None:
    body = """
[[change]]
of = "regime"
id = "close"
[change.set]
cite = "x"
mark = "D"
home_days = 21
release_clauses = {}
"""
    save(
        tmp_path,
        city_order=head("city-order", extends='["mpox"]').replace('disease = "test"', 'disease = "mpox"') + body,
    )
    assert "overlay.longer" in {problem.code for problem in refused(tmp_path, "city-order")}


def test_leaving_the_limit_out_is_no_way_round_it(tmp_path: Path) -> None:
    body = """
[[clause]]
id = "contact.release"
title = { zh = "密接解除隔离", en = "Close contact let go" }
opens = "exposure.recorded"
where = { kind = "close" }
owner = { level = "district", role = "quarantine_site" }
schedule = { anchor = "last_exposure", days = [28] }
discharged_by = ["quarantine.released"]
cite = "an order of the city"
mark = "D"

[[change]]
of = "regime"
id = "close"
[change.set]
cite = "x"
mark = "D"
release_clauses = {}
"""
    city(tmp_path, body)
    assert [(problem.code, problem.field) for problem in refused(tmp_path, "city-order")] == [
        ("overlay.longer", "clause[contact.release].schedule.days")
    ]


def test_a_fragment_between_is_no_way_round_it(tmp_path: Path) -> None:
    save(
        tmp_path,
        between='id = "between"\nabstract = true\nextends = ["covid19-cn-8"]\n' + LONGER_RELEASE,
        city_order=head("city-order", extends='["between"]').replace('disease = "test"', 'disease = "covid19"'),
    )
    (problem,) = [item for item in refused(tmp_path, "city-order") if item.code == "overlay.longer"]
    assert problem.file is not None
    assert problem.file.endswith("between.toml")


def test_an_overlay_on_an_overlay_keeps_the_limits_of_both(tmp_path: Path) -> None:
    first = head("first", extends='["covid19-cn-8"]').replace('disease = "test"', 'disease = "covid19"')
    shorter = LONGER_RELEASE.replace("[21]", "[10]").replace("P21D", "P10D")
    regime = LONGER_REGIME.replace("central_days = 21", "central_days = 10\ntest = []").replace(
        'id = "close"\n', 'id = "close"\ndrop = ["tests_clause"]\n'
    )
    limit = """
[[change]]
of = "proportionality"
[change.set]
cite = "x"
mark = "D"
limit = [
  { measure = "central_quarantine", longest_days = 10, cite = "x", mark = "D" },
  { measure = "home_isolation", longest_days = 10, cite = "x", mark = "D" },
  { measure = "confinement", longest_days = 10, cite = "x", mark = "D" },
  { measure = "monitoring", longest_days = 14, cite = "x", mark = "D" },
  { measure = "zone", longest_days = 14, cite = "x", mark = "D" },
]
"""
    entry = shorter.replace("contact.release", "entry.release").replace("last_exposure", "arrived_at")
    save(
        tmp_path,
        first=first + shorter + regime + limit + entry,
        city_order=head("city-order", extends='["first"]').replace('disease = "test"', 'disease = "covid19"')
        + LONGER_RELEASE.replace("[21]", "[12]").replace("P21D", "P12D"),
    )
    assert refused(tmp_path, "first") == []
    longer = [item.params["base"] for item in refused(tmp_path, "city-order") if item.code == "overlay.longer"]
    assert longer == ["first"]


def test_a_shorter_quarantine_is_accepted(tmp_path: Path) -> None:
    body = """
[[change]]
of = "clause"
id = "contact.release"
[change.set]
cite = "an order of the city"
mark = "D"
schedule = { anchor = "last_exposure", days = [10] }
limit = { measure = "central_quarantine", max = "P10D", cite = "an order of the city", mark = "D" }

[[change]]
of = "regime"
id = "close"
[change.set]
cite = "an order of the city"
mark = "D"
central_days = 10
test = [
  { day = 1, specimen = "nasopharyngeal" },
  { day = 4, specimen = "nasopharyngeal" },
  { day = 7, specimen = "nasopharyngeal" },
  { day = 4, stage = "monitoring", specimen = "nasopharyngeal" },
]
monitoring_days = 7
release_clauses = { central = "contact.release" }
"""
    city(tmp_path, body)
    pack = load(tmp_path, "city-order")
    regime = pack.regime_of("close")
    assert regime is not None
    assert regime.central_days == 10
    assert pack.clause("contact.release").schedule.days == (10,)


@pytest.mark.parametrize(("clause", "refuses"), [("contact.tests", True), ("contact.release", False)])
def test_an_overlay_lets_nothing_put_off_a_measure_that_the_rulebook_does_not(
    tmp_path: Path, clause: str, refuses: bool
) -> None:
    body = f"""
[[change]]
of = "clause"
id = "{clause}"
[change.set]
cite = "an order of the city"
mark = "D"
put_off_by = [{{ kind = "quarantine.extended", to = "until" }}]
"""
    city(tmp_path, body)
    found = [problem for problem in refused(tmp_path, "city-order") if problem.code == "overlay.put_off"]
    assert bool(found) is refuses
    assert all(problem.field == f"clause[{clause}].put_off_by[0]" for problem in found)


def test_an_overlay_may_add_a_duty(tmp_path: Path) -> None:
    body = """
[[clause]]
id = "city.daily_report"
title = { zh = "每日上报", en = "Daily report to the city" }
opens = "incident.opened"
owner = { level = "district", role = "headquarters" }
every = { from = "opened_at", period = "P1D", basis = "order", end_of_day = true }
discharged_by = ["risk.assessed"]
ends = ["incident.closed"]
cite = "an order of the city"
mark = "D"
"""
    city(tmp_path, body)
    assert load(tmp_path, "city-order").clause("city.daily_report").timing.basis == "order"


def test_a_pack_longer_than_its_own_limit_is_refused(tmp_path: Path) -> None:
    """Not only overlays: a rulebook that contradicts its own proportionality is refused too."""
    city(tmp_path, LONGER_RELEASE)
    with pytest.raises(ProtocolError) as refusal:
        load(tmp_path, "city-order")
    assert "limit.clause_longer" in {problem.code for problem in refusal.value.problems}
