"""A small tree with the irregularities of the real one, and the workspace's clock at noon of 8 December 2020."""

from __future__ import annotations

import lzma
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from fangxian.response.jurisdiction import access
from fangxian.response.jurisdiction.models import Office, Post, User
from tests import factories

TREE = """\
12,天津市,
44,广东省,
42,湖北省,
51,四川省,
1201,市辖区,12
4290,省直辖县级行政区划,42
4419,东莞市,44
5101,成都市,51
5132,阿坝藏族羌族自治州,51
120101,和平区,1201
429004,仙桃市,4290
441900,东莞市,4419
510108,成华区,5101
510117,郫都区,5101
441900003,东城街道,441900
510117001,郫筒街道,510117
510117104,唐昌镇,510117
441900003001,岗贝社区居民委员会,441900003
510117001005,奎星楼社区居民委员会,510117001
510117001218,太平村村委会,510117001
"""
"""Code, name, parent: a municipality, a city without districts, a county under its province, and Chengdu."""


@pytest.fixture
def asset(tmp_path: Path) -> Callable[[str], Path]:
    """Packs a tree as the build does."""

    def pack(text: str = TREE) -> Path:
        path = tmp_path / "divisions.csv.xz"
        path.write_bytes(lzma.compress(text.encode()))
        return path

    return pack


@pytest.fixture
def tree(db: None) -> None:
    """The small tree in the test's database."""
    from fangxian.response.jurisdiction.codes import level_of
    from fangxian.response.jurisdiction.models import Area
    from fangxian.response.jurisdiction.naming import english
    from fangxian.response.jurisdiction.romanise import search_key

    Area.objects.bulk_create(
        Area(
            code=code,
            name=name,
            parent=parent,
            level=level_of(code),
            name_en=english(name, level_of(code), code),
            pinyin=search_key(name),
        )
        for code, name, parent in (line.split(",") for line in TREE.splitlines())
    )


@pytest.fixture
def workspace(db: None) -> object:
    """A sample workspace at noon."""
    return factories.workspace()


@pytest.fixture
def everywhere(db: None) -> Iterator[None]:
    """Scope of the command line: every area."""
    with access.everywhere():
        yield


@pytest.fixture
def administrator(workspace: object, tree: None) -> Post:
    """The post of Chengdu's administrator, with a holder named ``admin``."""
    return factories.post(factories.CHENGDU, "administrator", holder=factories.user("admin"))


@pytest.fixture
def officer(workspace: object, tree: None) -> Post:
    """The post of Pitong street's officer, with a holder named ``street``."""
    return factories.post(factories.PITONG, "street_officer", holder=factories.user("street"))


@pytest.fixture
def pidu_cdc(workspace: object, tree: None) -> Office:
    """The CDC of Pidu, without posts."""
    return factories.office(factories.PIDU, "cdc", name="郫都区疾病预防控制中心", name_en="Pidu District CDC")


@pytest.fixture
def alice(db: None) -> User:
    """Somebody with an account and no post."""
    return factories.user("alice")


def facts(subject: str) -> list[tuple[str, dict[str, object], str]]:
    """Kind, attributes and area of each fact about a subject, in the order they were recorded."""
    from fangxian.response.ledger.models import FactRow

    with access.everywhere():
        rows = FactRow.objects.filter(subject=subject).order_by("seq")
        return [(row.kind, row.attributes, row.area) for row in rows]


@pytest.fixture
def pages(settings: Any) -> None:
    """This room's addresses, and a password hash that costs nothing."""
    settings.ROOT_URLCONF = "tests.jurisdiction.urls"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    cache.clear()  # counts of earlier tests' requests


def signed_in(post: Post) -> Client:
    """A browser in which the post's holder has signed in."""
    client = Client(headers={"accept-language": "en"})
    assert post.holder is not None
    client.force_login(post.holder)
    return client
