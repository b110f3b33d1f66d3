"""Words of commands that work without Django, in both languages."""

from __future__ import annotations

import os
from typing import Final, Literal

WORDS: Final[dict[str, tuple[str, str]]] = {
    "pack": ("Pack", "方案"),
    "disease": ("Disease", "病种"),
    "title": ("Title", "名称"),
    "in_force": ("In force", "有效期"),
    "clauses": ("Clauses", "条款数"),
    "mark": ("Mark", "可信度"),
    "clause": ("Clause", "条款"),
    "opens": ("Opened by", "触发事实"),
    "owner": ("Owner", "责任单位"),
    "clock": ("Clock", "时限"),
    "discharged_by": ("Discharged by", "完成依据"),
    "source": ("Source", "出处"),
    "subject": ("Subject", "对象"),
    "step": ("Step", "步骤"),
    "opened": ("Opened", "起始"),
    "due": ("Due", "到期"),
    "state": ("State", "状态"),
    "place": ("Place", "位置"),
    "field": ("Field", "字段"),
    "days": ("days", "日"),
    "law": ("law", "法律"),
    "pack_basis": ("pack", "方案"),
    "order": ("city order", "地方命令"),
    "nation": ("nation", "国家"),
    "province": ("province", "省"),
    "city": ("city", "市"),
    "district": ("district", "区县"),
    "street": ("street", "街道(乡镇)"),
    "community": ("community", "社区(村)"),
    "waiting": ("waiting", "未到时段"),
    "open": ("open", "待办"),
    "due_soon": ("due soon", "即将到期"),
    "overdue": ("overdue", "逾期"),
    "discharged": ("discharged", "已完成"),
    "late": ("discharged late", "逾期完成"),
    "lapsed": ("lapsed", "已终止"),
    "missed": ("missed", "未完成"),
    "added": ("added", "新增"),
    "removed": ("removed", "删除"),
    "sound": ("{file}: sound.", "{file}:检查通过。"),
    "no_tasks": ("The facts give rise to no task under this pack.", "按此方案,这些事实不产生任务。"),
}
"""Word → (English, Chinese)."""


def language() -> Literal["en", "zh"]:
    """Return the language of the terminal: ``FANGXIAN_LANGUAGE``, else that of the locale."""
    wanted = next(
        (os.environ[name] for name in ("FANGXIAN_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)),
        "",
    )
    return "zh" if wanted.lower().startswith("zh") else "en"


def say(word: str) -> str:
    """Return a word in the language of the terminal; a word unknown here as it is."""
    english, chinese = WORDS.get(word, (word, word))
    return chinese if language() == "zh" else english
