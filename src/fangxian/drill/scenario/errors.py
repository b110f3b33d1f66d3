"""What is wrong with a scenario package: every problem with its file, its row and its field, in both languages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from django.utils.translation import gettext_lazy as _
from pydantic_core import PydanticCustomError

from fangxian.errors import Invalid
from fangxian.protocol.errors import Language, Problem

MESSAGES: Final[dict[str, tuple[str, str]]] = {
    "scenario.file_missing": ("the package has no file '{name}'", "情景包缺少文件“{name}”"),
    "scenario.file_unknown": (
        "'{name}' is no file of a scenario package; pictures and sheets belong under media/",
        "“{name}”不是情景包的文件；图片和附件请放在 media/ 下",
    ),
    "scenario.too_large": (
        "the package unpacks to more than {limit} MB or {files} files",
        "情景包解压后超过 {limit} MB 或 {files} 个文件",
    ),
    "scenario.empty_text": ("the file is empty", "文件为空"),
    "scenario.time": ("'{value}' is no time of day such as 17:30", "“{value}”不是时刻，应如 17:30"),
    "scenario.when": (
        "give either day and time, or a condition under 'after'",
        "须写明第几天和时刻，或在 after 中写明条件，二者取一",
    ),
    "scenario.with": ("'with' and 'share' go together", "with 与 share 须同时填写"),
    "scenario.limits": (
        "the limits P, S, M of '{figure}' do not follow from better to worse",
        "“{figure}”的 P、S、M 界限未按由好到差排列",
    ),
    "scenario.twice": ("the id '{name}' is given twice", "编号“{name}”重复"),
    "scenario.aspect_unknown": ("there is no aspect '{name}' in scenario.toml", "scenario.toml 中没有科目“{name}”"),
    "scenario.objective_unknown": (
        "there is no objective '{name}' in scenario.toml",
        "scenario.toml 中没有目标“{name}”",
    ),
    "scenario.seed_unknown": ("there is no seed '{name}' before this", "此前没有名为“{name}”的播散设定"),
    "scenario.fact_unknown": (
        "'{name}' is no kind of fact (nearest: {near})",
        "没有“{name}”这一事实类型（相近：{near}）",
    ),
    "scenario.role_unknown": ("'{name}' is no role (nearest: {near})", "没有角色“{name}”（相近：{near}）"),
    "scenario.post_unknown": ("'{name}' is no key post; there are {known}", "没有重点岗位“{name}”；现有：{known}"),
    "scenario.pack_unknown": ("there is no pack '{name}'; there are {known}", "没有方案“{name}”；现有：{known}"),
    "scenario.disease_unknown": (
        "there is no natural history '{name}'; there are {known}",
        "没有名为“{name}”的自然史参数；现有：{known}",
    ),
    "scenario.clause_unknown": (
        "no rulebook of a variant has the clause '{name}' (nearest: {near})",
        "各变体的方案中均没有条款“{name}”（相近：{near}）",
    ),
    "scenario.figure_unknown": (
        "'{name}' is no figure of the evaluation (nearest: {near})",
        "“{name}”不是评估指标（相近：{near}）",
    ),
    "scenario.media_missing": ("there is no file media/{name}", "没有文件 media/{name}"),
    "scenario.day_outside": (
        "day {day} lies outside of the exercise's {length} days",
        "第 {day} 天超出演练的 {length} 天",
    ),
    "scenario.before_begin": (
        "day {day} lies before the hidden city begins on day {begins}",
        "第 {day} 天早于隐藏城市开始的第 {begins} 天",
    ),
    "scenario.plan_refused": ("the plan's figures are refused: {reason}", "预案参数无效：{reason}"),
    "scenario.column_missing": ("the sheet has no column '{name}'", "工作表缺少“{name}”列"),
    "scenario.column_twice": ("the column '{name}' stands twice", "“{name}”列重复"),
    "scenario.cell": ("'{value}' cannot be read: {reason}", "无法读取“{value}”：{reason}"),
}
"""Code → (English, Chinese)."""


def sentence(problem: Problem, language: Language = "en") -> str:
    """A problem's sentence, ours or the protocol's."""
    known = MESSAGES.get(problem.code)
    if known is None:
        return problem.text(language)
    template = known[1 if language == "zh" else 0]
    return template.format_map({name: str(value) for name, value in problem.params.items()})


def refusal(code: str, **params: Any) -> PydanticCustomError:
    """An error for a validator to raise; its sentence is one of :data:`MESSAGES`."""
    values = {name: str(value) for name, value in params.items()}
    return PydanticCustomError(code, MESSAGES[code][0], values)


class ScenarioError(Invalid):
    """A scenario package that is refused.

    Attributes
    ----------
    problems : tuple of Problem
        All of them, in the order of the files.
    """

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(
            "scenario.invalid",
            _("The scenario package has %(count)s problem(s):\n%(problems)s"),
            count=len(self.problems),
            problems=_Lines(self.problems),
        )


class _Lines:
    """The problems one a line, in the language of whoever reads them."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self._problems = problems

    def __str__(self) -> str:
        from django.utils.translation import get_language

        language: Language = "zh" if (get_language() or "").startswith("zh") else "en"
        return "\n".join(line(problem, language) for problem in self._problems)


def line(problem: Problem, language: Language = "en") -> str:
    """A problem with its place, as the command line prints it."""
    place = problem.place()
    said = f"{sentence(problem, language)} [{problem.code}]"
    return f"{place}: {said}" if place else said
