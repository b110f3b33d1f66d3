"""Results come as tables, HL7 v2 messages or FHIR; what breaks a rule is named, and nothing is entered."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fangxian.errors import Invalid
from fangxian.response.testing.actions import enter_results, lay_plate
from fangxian.response.testing.models import Plate, Round
from fangxian.response.testing.results import read_results
from fangxian.response.testing.results.hl7v2 import read_hl7
from fangxian.response.testing.results.message import Specimen
from fangxian.response.testing.results.words import target_of, threshold
from tests.testing.conftest import Phone, make_batch, someone
from tests.testing.test_laboratory import receive

READ = {"positive": "260373001", "negative": "260415000", "grey": "419984006", "invalid": "455371000124106"}


@pytest.fixture
def plate(phone: Phone, round_: Round, laboratory: Any) -> Plate:
    """A plate with the tubes T-1 and T-2."""
    phone.send(make_batch([someone(1, "T-1"), someone(2, "T-2")]))
    receive(round_, laboratory, ["T-1", "T-2"])
    return lay_plate(round_, laboratory, name="1")


def oru(*orders: tuple[str, str], status: str = "F", end: str = "\r") -> str:
    """A message with these specimens and results, each with a threshold."""
    lines = ["MSH|^~\\&|LIS|LAB|FANGXIAN|PIDU|20201208120000||ORU^R01^ORU_R01|1|P|2.5.1"]
    for number, (code, reading) in enumerate(orders, start=1):
        ct = "28.4" if reading == "positive" else "Undetermined"
        lines += [
            f"OBR|{number}|{code}||94500-6^SARS-CoV-2 RNA^LN",
            f"OBX|1|CWE|94500-6^SARS-CoV-2 RNA^LN||{READ[reading]}^said^SCT||||||{status}",
            f"OBX|2|ST|94642-4^ORF1ab Ct^LN||{ct}||||||{status}",
            f"SPM|1|{code}^&LIS||258500001",
        ]
    return end.join([*lines, ""])


def report(*orders: tuple[str, str], status: str = "final") -> dict[str, Any]:
    """A bundle with these specimens and results, each with a threshold."""
    entries: list[dict[str, Any]] = []
    for number, (code, reading) in enumerate(orders, start=1):
        concept = {"coding": [{"system": "http://snomed.info/sct", "code": READ[reading]}]}
        head = {"resourceType": "Observation", "status": status, "code": {"text": "SARS-CoV-2 RNA"}}
        ct = {"code": {"text": "Ct N"}, **({"valueQuantity": {"value": 30.5}} if reading == "positive" else {})}
        links = {"specimen": [{"reference": f"Specimen/s{number}"}], "result": [{"reference": f"urn:x:{number}"}]}
        entries += [
            {"resource": {"resourceType": "Specimen", "id": f"s{number}", "accessionIdentifier": {"value": code}}},
            {"fullUrl": f"urn:x:{number}", "resource": {**head, "valueCodeableConcept": concept, "component": [ct]}},
            {"resource": {"resourceType": "DiagnosticReport", "status": status, "code": {"text": "PCR"}, **links}},
        ]
    return {"resourceType": "Bundle", "type": "collection", "entry": entries}


WHOLE = (("T-1", "positive"), ("T-2", "negative"), ("PC", "positive"), ("H12", "negative"))


@pytest.mark.parametrize(
    ("data", "gene", "ct"),
    [
        (oru(*WHOLE).encode(), "orf1ab", 28.4),
        (f"BHS|^~\\&|LIS\n{oru(*WHOLE[:2], end=chr(10))}{oru(*WHOLE[2:])}BTS|2\n".encode(), "orf1ab", 28.4),
        (json.dumps(report(*WHOLE)).encode(), "n", 30.5),
    ],
    ids=["hl7", "hl7 batch", "fhir"],
)
def test_a_message_fills_every_well(plate: Plate, data: bytes, gene: str, ct: float) -> None:
    enter_results(plate, read_results(data, "r.txt", plate), entered_by="甲")
    wells = {well.tube or well.control: well for well in plate.wells.all()}
    assert {name: well.reading for name, well in wells.items()} == {
        "T-1": "positive",
        "T-2": "negative",
        "positive": "positive",
        "negative": "negative",
    }
    assert (wells["T-1"].cts, wells["T-2"].cts) == ({gene: ct}, {gene: None})


@pytest.mark.parametrize(
    ("data", "code", "told"),
    [
        (oru(*WHOLE[:3]), "plate.wells", "H12"),
        (oru(*WHOLE, ("T-9", "negative")), "results.message", "T-9"),
        (oru(*WHOLE, ("T-1", "positive")), "plate.wells", "A1"),
        (oru(*WHOLE, status="P"), "results.message", "OBX-11"),
        (oru(*WHOLE).replace("28.4", "ninety"), "results.message", "ninety"),
        (oru(*WHOLE).replace("ORU^R01", "ADT^A01"), "results.hl7", "ADT"),
        (oru(*WHOLE).replace("260373001^said^SCT", "^maybe"), "plate.reading", "maybe"),
        (oru(*WHOLE).replace("OBR|1|T-1||", "ZZZ|"), "results.message", "OBX"),
        (oru(*WHOLE).replace("94642-4^ORF1ab Ct^LN||28.4", "x^N gene^LN||ND"), "results.message", "N gene"),
        (json.dumps(report(*WHOLE, status="preliminary")), "results.message", "preliminary"),
        (json.dumps(report(*WHOLE)).replace("urn:x:1", "urn:y:1", 1), "results.message", "urn:x:1"),
        (json.dumps({"resourceType": "Bundle", "type": "collection"}), "results.fhir", "r.hl7"),
        (json.dumps(report(*WHOLE)).replace('"code": {"text": "PCR"}', '"code": 7'), "results.message", "code"),
        ('{"', "results.fhir", "r.hl7"),
    ],
)
def test_a_message_that_breaks_a_rule_enters_nothing(plate: Plate, data: str, code: str, told: str) -> None:
    with pytest.raises(Invalid) as refused:
        enter_results(plate, read_results(data.encode(), "r.hl7", plate), entered_by="甲")
    assert refused.value.code == code
    assert told in str(refused.value.message) % refused.value.context or told in str(refused.value)
    assert not plate.wells.exclude(reading="").exists()


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.from_regex(r"[A-Z0-9-]{1,20}", fullmatch=True), st.sampled_from(sorted(READ))),
        min_size=1,
        max_size=12,
    )
)
def test_as_many_specimens_come_out_of_a_message_as_went_in(orders: list[tuple[str, str]]) -> None:
    specimens = read_hl7(oru(*orders).encode(), "r.hl7")
    assert [(one.code, set(one.readings.values())) for one in specimens] == [(code, {said}) for code, said in orders]


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.binary(max_size=200).map(lambda tail: b"MSH|^~\\&|" + tail) | st.text(max_size=60).map(str.encode))
def test_whatever_comes_is_read_or_refused_in_words(data: bytes) -> None:
    with suppress(Invalid):
        assert all(isinstance(one, Specimen) for one in read_hl7(data, "r.hl7"))


@pytest.mark.parametrize(
    ("name", "gene"),
    [("Ct ORF1ab", "orf1ab"), ("SARS-CoV-2 N gene [Cycle Threshold #]", "n"), ("Ct", "ct"), ("N gene", None)],
)
def test_a_threshold_is_known_by_its_name(name: str, gene: str | None) -> None:
    assert target_of(name) == gene


def test_no_threshold_lies_beyond_sixty() -> None:
    assert threshold("未检出") is None
    with pytest.raises(ValueError, match="61"):
        threshold("61")
