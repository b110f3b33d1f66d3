"""``python -m fangxian.site.manage``: Django's own commands, on the workspace of the environment."""

from __future__ import annotations

import os
import sys

from fangxian.site.workspace import open_workspace


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fangxian.site.settings")
    open_workspace(os.environ.get("FANGXIAN_WORKSPACE", "live"))
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
