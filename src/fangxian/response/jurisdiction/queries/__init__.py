"""Reading the division tree, offices and posts."""

from fangxian.response.jurisdiction.queries.names import area_name, area_names, area_path, remembering
from fangxian.response.jurisdiction.queries.search import search
from fangxian.response.jurisdiction.queries.shapes import geojson, geojson_mark
from fangxian.response.jurisdiction.queries.staff import offices_within, posts_of, users_within
from fangxian.response.jurisdiction.queries.tree import area, breadcrumbs, children, locate, residents

__all__ = [
    "area",
    "area_name",
    "area_names",
    "area_path",
    "breadcrumbs",
    "children",
    "geojson",
    "geojson_mark",
    "locate",
    "offices_within",
    "posts_of",
    "remembering",
    "residents",
    "search",
    "users_within",
]
