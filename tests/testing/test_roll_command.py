"""``fangxian testing roll``: a register of any size, read line by line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.utils import translation
from typer.testing import CliRunner, Result

from fangxian.cli.testing import app
from fangxian.errors import FangxianError
from fangxian.response.testing.models import RollEntry, Round
from tests.factories import TAIPING
from tests.testing.conftest import number_of

Run = Callable[..., Result]


@pytest.fixture
def run(round_: Round, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    monkeypatch.setattr("fangxian.cli.boot.boot", lambda *_args, **_named: None)

    def call(text: bytes, serial: int = round_.serial) -> Result:
        file = tmp_path / "名册.csv"
        file.write_bytes(text)
        with translation.override("en"):
            return CliRunner().invoke(app, ["roll", str(file), "--round", str(serial)])

    return call


def rows(*serials: int, extra: str = "") -> str:
    people = "".join(f"{number_of(n)},王小明,{TAIPING},阳光苑,{n}栋\n" for n in serials)
    return f"身份证号,姓名,地区代码,小区,楼栋\n{people}{extra}"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_whoever_is_new_goes_on_the_roll_and_a_bad_row_is_named(run: Run, encoding: str) -> None:
    done = run(rows(1, 2, extra=f"\n1234,李,{TAIPING},,\n").encode(encoding))
    assert done.exit_code == 0, done.exception
    assert "2 new, 0 on the roll before, 1 rows stay out." in done.output
    assert "Row 5, number" in done.output
    assert set(RollEntry.objects.values_list("building", flat=True)) == {"阳光苑 1栋", "阳光苑 2栋"}
    assert "1 new, 2 on the roll before" in run(rows(1, 2, 3).encode(encoding)).output


def test_what_is_no_register_is_refused_whole(run: Run) -> None:
    def code(done: Result) -> str:
        assert isinstance(done.exception, FangxianError), done.output
        return done.exception.code

    assert code(run("身份证号,姓名\n".encode())) == "list.columns"
    assert code(run(b"")) == "list.columns"
    assert code(run(b"\xff\xff\xff\xff")) == "table.encoding"
    assert code(run(rows(1).encode() + b"\xff\xff", serial=99)) == "round.serial"
    late = rows(*range(1, 60)).encode() * 350
    assert code(run(late + b"\xff\xff\xff\n")) == "table.encoding", "also behind the first megabyte"
    assert not RollEntry.objects.exists()
