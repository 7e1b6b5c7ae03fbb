"""From names to places: in a text with all that speaks for one place or another, or typed by itself."""

from geo.resolve.choose import resolve_toponyms
from geo.resolve.named import resolve_name

__all__ = ["resolve_name", "resolve_toponyms"]
