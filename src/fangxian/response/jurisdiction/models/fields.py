"""The column type of every area code."""

from __future__ import annotations

from typing import Any

from django.db import models


class AreaCodeField(models.CharField):  # type: ignore[type-arg]
    """An area code in byte order (``COLLATE "C"``), so that an area and all below it are one index range."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 32)
        kwargs["db_collation"] = "C"
        super().__init__(*args, **kwargs)

    def db_type(self, connection: Any) -> str:
        # The full name of the type, for Django gives every indexed "varchar" a second index for LIKE. In byte
        # order the first one serves LIKE already, and each index less makes every bulk load quicker.
        return f"character varying({self.max_length})"

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("db_collation", None)
        return name, path, args, kwargs
