"""Pages of offices and posts: everybody of the area looks, its administrator manages, nobody outside sees."""

from __future__ import annotations

import pytest
from django.test import Client

from fangxian.response.jurisdiction import tokens
from fangxian.response.jurisdiction.models import ApiToken, Office, Post, User
from tests import factories
from tests.jurisdiction.conftest import signed_in

pytestmark = pytest.mark.usefixtures("pages")


@pytest.fixture
def admin(administrator: Post) -> Client:
    return signed_in(administrator)


def test_the_list_holds_the_offices_of_the_own_area_and_below(admin: Client, pidu_cdc: Office, officer: Post) -> None:
    outside = factories.office("12", "cdc", name="天津疾控", name_en="Tianjin CDC")
    page = admin.get("/offices/")
    text = page.content.decode()
    assert "Pidu District CDC" in text
    assert outside.name_en not in text
    assert page.context["page"].paginator.count == 3


def test_the_list_is_filtered_by_name_role_and_level(admin: Client, pidu_cdc: Office, officer: Post) -> None:
    def found(**query: str) -> list[int]:
        return [row["id"] for row in admin.get("/offices/", query).context["rows"]]

    assert found(text="Pidu") == [pidu_cdc.pk]
    assert found(text="郫都区疾病") == [pidu_cdc.pk]
    assert found(level="street") == [officer.office_id]
    assert pidu_cdc.pk in found(role="cdc")
    assert found(role="laboratory") == []


def test_a_long_list_comes_in_pages_that_keep_the_filter(admin: Client) -> None:
    for number in range(60):
        factories.office("510117", "quarantine_site", name=f"隔离点{number:02}")
    first = admin.get("/offices/?role=quarantine_site")
    assert len(first.context["rows"]) == 50
    assert first.context["next_url"] == "?role=quarantine_site&page=2"
    assert len(admin.get("/offices/" + first.context["next_url"]).context["rows"]) == 10


def test_whoever_does_not_manage_looks_only(officer: Post) -> None:
    browser = signed_in(officer)
    page = browser.get(f"/offices/{officer.office_id}/").content.decode()
    assert "Held by street" in page
    for word in ("Vacate", "Appoint", "Issue a key", "Create the post"):
        assert word not in page
    assert "Open an office" not in browser.get("/offices/").content.decode()
    assert browser.get("/offices/new").status_code == 403
    assert browser.get("/users/").status_code == 403
    assert browser.post(f"/posts/{officer.pk}/vacate").status_code == 403
    officer.refresh_from_db()
    assert officer.holder is not None


def test_what_lies_outside_is_not_there(officer: Post, pidu_cdc: Office) -> None:
    browser = signed_in(officer)
    post = factories.post(factories.PIDU, "epidemiologist", office=pidu_cdc)
    assert browser.get(f"/offices/{pidu_cdc.pk}/").status_code == 404
    assert browser.get("/offices/999999/").status_code == 404
    for path in (f"/posts/{post.pk}/vacate", f"/posts/{post.pk}/appoint", f"/posts/{post.pk}/keys"):
        assert browser.post(path).status_code == 404


def test_the_administrator_opens_an_office(admin: Client) -> None:
    fields = {"area": "510117", "role": "laboratory", "name": "检测实验室", "name_en": "Laboratory"}
    answer = admin.post("/offices/new", fields)
    office = Office.objects.get(role="laboratory")
    assert answer["Location"] == f"/offices/{office.pk}/"
    assert "Laboratory" in admin.get(f"/offices/{office.pk}/").content.decode()


def test_a_refusal_keeps_the_form_and_names_the_field(admin: Client) -> None:
    fields = {"area": "510199", "role": "laboratory", "name": "x"}
    answer = admin.post("/offices/new", fields)
    assert answer.status_code == 422
    assert "no area" in str(answer.context["form"].errors)
    assert admin.post("/offices/new", {"area": "12", "role": "cdc", "name": "x"}).status_code == 403


