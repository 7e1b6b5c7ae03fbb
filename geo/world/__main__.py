"""`python -m geo.world`: compiles the world gazetteer into the cache folder, where it is missing."""

import sys

from geo.errors import GazetteerError
from geo.settings import Settings
from geo.world.setup import index_path, is_compiled, open_world

if __name__ == "__main__":
    cache_dir = Settings.from_env().cache_dir
    try:
        if not is_compiled(cache_dir):
            print(f"Compiling the world gazetteer into {index_path(cache_dir)} (about a minute, once)", flush=True)
        open_world(cache_dir)
    except GazetteerError as error:
        sys.exit(str(error))
