"""The worker for background jobs knows every job there is."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from procrastinate import tasks
from procrastinate.contrib.django import app
from procrastinate.contrib.django.apps import get_import_paths

import fangxian

PACKAGE = Path(fangxian.__file__).parent
MODULES = {".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts) for path in PACKAGE.glob("*/*/jobs.py")}


def test_every_module_of_jobs_is_imported_by_the_worker():
    assert {"fangxian.response.ledger.jobs", "fangxian.response.interchange.jobs"} <= MODULES
    assert set(get_import_paths()) == MODULES


def test_what_is_put_off_can_be_found_by_its_name():
    for module in MODULES:
        jobs = [one for one in vars(import_module(module)).values() if isinstance(one, tasks.Task)]
        assert jobs, module
        assert {one.name for one in jobs} <= app.tasks.keys()
