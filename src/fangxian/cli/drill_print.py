"""What an evaluation looks like on a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fangxian.cli.printing import print_table, table, word
from fangxian.cli.words import language

if TYPE_CHECKING:
    from rich.console import Console

    from fangxian.drill.evaluation.evaluate import Evaluation
    from fangxian.drill.scenario.stage import Exercise

_CLOCKS = 15
_MISSED = 20


def print_evaluation(exercise: Exercise, found: Evaluation, console: Console) -> None:
    """Figures with the guide's ratings, the clocks that were worst, and whoever was missed, by name."""
    from fangxian.drill.evaluation.present import clause_title, figure_title, named, ratings, written

    rated = ratings(exercise.package, found)
    chosen = language()
    shown = table(("figure", "指标"), ("value", "数值"), ("rating", "评级"))
    for key, value in found.figures.items():
        if value is not None:
            shown.add_row(figure_title(key, chosen), written(key, value, chosen), rated.get(key, ""))
    print_table(shown)
    clocks = table(
        ("clause", "条款"), ("steps", "事项"), ("met", "按时"), ("late", "逾期"), ("missed", "未办"),
        ("worst, min", "最迟（分）"),
    )  # fmt: skip
    for row in found.clocks[:_CLOCKS]:
        cells = (row.steps, row.met, row.late, row.missed, row.worst_minutes)
        clocks.add_row(clause_title(exercise.play.pack, row.clause, chosen), *(f"{cell:,}" for cell in cells))
    print_table(clocks)
    if not found.missed:
        console.print(word("Nobody was missed.", "无人漏管。"))
        return
    console.print(word("Missed:", "漏管："))
    for one in found.missed[:_MISSED]:
        who, title = named(exercise.play, one.subject), clause_title(exercise.play.pack, one.clause, chosen)
        console.print(f"  {who} · {title} · {one.due_at.astimezone(exercise.starts_at.tzinfo):%m-%d %H:%M}")
    if len(found.missed) > _MISSED:
        console.print(f"  … {len(found.missed) - _MISSED}")
