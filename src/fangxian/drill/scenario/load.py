"""Read a scenario package and check it: every problem with its file, its row and its field."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

from django.utils.translation import gettext_lazy as _
from pydantic import ValidationError

from fangxian.drill.scenario.check import Sources, check
from fangxian.drill.scenario.errors import ScenarioError
from fangxian.drill.scenario.files import MSEL, SHIPPED, digest_of, read_files, shipped_ids
from fangxian.drill.scenario.guide import GuideFile, QuestionFile, RoleFile
from fangxian.drill.scenario.manifest import Manifest
from fangxian.drill.scenario.msel import InjectFile
from fangxian.drill.scenario.schema import Package
from fangxian.drill.scenario.truth import HiddenTruth
from fangxian.errors import NotFound
from fangxian.protocol.errors import Problem, ProtocolError
from fangxian.protocol.load import Source, parse_source, problem_of
from fangxian.protocol.schema.base import Section

_Part = TypeVar("_Part", bound=Section)


def load_scenario(id_or_path: str | Path) -> Package:
    """Return a shipped scenario by id, or the package in a folder or a zip.

    Raises
    ------
    NotFound
        ``scenario.unknown``: there is no such scenario.
    ScenarioError
        Everything that is wrong with it.
    """
    if str(id_or_path) in shipped_ids():
        return _shipped(str(id_or_path))
    path = Path(id_or_path)
    if not path.exists():
        raise NotFound(
            "scenario.unknown",
            _("There is no scenario %(name)s; there are %(known)s."),
            remedy=_("Name one of them, or a folder or a zip."),
            name=str(id_or_path),
            known=", ".join(shipped_ids()),
        )
    return load_files(read_files(path))


def scenarios() -> list[Package]:
    """Every shipped scenario, by id."""
    return [_shipped(name) for name in shipped_ids()]


def load_files(files: Mapping[str, bytes]) -> Package:
    """The package that these files make; see :func:`load_scenario`."""
    problems: list[Problem] = []
    sources: Sources = {}

    def part(name: str, model: type[_Part]) -> _Part | None:
        try:
            source = sources[name] = _source(name, files[name])
            return model.model_validate(source.data)
        except ProtocolError as error:
            problems.extend(error.problems)
        except ScenarioError as error:
            problems.extend(error.problems)
        except ValidationError as error:
            problems.extend(problem_of(source, dict(item)) for item in error.errors(include_url=False))
        return None

    manifest, truth = part("scenario.toml", Manifest), part("truth.toml", HiddenTruth)
    msel = part(next(name for name in MSEL if name in files), InjectFile)
    questions, guide = part("questions.toml", QuestionFile), part("guide.toml", GuideFile)
    roles = part("roles.toml", RoleFile)
    briefing = {name: _text(files[f"briefing.{name}.md"], f"briefing.{name}.md", problems) for name in ("zh", "en")}
    if manifest is None or truth is None or msel is None or questions is None or guide is None or roles is None:
        raise ScenarioError(problems)
    package = Package(
        manifest=manifest, truth=truth, injects=msel.injects, questions=questions.questions, guide=guide.checks,
        roles=roles.roles, briefing=briefing, digest=digest_of(files),
        media={name.removeprefix("media/"): data for name, data in files.items() if name.startswith("media/")},
    )  # fmt: skip
    problems += check(package, sources)
    if problems:
        raise ScenarioError(problems)
    return package


@lru_cache(maxsize=16)
def _shipped(name: str) -> Package:
    return load_files(read_files(SHIPPED / name))


def _source(name: str, content: bytes) -> Source:
    if name.endswith(".xlsx"):
        from fangxian.drill.scenario.msel_sheet import read_sheet

        return read_sheet(content, name)
    return parse_source(_decoded(content, name), name)


def _decoded(content: bytes, name: str) -> str:
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        raise ScenarioError([Problem("pack.file_unreadable", "", {"reason": str(error)}, name)]) from error


def _text(content: bytes, name: str, problems: list[Problem]) -> str:
    try:
        text = _decoded(content, name).strip()
    except ScenarioError as error:
        problems += error.problems
        return ""
    if not text:
        problems.append(Problem("scenario.empty_text", "", {}, name))
    return text
