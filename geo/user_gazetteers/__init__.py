"""The user's own gazetteers: imported once from a file, kept as indexes, asked before every other tier."""

from geo.user_gazetteers.shelf import Imported, Shelf

__all__ = ["Imported", "Shelf"]
