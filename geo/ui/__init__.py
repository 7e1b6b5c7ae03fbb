"""The Streamlit pages and their words; what can be tested without Streamlit lies in modules that do not import it."""
