"""Tables of the ledger: workspace, incidents, facts, seals, tasks, how they are handled, notices."""

from fangxian.response.ledger.models.fact import FactRow, Seal
from fangxian.response.ledger.models.handling import HandlingRow
from fangxian.response.ledger.models.incident import Incident, PackAdoption
from fangxian.response.ledger.models.notice import Notice, NoticeMark, Preference
from fangxian.response.ledger.models.task import TaskHistory, TaskRow
from fangxian.response.ledger.models.workspace import Workspace

__all__ = [
    "FactRow",
    "HandlingRow",
    "Incident",
    "Notice",
    "NoticeMark",
    "PackAdoption",
    "Preference",
    "Seal",
    "TaskHistory",
    "TaskRow",
    "Workspace",
]
