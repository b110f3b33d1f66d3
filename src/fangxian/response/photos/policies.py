"""Who may see and add photos: whoever may see and write the record."""

from __future__ import annotations

from typing import Final

READ: Final = {"disinfection": "zone.read", "check": "site.read", "receipt": "stock.read"}
"""By kind of record, the right without which its photos are not shown."""

WRITE: Final = {"disinfection": "case.write", "check": "site.run", "receipt": "stock.run"}
"""By kind of record, the right without which none is added."""
