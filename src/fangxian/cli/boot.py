"""What every command begins with: the reader's language, the workspace's database, Django, migrations."""

from __future__ import annotations

import gettext
import os
from pathlib import Path
from typing import NoReturn

from fangxian.errors import FangxianError


def boot(workspace: str = "live", data: Path | None = None, *, create: bool = True) -> None:
    """Open a workspace for this process, bringing its database up to date where that is needed.

    Parameters
    ----------
    workspace : str
        Its name.
    data : Path or None
        Data directory; None means ``FANGXIAN_DATA`` or the platform's place for data.
    create : bool
        False refuses a workspace that does not exist.

    Raises
    ------
    SystemExit
        With status 2, after the reason and the way out were printed in the reader's language.
    """
    if data is not None:
        os.environ["FANGXIAN_DATA"] = str(data.expanduser().resolve())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fangxian.site.settings")
    try:
        from fangxian.site.workspace import open_workspace

        open_workspace(workspace, create=create)
        speak()
        from fangxian.site import database

        if database.needs_migration():
            database.migrate()
    except FangxianError as error:
        fail(error)


def speak() -> None:
    """Set Django up and speak the reader's language: ``LC_ALL``, ``LC_MESSAGES`` or ``LANG``, else English."""
    import django
    from django.utils import translation

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fangxian.site.settings")
    django.setup()
    translation.activate(language())


def language() -> str:
    """The reader's language by the environment: ``zh-hans`` or ``en``."""
    named = next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), "")
    return "zh-hans" if named.lower().startswith("zh") else "en"


def fail(error: FangxianError) -> NoReturn:
    """Print a refusal and the way out, and leave with status 2."""
    import typer

    typer.secho(_sentence(error), fg=typer.colors.RED, err=True)
    raise SystemExit(2) from error


def _sentence(error: FangxianError) -> str:
    try:
        speak()
        return str(error)
    except Exception:
        return _unassisted(error)


def _unassisted(error: FangxianError) -> str:
    """The sentence from the catalogue itself, where Django cannot be set up."""
    import fangxian

    folder = Path(fangxian.__file__).parent / "locale"
    names = {"zh-hans": ["zh_Hans"], "en": []}[language()]
    catalogue = gettext.translation("django", folder, names, fallback=True)
    parts = []
    for text in (error.message, error.remedy):
        # A lazy sentence cannot be read without settings; what it was made of can.
        plain = text if isinstance(text, str) else str(text._args[0])
        plain = catalogue.gettext(plain) if plain else ""
        parts.append(plain % error.context if error.context else plain)
    return " ".join(part for part in parts if part)
