"""``fangxian protocol`` works without a database, in both languages, and says what is wrong where."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from typer.testing import CliRunner

from fangxian.cli.protocol import app
from fangxian.cli.words import WORDS
from tests.protocol.cast import CONTACT_TESTS, HEAD, POST_TESTS
from tests.protocol.test_report import EXPOSED, SAMPLED, lines


@pytest.fixture
def run(monkeypatch):
    monkeypatch.setenv("COLUMNS", "220")
    monkeypatch.setenv("FANGXIAN_LANGUAGE", "en")
    return lambda *words, **options: CliRunner().invoke(app, [str(word) for word in words], **options)


@pytest.fixture
def rulebook(tmp_path):
    file = tmp_path / "city.toml"
    file.write_text(HEAD + CONTACT_TESTS, "utf-8")
    return file


@pytest.fixture
def facts(tmp_path):
    file = tmp_path / "facts.jsonl"
    file.write_text("\n".join(lines(EXPOSED, SAMPLED)), "utf-8")
    return file


def test_list_names_every_pack(run):
    shown = run("list", "--json")
    assert shown.exit_code == 0
    assert "covid19-cn-8" in {row["id"] for row in json.loads(shown.stdout)}
    assert "covid19-cn-8" in run("list").stdout


def test_show_gives_each_clause_with_owner_clock_and_source(run, rulebook):
    shown = run("show", rulebook).stdout
    for word in ("contact.tests", "Tests of a close contact", "district · Quarantine site", "1, 4, 7, 14", "[V]"):
        assert word in shown


def test_show_in_chinese(run, rulebook, monkeypatch):
    monkeypatch.setenv("FANGXIAN_LANGUAGE", "zh_CN.UTF-8")
    shown = run("show", rulebook).stdout
    for word in ("密接核酸", "区县 · 集中隔离点", "责任单位"):
        assert word in shown


def test_show_as_json_is_the_pack(run, rulebook):
    shown = json.loads(run("show", rulebook, "--json").stdout)
    assert shown["clause"][0]["schedule"]["days"] == [1, 4, 7, 14]


def test_evaluate_prints_every_task_as_it_stood(run, rulebook, facts):
    shown = run("evaluate", rulebook, facts, "--at", "2020-12-10T12:00+08:00")
    assert shown.exit_code == 0
    rows = [row for row in shown.stdout.splitlines() if "contact.tests" in row]
    assert ["discharged" in rows[0], "overdue" in rows[1], "open" in rows[2], "waiting" in rows[3]] == [True] * 4
    assert "2020-12-07 00:00" in rows[0], "due times are local"
    assert "sample.taken" in rows[0]


def test_evaluate_reads_standard_input_and_prints_json(run, rulebook):
    shown = run("evaluate", rulebook, "-", "--at", "2020-12-10T12:00+08:00", "--json", input="\n".join(lines(EXPOSED)))
    assert [row["status"] for row in json.loads(shown.stdout)] == ["overdue", "overdue", "open", "waiting"]


def test_evaluate_of_no_task_says_so(run, rulebook):
    assert "no task" in run("evaluate", rulebook, "-", input="").stdout


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("evaluate", "nowhere", "-"), "pack.unknown"),
        (("evaluate", "covid19-cn-8", "nowhere.jsonl"), "pack.file_unreadable"),
        (("evaluate", "covid19-cn-8", "-", "--at", "noon"), "fact.time_malformed"),
        (("evaluate", "covid19-cn-8", "-", "--at", "2020-12-10T12:00"), "evaluate.now_naive"),
        (("show", "nowhere.toml"), "pack.file_unreadable"),
        (("diff", "nowhere", "covid19-cn-8"), "pack.unknown"),
    ],
)
def test_what_is_refused_says_why_and_exits_2(run, words, code):
    shown = run(*words, input="")
    assert shown.exit_code == 2
    assert f"[{code}]" in shown.stderr


def test_a_bad_line_is_named(run, rulebook, tmp_path, monkeypatch):
    bad = tmp_path / "bad.jsonl"
    bad.write_text('{"kind": "case.confirmd", "subject": "person:a", "at": "2020-12-07T16:00Z"}', "utf-8")
    shown = run("evaluate", rulebook, bad)
    assert (shown.exit_code, f"{bad}:1: kind" in shown.stderr, "case.confirmed" in shown.stderr) == (2, True, True)
    monkeypatch.setenv("FANGXIAN_LANGUAGE", "zh")
    assert "没有“case.confirmd”这一事实类型" in run("evaluate", rulebook, bad).stderr


def test_check_passes_a_sound_file(run, rulebook):
    shown = run("check", rulebook)
    assert (shown.exit_code, "sound" in shown.stdout) == (0, True)


def test_check_names_file_line_and_field(run, rulebook):
    rulebook.write_text(HEAD + POST_TESTS.replace('ends = ["post.left"]', ""), "utf-8")
    shown = run("check", rulebook)
    assert shown.exit_code == 1
    assert f"{rulebook}:16: clause[post.tests].every" in shown.stderr
    (problem,) = json.loads(run("check", rulebook, "--json").stdout)
    assert (problem["code"], problem["line"], problem["warning"]) == ("clause.no_end", 16, False)


def test_check_of_a_file_that_is_no_toml(run, rulebook):
    rulebook.write_text("id = ", "utf-8")
    assert "[pack.toml]" in run("check", rulebook).stderr


def test_diff_shows_what_changed(run, rulebook, tmp_path):
    other = tmp_path / "other.toml"
    other.write_text(rulebook.read_text("utf-8").replace("[1, 4, 7, 14]", "[1, 2, 3, 5, 7]"), "utf-8")
    shown = run("diff", rulebook, other).stdout
    assert "clause[contact.tests]" in shown
    assert "schedule.days" in shown
    data = json.loads(run("diff", rulebook, other, "--json").stdout)
    assert [row["id"] for row in data["clauses"]] == ["contact.tests"]


def test_no_database_and_no_django_are_needed(rulebook, facts):
    program = (
        "import sys; from fangxian.cli.protocol import app; from typer.testing import CliRunner;"
        f"found = CliRunner().invoke(app, ['evaluate', {str(rulebook)!r}, {str(facts)!r}, '--json']);"
        "assert found.exit_code == 0, found.output;"
        "assert 'django' not in sys.modules; assert 'numba' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


def test_every_word_stands_in_both_languages():
    assert all(english and chinese for english, chinese in WORDS.values())
