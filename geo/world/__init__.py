"""The world tier: a compact on-disk gazetteer of the whole Earth, in Arabic and Latin script, behind the project's own places.

Compiled once from packages that ship GeoNames (CC BY 4.0), OurAirports (public domain) and word frequencies, by a process of
its own, into a cache folder; opened in milliseconds and read from disk as names are asked for.
"""

from geo.world.index import WorldIndex
from geo.world.setup import index_path, is_compiled, open_world, theatre_faults

__all__ = ["WorldIndex", "index_path", "is_compiled", "open_world", "theatre_faults"]
