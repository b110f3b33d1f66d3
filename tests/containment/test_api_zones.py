from __future__ import annotations

from types import SimpleNamespace

import pytest

from fangxian.errors import NotAllowed, NotFound
from fangxian.response.containment.api import ZoneOut, list_zones
from tests import factories


def caller(duty="director"):
    return SimpleNamespace(post=factories.post("510117", duty=duty))


def test_the_api_lists_zones_with_the_day_from_which_they_can_be_lifted(draw):
    zone = draw()
    (found,) = list_zones(caller(), "pidu")
    said = ZoneOut.model_validate(found, from_attributes=True).model_dump(mode="json")
    assert said["id"] == str(zone.id)
    assert said["in_force"] is True
    assert said["earliest_lift"] == "2020-12-22"


def test_an_unknown_incident_is_not_found(draw):
    with pytest.raises(NotFound) as refused:
        list_zones(caller(), "elsewhere")
    assert refused.value.code == "incident.unknown"


def test_a_post_that_may_not_see_zones_is_refused(draw):
    with pytest.raises(NotAllowed):
        list_zones(caller("administrator"), "pidu")
