"""Tables of the register: persons, and apart from them, who they are; places; buildings."""

from fangxian.response.registry.models.duplicate import Duplicate, Merge
from fangxian.response.registry.models.person import Identity, Person
from fangxian.response.registry.models.place import Place
from fangxian.response.registry.models.unit import Unit

__all__ = ["Duplicate", "Identity", "Merge", "Person", "Place", "Unit"]
