"""The station page's own addresses: shell, worker, manifest, sign-in; and the outbox of a device that cannot send."""

from __future__ import annotations

import gzip
import json
import os
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.test import Client
from django.urls import reverse

from fangxian.errors import Conflict, Invalid, NotAllowed
from fangxian.response.jurisdiction import access
from fangxian.response.testing import tokens
from fangxian.response.testing.actions import archive_round, close_round, revoke_device, take_outbox
from fangxian.response.testing.lane import seats
from fangxian.response.testing.models import Registration, Round
from fangxian.ui import assets
from tests import factories
from tests.factories import NOON, PIDU
from tests.testing.conftest import Phone, make_batch, someone


def sealed(device: UUID, batches: list[dict[str, Any]], *, packed: bool = True) -> bytes:
    """An outbox as a device exports it."""
    plain = json.dumps(batches).encode()
    head = b"FXO1" + device.bytes + bytes([packed])
    nonce = os.urandom(12)
    body = gzip.compress(plain) if packed else plain
    return head + nonce + AESGCM(tokens.seal_key(device)).encrypt(nonce, body, head)


def bearer(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"}


@pytest.mark.skipif(not assets.STATION.exists(), reason="the station page is not built")
def test_the_worker_keeps_the_page_and_every_file_it_needs(db: None) -> None:
    factories.workspace()
    client = Client()
    response = client.get(reverse("testing:app_worker"))
    assert response.headers["Content-Type"].startswith("text/javascript")
    head, _mark, source = response.content.decode().partition(";self.FANGXIAN_MARK=")
    kept = json.loads(head.partition("=")[2])
    assert kept[0] == "/station/"
    assert "import" not in source.split("\n", 1)[1], "a classic script has no imports"
    page = client.get("/station/").content.decode()
    needed = [name for name in kept if name.endswith((".js", ".css"))]
    assert len(needed) >= 3
    assert [name for name in needed if name in page], "the page names its entry"
    for name in kept[1:]:
        assert "".join(client.get(name).getvalue().decode("latin-1")), name


def test_the_shell_is_the_same_for_everybody_and_names_nobody(db: None) -> None:
    factories.workspace()
    pages = {Client(headers={"Accept-Language": tag}).get("/station/").content for tag in ("zh-CN", "en")}
    assert len(pages) == 1


def test_the_page_can_be_installed(db: None) -> None:
    factories.workspace()
    said = json.loads(Client(headers={"Accept-Language": "en"}).get("/station/manifest.webmanifest").content)
    assert (said["scope"], said["start_url"], said["display"]) == ("/station/", "/station/", "standalone")
    assert {one["sizes"] for one in said["icons"]} == {"192x192", "512x512"}


def test_a_key_says_where_it_sits_and_what_the_round_allows(phone: Phone, round_: Round) -> None:
    said = Client().get("/station/seat", headers=bearer(phone.key)).json()
    assert (said["station"], said["serial"], said["round"]) == (str(phone.station.id), round_.serial, round_.number)
    sizes = {one["id"]: one["size"] for one in said["groups"]}
    assert sizes == {**round_.methods, "retest": 1, "environment": 1}
    assert all(one["zh"] and one["en"] for one in said["groups"])
    assert len(said["seal"]) == 43
    assert said["seconds"] == 36 * 3600


def test_a_key_that_does_not_hold_sits_nowhere(phone: Phone) -> None:
    for key in ("", "fxd_x", phone.key[:-3] + "AAA"):
        answer = Client().get("/station/seat", headers=bearer(key))
        assert (answer.status_code, answer.json()["code"]) == (401, "device.key")


@pytest.mark.parametrize("packed", [True, False])
def test_an_outbox_is_stored_once_however_it_arrives(phone: Phone, packed: bool) -> None:
    first, second = make_batch([someone(1), someone(2)]), make_batch([someone(3)])
    data = sealed(phone.device.id, [first, second], packed=packed)
    taken = take_outbox(data)
    assert (taken.accepted, taken.duplicates, taken.refused) == (3, 0, [])
    assert take_outbox(data).duplicates == 3
    assert phone.send(first).json()["duplicates"] == 2
    assert Registration.objects.filter(device=phone.device.id).count() == 3


def test_the_times_of_an_outbox_are_not_shifted_by_its_way(phone: Phone) -> None:
    person = someone(1)
    take_outbox(sealed(phone.device.id, [make_batch([person], sent_at=NOON - timedelta(hours=9))]))
    assert Registration.objects.get().at == datetime.fromisoformat(person["at"])


def test_a_bad_item_of_an_outbox_stays_out_alone(phone: Phone) -> None:
    bad = {**someone(1), "number": "510117195013011234"}
    taken = take_outbox(sealed(phone.device.id, [make_batch([bad, someone(2)])]))
    assert taken.accepted == 1
    assert [one.item for one in taken.refused] == [bad["id"]]


def test_another_device_passes_an_outbox_on(phone: Phone) -> None:
    data = sealed(phone.device.id, [make_batch([someone(1)])])
    other = Phone(phone.station)
    address = reverse("testing:app_outbox")
    refused = Client().post(address, data, "application/octet-stream")
    assert refused.status_code == 401
    answer = Client().post(address, data, "application/octet-stream", headers=bearer(other.key))
    assert answer.json() == {"accepted": 1, "duplicates": 0, "refused": 0}


def test_what_was_altered_or_made_up_is_refused(phone: Phone) -> None:
    good = sealed(phone.device.id, [make_batch([someone(1)])])
    altered = good[:-1] + bytes([good[-1] ^ 1])
    foreign = sealed(uuid4(), [make_batch([someone(1)])])
    for data in (b"", b"FXO1", b"x" * 60, altered, foreign, sealed(phone.device.id, [{"people": []}])):
        with pytest.raises(Invalid) as refused:
            take_outbox(data)
        assert refused.value.code == "outbox.unreadable"
    assert not Registration.objects.exists()


def test_the_outbox_of_a_device_that_was_signed_out_is_taken_from_the_office_only(phone: Phone) -> None:
    data = sealed(phone.device.id, [make_batch([someone(1)])])
    revoke_device(phone.device)
    with pytest.raises(Invalid):
        take_outbox(data)
    with pytest.raises(NotAllowed):
        take_outbox(data, by=factories.post(PIDU, "inspector"))
    assert take_outbox(data, by=factories.post(PIDU, "director")).accepted == 1


def test_an_archived_round_takes_no_outbox(phone: Phone, round_: Round) -> None:
    close_round(round_)
    archive_round(Round.objects.get(id=round_.id))
    seats.forget()
    with access.everywhere(), pytest.raises(Conflict):
        take_outbox(sealed(phone.device.id, [make_batch([someone(1)])]))
