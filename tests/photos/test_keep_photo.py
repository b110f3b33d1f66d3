"""Photos: kept small and plain, with time and post on them, seen by whoever sees the record."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from fangxian.errors import Conflict, Invalid, NotAllowed
from fangxian.response.jurisdiction import access
from fangxian.response.photos.actions import MOST, keep_photo
from fangxian.response.photos.drawing import LARGEST, SIDE, SMALL, kept
from fangxian.response.photos.models import Photo
from fangxian.response.photos.queries import photos_of
from tests import factories
from tests.factories import NOON, PIDU, PITONG

CHENGHUA = "510108"


@pytest.fixture
def everywhere(db: None) -> Iterator[None]:
    with access.everywhere():
        factories.workspace()
        factories.areas()
        yield


def taken(width: int = 2400, height: int = 600, form: str = "JPEG", turned: int = 1) -> bytes:
    """A red photo with the owner and the place of a camera in it."""
    made = io.BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "Camera of Zhang San"
    exif[0x0112] = turned
    exif.get_ifd(0x8825)[2] = (30.0, 40.0, 12.0)
    Image.new("RGB", (width, height), "red").save(made, form, exif=exif)
    return made.getvalue()


def opened(body: bytes) -> Image.Image:
    return Image.open(io.BytesIO(body))


def keep(**said):
    return keep_photo("check", said.pop("record", uuid4()), said.pop("body", taken()), area=PIDU, **said)


def test_a_photo_is_made_smaller_and_what_the_camera_wrote_is_taken_out(everywhere):
    held = keep(caption="  整改后 ")
    file, small = bytes(held.file), bytes(held.small)
    assert max(opened(file).size) == SIDE
    assert max(opened(small).size) == SMALL
    for body in (file, small):
        assert b"Zhang San" not in body
        assert not dict(opened(body).getexif())
    assert (held.caption, held.sent_at) == ("整改后", NOON)
    assert held.digest == hashlib.sha256(file).hexdigest()


def test_a_photo_taken_upright_stands_upright():
    file, small = kept(taken(2400, 600, turned=6), "")
    assert opened(file).size == (400, 1600)
    assert opened(small).size == (80, 320)


def test_time_and_post_are_written_on_its_foot_and_nowhere_else(everywhere):
    post = factories.post(PIDU, "duty_officer")
    file = opened(bytes(keep(by=post).file)).convert("RGB")
    red = (254, 0, 0)
    foot = [file.getpixel((x, file.height - 3)) for x in range(0, file.width, 40)]
    assert all(pixel[0] < 200 for pixel in foot)
    assert all(abs(a - b) < 8 for a, b in zip(file.getpixel((800, file.height // 2)), red, strict=True))
    other = opened(kept(taken(), "2020-12-08 12:30 +0800")[0]).convert("RGB")
    assert file.tobytes() != other.tobytes()
    assert Photo.objects.get().sent_by == str(post)


@given(st.integers(1, 700), st.integers(1, 700), st.sampled_from(["JPEG", "PNG", "WEBP"]), st.text(max_size=60))
@settings(max_examples=12, suppress_health_check=[HealthCheck.too_slow])
def test_any_picture_of_any_shape_is_kept_within_its_bounds(width, height, form, line):
    file, small = kept(taken(width, height, form), line)
    assert opened(file).size == (width, height)
    assert max(opened(small).size) <= SMALL


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "photo.size"),
        (b"x" * (LARGEST + 1), "photo.size"),
        (b"no picture", "photo.kind"),
        (b"<svg/>", "photo.kind"),
        (taken()[:2000], "photo.kind"),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "photo.heic"),
    ],
)
def test_what_cannot_be_kept_is_refused_with_the_reason(body, code):
    with pytest.raises(Invalid) as refused:
        kept(body, "")
    assert (refused.value.code, refused.value.context["field"]) == (code, "file")


def test_sent_twice_it_is_kept_once_and_never_for_another_record(everywhere):
    request, record = uuid4(), uuid4()
    for _ in range(2):
        keep(record=record, id=request)
    assert photos_of("check", record).count() == 1
    with pytest.raises(Conflict):
        keep(id=request)


def test_a_record_has_so_many_photos_and_no_more(everywhere):
    record, small = uuid4(), taken(20, 20)
    for _ in range(MOST):
        keep(record=record, body=small)
    with pytest.raises(Invalid) as refused:
        keep(record=record, body=small)
    assert refused.value.code == "photo.many"


def test_whoever_may_not_write_the_record_adds_no_photo(everywhere):
    for post in (factories.post(PIDU, "inspector"), factories.post(CHENGHUA, "duty_officer")):
        with pytest.raises(NotAllowed):
            keep(by=post)
    assert not Photo.objects.exists()


@pytest.mark.parametrize(
    ("at", "duty", "status"),
    [
        (PIDU, "duty_officer", 200),
        (PIDU, "inspector", 200),
        (PIDU, "laboratorian", 403),  # sees no quarantine sites
        (PITONG, "street_officer", 404),  # the site is the district's
        (CHENGHUA, "duty_officer", 404),
    ],
)
def test_a_photo_is_seen_by_whoever_sees_the_record(everywhere, at, duty, status):
    held = keep()
    client = Client()
    client.force_login(factories.post(at, duty).holder)
    for name in ("photo", "small"):
        response = client.get(reverse(f"photos:{name}", args=[held.id]))
        assert response.status_code == status
        assert (response.headers["Content-Type"] == "image/jpeg") == (status == 200)
    assert client.get(f"/api/v1/photos/{held.id}").status_code == status
    listed = client.get("/api/v1/photos", {"kind": "check", "record": str(held.record)})
    seen = [one["id"] for one in listed.json()] if listed.status_code == 200 else []
    assert seen == ([str(held.id)] if status == 200 else [])


def test_a_second_area_that_sees_the_record_sees_the_photo(everywhere):
    held = keep_photo("receipt", uuid4(), taken(), area=PIDU, also_area=CHENGHUA)
    with access.area(CHENGHUA):
        assert photos_of("receipt", held.record).count() == 1
    with access.area(PITONG):
        assert photos_of("receipt", held.record).count() == 0
