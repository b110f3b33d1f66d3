"""The page of the documentation that lists every kind of fact, written from the vocabulary.

``python -m fangxian.protocol.facts_page docs`` writes it in both languages; a test holds the files to it.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from fangxian.protocol.errors import Language
from fangxian.protocol.words import CHAPTERS
from fangxian.protocol.words.spec import COMMON, Attribute, Kind

_OPENING_EN: Final = """# Facts: the vocabulary

Everything that happens is a **fact**: a case is confirmed, a contact is released, a zone is lifted. Facts are
the only thing that opens or closes a task. This page lists every kind, what it happens to, and what it says. It
is written from the code (`src/fangxian/protocol/words/`) and tested against it.

## A fact

| field | |
|---|---|
| `id` | UUID minted by whoever saw the fact. Sending it twice records it once. |
| `kind` | One of the words below. |
| `subject` | What it happened to: `person:<uuid>`, `zone:<uuid>` … A contact who becomes a case stays one person. |
| `at` | When it happened, with its time zone. Tasks follow this time. |
| `recorded_at` | When the system learned it. "What did we know then" follows this time. |
| `attributes` | What else is known: the attributes below, as JSON values. |
| `corrects` | The `id` of the fact this one replaces. A fact of kind `fact.voided` declares it never to have been. |

Nothing is ever changed or deleted. An amendment is a new fact that names the one it corrects.

Refused, with a code, the field and the rule: an unknown kind, subject or attribute; a time without a zone,
outside 1950–2200, or later than `recorded_at` by more than five minutes; an attribute that is missing or of the
wrong type.

## In a file

`fangxian protocol evaluate` reads one fact a line (JSON lines). `id` may be left out (it is then made from the
line), `recorded_at` too (then it is `at`), and ids may be short names. Blank lines and lines that begin with `#`
are passed over.

```json
{"kind": "exposure.recorded", "subject": "person:alice", "at": "2020-12-07T16:00+08:00",
 "attributes": {"kind": "close", "relationship": "bob-alice", "last_exposure": "2020-12-05T20:00+08:00"}}
{"kind": "sample.taken", "subject": "person:alice", "at": "2020-12-06T10:00+08:00"}
```

(The first fact is shown on two lines to be read; in the file it is one.)

```
fangxian protocol evaluate covid19-cn-8 facts.jsonl --at 2020-12-10T12:00+08:00
```

## Types

`text` a sentence · `key` a machine name that a pack defines (`close`, `high`) · `integer` · `number` · `flag` true
or false · `time` ISO 8601 with offset · `date` ISO 8601 · `id` a UUID · `area` an area code · `subject` a kind, a
colon and a UUID · `list` a list of texts. A closed list of values is given in full. **Bold** attributes are
required. *Moment* is another name for `at` that a clause may count from. *Retires* names the attribute by which a
fact takes back one opening (and not the whole occasion).
"""

_OPENING_ZH: Final = """# 事实：词汇表

发生的一切都是**事实**：病例确诊、密接解除、区域解封。任务只能由事实开启和完成。本页列出全部事实类型、其对象与属性，
由代码（`src/fangxian/protocol/words/`）生成并经测试核对。

## 一条事实

| 字段 | |
|---|---|
| `id` | 由首个记录者生成的 UUID；重复发送只记录一次。 |
| `kind` | 下列词汇之一。 |
| `subject` | 对象：`person:<uuid>`、`zone:<uuid>` 等。密接转为病例后仍是同一个人。 |
| `at` | 发生时间，须带时区。任务按此时间推算。 |
| `recorded_at` | 系统获知的时间。“当时知道什么”按此时间回答。 |
| `attributes` | 其他已知内容：下列属性，取 JSON 值。 |
| `corrects` | 所更正事实的 `id`。`fact.voided` 表示所指事实从未发生。 |

任何事实都不修改、不删除；更正是另一条新事实，写明它更正了哪一条。

