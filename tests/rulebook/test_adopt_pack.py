"""Adopting a rulebook: previewed, signed, in force; what is done stays done."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from fangxian.errors import Conflict, Invalid, NotAllowed
from fangxian.protocol.errors import ProtocolError
from fangxian.protocol.rulebook import Adoption
from fangxian.response.ledger import clock, packs
from fangxian.response.ledger.models import FactRow, PackAdoption, TaskRow
from fangxian.response.rulebook.actions.adopt_pack import adopt_pack
from fangxian.response.rulebook.queries.preview import preview
from tests import factories
from tests.ledger.conftest import START
from tests.rulebook.conftest import Scene

NINTH = "covid19-cn-9"


def snapshot() -> dict[str, tuple[str, object]]:
    return {str(row.id): (row.state, row.due_at) for row in TaskRow.objects.all()}


def test_the_preview_changes_nothing(scene: Scene) -> None:
    before = snapshot()
    preview(scene.incident.id, Adoption(packs.pack(NINTH), START + timedelta(hours=40), True), clock.now())
    assert snapshot() == before
    assert PackAdoption.objects.count() == 1


def test_what_the_preview_says_is_what_happens(scene: Scene) -> None:
    since = START + timedelta(hours=40)
    said = preview(scene.incident.id, Adoption(packs.pack(NINTH), since, True), clock.now())
    before = {str(row.id): row for row in TaskRow.objects.all()}
    adopt_pack(incident=scene.incident, pack=NINTH, in_force_from=since, applies_to_open=True, signed_by="Dr Li")
    after = {str(row.id): row for row in TaskRow.objects.all()}
    added = {row.clause for key, row in after.items() if key not in before and row.state != "lapsed"}
    assert added == {clause for clause, counts in said.by_clause.items() if counts["added"]}
    moved = sum(before[key].due_at != row.due_at for key, row in after.items()
                if key in before and before[key].state == row.state == "open")  # fmt: skip
    assert moved == sum(counts["moved"] for counts in said.by_clause.values())
    assert said.changed_subjects > 0


def test_what_is_done_stays_done(scene: Scene) -> None:
    done = set(TaskRow.objects.filter(state="discharged").values_list("id", flat=True))
    adopt_pack(
        incident=scene.incident, pack=NINTH, in_force_from=START + timedelta(hours=40), applies_to_open=False,
        signed_by="Dr Li",
    )  # fmt: skip
    assert done <= set(TaskRow.objects.filter(state="discharged").values_list("id", flat=True))


def test_the_adoption_is_a_fact_with_its_signer(scene: Scene) -> None:
    adopt_pack(
        incident=scene.incident, pack=NINTH, in_force_from=START + timedelta(hours=40), applies_to_open=True,
        signed_by="Dr Li",
    )  # fmt: skip
    fact = FactRow.objects.get(kind="incident.pack_adopted", attributes__pack=NINTH)
    assert fact.attributes["signer"] == "Dr Li"


def test_nobody_adopts_without_a_signature_or_before_its_time(scene: Scene) -> None:
    with pytest.raises(Invalid) as unsigned:
        adopt_pack(incident=scene.incident, pack=NINTH, in_force_from=START, applies_to_open=True, signed_by=" ")
    assert unsigned.value.code == "pack.unsigned"
    with pytest.raises(Invalid) as early:
        adopt_pack(
            incident=scene.incident, pack=NINTH, in_force_from=clock.now() + timedelta(days=1), applies_to_open=True,
            signed_by="Dr Li",
        )  # fmt: skip
    assert early.value.code == "pack.not_yet"


def test_a_rulebook_cannot_slip_in_before_the_one_in_force(scene: Scene) -> None:
    with pytest.raises(Conflict):
        adopt_pack(
            incident=scene.incident, pack=NINTH, in_force_from=START - timedelta(days=1), applies_to_open=True,
            signed_by="Dr Li",
        )  # fmt: skip


def test_an_unknown_rulebook_is_refused(scene: Scene) -> None:
    with pytest.raises(ProtocolError):
        adopt_pack(
            incident=scene.incident,
            pack="covid19-cn-99",
            in_force_from=clock.now(),
            applies_to_open=True,
            signed_by="x",
        )


def test_a_street_officer_may_not_adopt(scene: Scene) -> None:
    post = factories.post("510117001", "street_officer")
    with pytest.raises(NotAllowed):
        adopt_pack(
            incident=scene.incident, pack=NINTH, in_force_from=clock.now(), applies_to_open=True, signed_by="x", by=post
        )


def test_the_page_shows_the_difference_and_then_takes_the_signature(scene: Scene, client: Client) -> None:
    user = factories.user()
    factories.post("510117", "director", holder=user)
    client.force_login(user)
    since = "2020-12-09T01:00"
    shown = client.get(
        f"/packs/adopt/?incident={scene.incident.id}&pack={NINTH}&in_force_from={since}&applies_to_open=on"
    )
    assert shown.status_code == 200
    assert "密接-3" in shown.content.decode()
    signed = client.post(
        f"/packs/adopt/?incident={scene.incident.id}",
        {"pack": NINTH, "in_force_from": since, "applies_to_open": "on", "signed_by": "Dr Li"},
    )
    assert signed.status_code == 302
    assert PackAdoption.objects.filter(pack=NINTH, signed_by="Dr Li").exists()
