"""Commands of the review."""

from fangxian.drill.review.actions.change_finding import Changes, add_finding, change_finding, drop_finding
from fangxian.drill.review.actions.keep_evaluation import keep_evaluation, propose_again
from fangxian.drill.review.actions.release_report import release_report

__all__ = [
    "Changes",
    "add_finding",
    "change_finding",
    "drop_finding",
    "keep_evaluation",
    "propose_again",
    "release_report",
]