以下情形一律拒绝，并给出代码、字段和规则：未知的类型、对象或属性；没有时区、不在 1950–2200 年之间、或比
`recorded_at` 晚五分钟以上的时间；缺失或类型不符的属性。

## 写在文件里

`fangxian protocol evaluate` 逐行读取事实（JSON 行）。可以省略 `id`（由该行内容生成）和 `recorded_at`（即 `at`），
编号可用简短名称。空行和以 `#` 开头的行会被跳过。

```json
{"kind": "exposure.recorded", "subject": "person:alice", "at": "2020-12-07T16:00+08:00",
 "attributes": {"kind": "close", "relationship": "bob-alice", "last_exposure": "2020-12-05T20:00+08:00"}}
{"kind": "sample.taken", "subject": "person:alice", "at": "2020-12-06T10:00+08:00"}
```

（第一条为便于阅读分成两行，文件中应为一行。）

```
fangxian protocol evaluate covid19-cn-8 facts.jsonl --at 2020-12-10T12:00+08:00
```

## 类型

`text` 文本 · `key` 方案定义的代号（如 `close`、`high`）· `integer` 整数 · `number` 数值 · `flag` 是否 · `time` 带时区的
ISO 8601 时间 · `date` ISO 8601 日期 · `id` UUID · `area` 地区代码 · `subject` “类型：UUID” · `list` 文本列表。
取值固定的属性列出全部取值。**粗体**为必填。“时刻”是发生时间 `at` 的别名，条款可据此起算。
“撤回依据”指该事实凭此属性撤回某一条起始事实，而不是终止整个事项。
"""

_HEADS: Final[dict[Language, str]] = {
    "en": "| kind | what happened | subject | attributes |\n|---|---|---|---|",
    "zh": "| 类型 | 含义 | 对象 | 属性 |\n|---|---|---|---|",
}
_COMMON_HEAD: Final[dict[Language, str]] = {
    "en": "## Attributes that every fact may have",
    "zh": "## 任何事实都可以有的属性",
}


def page(language: Language) -> str:
    """Return the page in one of the two languages, as Markdown."""
    return "\n".join(_lines(language))


def _lines(language: Language) -> Iterator[str]:
    zh = language == "zh"
    yield _OPENING_ZH if zh else _OPENING_EN
    yield _COMMON_HEAD[language]
    yield ""
    for attribute in COMMON:
        yield f"- {_attribute(attribute, zh)}"
    for english, chinese, words in CHAPTERS:
        yield f"\n## {chinese if zh else english}\n"
        yield _HEADS[language]
        for word in words:
            yield _row(word, zh)
    yield ""


def _row(word: Kind, zh: bool) -> str:
    parts = [_attribute(attribute, zh) for attribute in word.attributes]
    if word.moment:
        parts.append(f"*{'时刻' if zh else 'moment'}* `{word.moment}`")
    if word.retires:
        parts.append(f"*{'撤回依据' if zh else 'retires'}* `{word.retires}`")
    subjects = ", ".join(f"`{subject}`" for subject in word.subjects)
    return f"| `{word.kind}` | {word.zh if zh else word.en} | {subjects} | {'<br>'.join(parts)} |"


def _attribute(attribute: Attribute, zh: bool) -> str:
    name = f"**`{attribute.name}`**" if attribute.required else f"`{attribute.name}`"
    kind = attribute.type
    if attribute.type == "choice":
        kind_text = " · ".join(f"`{choice}`" for choice in attribute.choices)
    elif attribute.choices:
        kind_text = f"`{kind}`: " + ", ".join(f"`{choice}`" for choice in attribute.choices)
    else:
        kind_text = f"`{kind}`"
    return f"{name} {attribute.zh if zh else attribute.en} ({kind_text})"


def main(folder: str = "docs") -> None:
    """Write the page in both languages under ``<folder>/<language>/facts.md``."""
    languages: tuple[Language, ...] = ("en", "zh")
    for language in languages:
        file = Path(folder) / language / "facts.md"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(page(language), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:2])
