"""One command, ``fangxian``. Groups load when they are called, so that help is quick."""

from __future__ import annotations

import importlib
import sys
from typing import Any

import typer
from typer.core import TyperGroup

from fangxian.cli.spoken import in_readers_language

COMMANDS = {
    "demo": "fangxian.cli.demo",
    "drill": "fangxian.cli.drill",
    "serve": "fangxian.cli.serve",
    "doctor": "fangxian.cli.doctor",
    "workspace": "fangxian.cli.workspaces",
    "areas": "fangxian.cli.areas",
    "user": "fangxian.cli.users",
    "import": "fangxian.cli.imports",
    "export": "fangxian.cli.exports",
    "people": "fangxian.cli.people",
    "sheets": "fangxian.cli.sheets",
    "findings": "fangxian.cli.findings",
    "ledger": "fangxian.cli.ledger",
    "protocol": "fangxian.cli.protocol",
    "city": "fangxian.cli.city",
    "epidemic": "fangxian.cli.epidemic",
    "trace": "fangxian.cli.trace",
    "stays": "fangxian.cli.stays",
    "testing": "fangxian.cli.testing",
    "room": "fangxian.cli.room",
}
"""Name of each command group, and the module whose ``app`` it is."""


class Lazy(TyperGroup):
    """A group whose members are imported when they are asked for."""

    def list_commands(self, ctx: Any) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        module = COMMANDS.get(cmd_name)
        if module is None:
            return None
        command = typer.main.get_command(importlib.import_module(module).app)
        command.name = cmd_name
        return in_readers_language(command)


app = typer.Typer(cls=Lazy, no_args_is_help=True, help="Fangxian 防线 · 城市疫情防控应急指挥系统", add_completion=False)


@app.callback()
def _root() -> None:
    """Fangxian 防线: the system a city runs its epidemic response on, and rehearses it on."""


def main() -> None:
    """Entry point of the ``fangxian`` command."""
    from fangxian.errors import FangxianError
    from fangxian.protocol.errors import ProtocolError

    try:
        app()
    except (FangxianError, ProtocolError) as error:
        typer.secho(str(error), fg=typer.colors.RED, err=True)
        sys.exit(2)
