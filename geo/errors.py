"""Every exception of the project, and the one table from exception to exit status."""

from __future__ import annotations

__all__ = [
    "EXIT_STATUS",
    "BuildError",
    "ExportError",
    "FrontError",
    "GazetteerError",
    "GeoError",
    "GeocodeError",
    "InputError",
    "LanguageError",
    "ModelError",
    "StoreError",
    "exit_status",
]


class GeoError(Exception):
    """Root of the tree; its message is one sentence that a user can act on."""


class InputError(GeoError, ValueError):
    """What the user gave cannot be read: names the file, line or record, what came and what was expected."""


class BuildError(GeoError, ValueError):
    """The seeds break a rule; carries every breach, not only the first."""

    def __init__(self, breaches: list[str]) -> None:
        self.breaches = list(breaches)
        super().__init__("\n".join(self.breaches))


class GazetteerError(GeoError, LookupError):
    """A gazetteer file is missing or not one: an absent gazetteer is never an empty one."""


class GeocodeError(GeoError, RuntimeError):
    """An online service is off, refuses, or does not answer; no result is no error."""


class LanguageError(GeoError, ValueError):
    """A file of language rules is missing or malformed."""


class ModelError(GeoError, RuntimeError):
    """A language model is off, refuses, does not answer, or answers what cannot be read."""


class StoreError(GeoError, LookupError):
    """The store has no such record, or its data are missing."""


class FrontError(GeoError, ValueError):
    """Control, places or land from which no front can be derived."""


class ExportError(GeoError, ValueError):
    """A view that cannot be written in the format asked for."""


EXIT_STATUS: dict[type[BaseException], int] = {
    BuildError: 1,
    GeoError: 2,
    OSError: 2,
}
"""Exit status by class; the most derived class of an error decides."""


def exit_status(error: BaseException) -> int | None:
    """Return the exit status for `error`, or None when it is not one a user can act on."""
    for cls in type(error).__mro__:
        if cls in EXIT_STATUS:
            return EXIT_STATUS[cls]
    return None