def test_a_post_is_created_held_and_vacated(admin: Client, pidu_cdc: Office, alice: User) -> None:
    admin.post(f"/offices/{pidu_cdc.pk}/posts", {"duty": "epidemiologist", "title": "流调员"})
    post = Post.objects.get(office=pidu_cdc)
    assert "Vacant." in admin.get(f"/offices/{pidu_cdc.pk}/").content.decode()

    admin.post(f"/posts/{post.pk}/appoint", {"username": "alice"})
    post.refresh_from_db()
    assert post.holder == alice
    page = admin.get(f"/offices/{pidu_cdc.pk}/").content.decode()
    assert "Held by alice" in page
    assert 'data-confirm="Take alice off the post' in page

    admin.post(f"/posts/{post.pk}/vacate", {"reason": "换岗"})
    post.refresh_from_db()
    assert post.holder is None


def test_appointing_somebody_unknown_says_so_in_the_form(admin: Client, pidu_cdc: Office) -> None:
    post = Post.objects.create(office=pidu_cdc, duty="inspector", title="督查")
    answer = admin.post(f"/posts/{post.pk}/appoint", {"username": "nobody"})
    assert answer.status_code == 422
    assert "There is no such account." in answer.content.decode()


def test_a_post_without_title_is_refused_in_the_form(admin: Client, pidu_cdc: Office) -> None:
    answer = admin.post(f"/offices/{pidu_cdc.pk}/posts", {"duty": "inspector", "title": ""})
    assert answer.status_code == 422
    assert not pidu_cdc.posts.exists()


def test_a_key_is_issued_shown_once_and_revoked(admin: Client, officer: Post) -> None:
    answer = admin.post(f"/posts/{officer.pk}/keys", {"name": "sampling", "days": "30"})
    token = ApiToken.objects.get()
    key = next(row["key"] for row in answer.context["rows"] if row["key"])
    assert key in answer.content.decode()
    assert tokens.holding(key, factories.NOON) == token
    assert key not in admin.get(f"/offices/{officer.office_id}/").content.decode()
    admin.post(f"/keys/{token.pk}/revoke")
    assert tokens.holding(key, factories.NOON) is None


def test_nobody_revokes_a_key_outside_the_own_area(officer: Post, administrator: Post) -> None:
    from fangxian.response.jurisdiction.actions.issue_token import issue_token

    token, _key = issue_token(administrator, name="x", by=administrator)
    assert signed_in(officer).post(f"/keys/{token.pk}/revoke").status_code == 404
    token.refresh_from_db()
    assert token.revoked_at is None


def test_in_chinese_the_names_are_chinese(admin: Client, pidu_cdc: Office) -> None:
    page = admin.get(f"/offices/{pidu_cdc.pk}/", headers={"accept-language": "zh-CN"}).content.decode()
    assert "郫都区疾病预防控制中心" in page
    assert "四川省成都市郫都区" in page


class TestAccounts:
    def test_the_administrator_makes_one_and_hands_over_its_password(self, admin: Client) -> None:
        answer = admin.post("/users/new", {"username": "wang", "full_name": "王工"})
        assert answer.status_code == 200
        password = answer.context["password"]
        assert password in answer.content.decode()
        assert User.objects.get(username="wang").check_password(password)
        assert password not in admin.get("/users/").content.decode()

    def test_a_name_that_is_taken_is_refused_in_the_form(self, admin: Client, alice: User) -> None:
        answer = admin.post("/users/new", {"username": "alice"})
        assert answer.status_code == 422
        assert "already" in str(answer.context["form"].errors["username"])

    def test_a_password_is_reset_inside_the_own_area_only(self, admin: Client, officer: Post) -> None:
        assert officer.holder is not None
        answer = admin.post(f"/users/{officer.holder_id}/reset")
        assert User.objects.get(pk=officer.holder_id).check_password(answer.context["password"])
        outside = factories.post("12", "inspector").holder_id
        assert admin.post(f"/users/{outside}/reset").status_code == 404

    def test_the_list_holds_those_of_the_area_and_those_without_a_post(
        self, admin: Client, officer: Post, alice: User
    ) -> None:
        outside = factories.post("12", "inspector").holder
        assert outside is not None
        names = [row["user"].username for row in admin.get("/users/").context["rows"]]
        assert names == ["admin", "alice", "street"]
