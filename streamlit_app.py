"""The launcher and the page in one file: `streamlit run streamlit_app.py` serves the map and its HTTP routes on one port."""

from __future__ import annotations

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

if get_script_run_ctx(suppress_warning=True) is None:
    # Imported by the server; Streamlit looks for this very assignment.
    from geo.api import routes
    from geo.settings import Settings

    app = st.App(__file__, routes=routes(Settings.from_env()))
else:
    from geo.ui.main import main

    main()
