"""People to quarantine sites: groups stay together, tiers apart, the way is short.

:func:`allocate` proposes; :mod:`~fangxian.science.logistics.sites.programme` says what is minimised.
"""

from __future__ import annotations

from fangxian.science.logistics.sites.allocate import allocate
from fangxian.science.logistics.sites.rows import Group, Site, SitePlan, SiteRule

__all__ = ["Group", "Site", "SitePlan", "SiteRule", "allocate"]
