"""A draft is written anew: it is counted again, and it never says who somebody is."""

from __future__ import annotations

import pytest

from fangxian.errors import Conflict, Invalid, NotAllowed
from fangxian.response.bulletins.actions import approve_bulletin, drop_bulletin, rewrite_bulletin
from fangxian.response.bulletins.models import Bulletin
from fangxian.response.casework.models import Case
from fangxian.response.registry.actions.set_identity import set_identities
from fangxian.response.registry.identity import IdentityCard
from tests import factories
from tests.bulletins.conftest import NAMES, Press, hours

FRAME = "{area} {as_of} {confirmed} {asymptomatic} {signer} "


def rewritten(press: Press, one: Bulletin, **said: object) -> Bulletin:
    held = NAMES | {"as_of": one.as_of, "words_zh": one.words_zh, "words_en": one.words_en, "by": press.officer}
    return rewrite_bulletin(one, **(held | said))


def test_it_is_counted_again_and_an_approval_is_void(press: Press) -> None:
    made = approve_bulletin(press.draft(as_of=hours(5)), by=press.director)
    again = rewritten(press, made, as_of=hours(36), words_zh=FRAME + "请勿聚集。", by=press.director)
    assert again.figures["confirmed"] == 2
    assert (again.state, again.approver, again.writer) == ("draft", None, press.director.holder)


def test_the_same_again_changes_nothing_an_approval_included(press: Press) -> None:
    made = approve_bulletin(press.draft(), by=press.director)
    assert rewritten(press, made).state == "approved"


REFUSED = {
    FRAME.replace("{confirmed}", "12"): "bulletin.unstated",
    FRAME.replace("{area}", "成都"): "bulletin.unstated",
    FRAME + "{name}": "bulletin.field_unknown",
    FRAME + "身份证51010419900101233X": "bulletin.identifying",
    FRAME + "该病例，女，69岁": "bulletin.identifying",
    FRAME + "a woman aged 69": "bulletin.identifying",
    FRAME + "x" * 4_000: "value.long",
    FRAME + "病例赵雨晴到过该店": "bulletin.identifying",
    FRAME + "电话13800138000": "bulletin.identifying",
}


def test_a_text_states_what_it_must_and_says_nobodys_name(press: Press) -> None:
    case = Case.objects.get(number="A-1")
    set_identities({case.person: IdentityCard(name="赵雨晴", phone="13800138000")})
    made = press.draft()
    for field in ("words_zh", "words_en"):
        for words, code in REFUSED.items():
            with pytest.raises(Invalid) as refused:
                rewritten(press, made, **{field: words})
            assert (refused.value.code, refused.value.context["field"]) == (code, field), words
    made.refresh_from_db()
    assert rewritten(press, made, words_zh="", words_en="").words_zh == made.words_zh  # empty: the rulebook's own


def test_a_stranger_who_bears_a_name_on_nobodys_record_is_no_matter(press: Press) -> None:
    other = factories.person("无关", area=factories.TAIPING)
    set_identities({other: IdentityCard(name="太平", phone="13900139000")})
    assert "太平" in rewritten(press, press.draft(), words_zh=FRAME + "太平村热线028-12345678").words_zh


def test_what_was_published_or_dropped_stands(press: Press) -> None:
    for one in (press.publish(), drop_bulletin(press.draft(), by=press.officer)):
        with pytest.raises(Conflict) as refused:
            rewritten(press, one, words_zh=FRAME)
        assert refused.value.code == "bulletin.closed"


def test_only_whoever_writes_bulletins_there_writes_it(press: Press) -> None:
    made = press.draft()
    with pytest.raises(NotAllowed):
        rewritten(press, made, by=factories.post("5101", "inspector"))
