"""Tables of areas, offices, posts and users."""

from fangxian.response.jurisdiction.models.area import Area, AreaShape, Population, Reference
from fangxian.response.jurisdiction.models.fields import AreaCodeField
from fangxian.response.jurisdiction.models.office import Office, Post
from fangxian.response.jurisdiction.models.user import ApiToken, User

__all__ = ["ApiToken", "Area", "AreaCodeField", "AreaShape", "Office", "Population", "Post", "Reference", "User"]
