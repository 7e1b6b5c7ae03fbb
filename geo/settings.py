"""One frozen record of settings, read from the environment by entry points only."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

__all__ = ["Settings"]

_ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Settings:
    """Where the project's files are.

    `seeds_dir` holds what people edit, `data_dir` what is compiled from it, `vendor_dir` the installed map assets, `cache_dir`
    what can be made again, such as the world gazetteer, and `home_dir` what the user imported.
    `geocoder` is the online service that a curator may ask, empty for none, and `user_agent` the name it is asked under.
    `model_url` is the address of a language model that speaks the OpenAI chat interface, up to and without `/chat/completions`,
    empty for none; `model` its name there and `model_key` what it asks for, which is never shown.
    `reviews` says where the page keeps decisions: "session" for each reader by himself, "file" for all in one file under `home_dir`.
    """

    seeds_dir: Path = _ROOT / "seeds"
    data_dir: Path = _ROOT / "data"
    vendor_dir: Path = _ROOT / "static" / "vendor"
    cache_dir: Path = Path.home() / ".cache" / "jabha"
    home_dir: Path = Path.home() / ".local" / "share" / "jabha"
    geocoder: str = ""
    user_agent: str = ""
    model_url: str = ""
    model: str = ""
    model_key: str = field(default="", repr=False)
    reviews: str = "session"

    @classmethod
    def from_env(cls, environ: Mapping[str, str] | None = None) -> Settings:
        """Return the settings, with `JABHA_SEEDS`, `_DATA`, `_VENDOR`, `_CACHE` and `_HOME` in place of the usual folders.

        `JABHA_GEOCODER` and `JABHA_USER_AGENT` turn the online look-up on, `JABHA_MODEL_URL`, `JABHA_MODEL`
        and `JABHA_MODEL_KEY` a language model. `JABHA_REVIEWS=file` lets all who use the page share their decisions.
        """
        env = os.environ if environ is None else environ
        names = {
            "seeds_dir": "JABHA_SEEDS",
            "data_dir": "JABHA_DATA",
            "vendor_dir": "JABHA_VENDOR",
            "cache_dir": "JABHA_CACHE",
            "home_dir": "JABHA_HOME",
        }
        folders = {field: Path(env[name]) for field, name in names.items() if env.get(name)}
        return cls(
            **folders,
            geocoder=env.get("JABHA_GEOCODER", ""),
            user_agent=env.get("JABHA_USER_AGENT", ""),
            model_url=env.get("JABHA_MODEL_URL", ""),
            model=env.get("JABHA_MODEL", ""),
            model_key=env.get("JABHA_MODEL_KEY", ""),
            reviews="file" if env.get("JABHA_REVIEWS") == "file" else "session",
        )
