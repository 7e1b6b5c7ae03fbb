"""Jabha: war reporting, Arabic first, turned into a layered map whose every feature says who reported it and when."""

__version__ = "0.1.0"
