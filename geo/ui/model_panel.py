"""A language model as reader of events: named, asked for text by text, and off where no server is set."""

from __future__ import annotations

from dataclasses import dataclass, field

import streamlit as st

from geo import markup
from geo.errors import ModelError
from geo.extract import ChatModel, Refused, host_of, read_with_model
from geo.gazetteer import Gazetteer
from geo.model import Document, Reading
from geo.settings import Settings
from geo.ui.wording import Words

__all__ = ["Asked", "ask", "choose_reader", "refused_words"]

_ASKED = "asked-model"


@dataclass(frozen=True, slots=True)
class Asked:
    """What a model gave for a document: a reading and what was refused of it, or the sentence that says why there is none."""

    document: Document
    host: str
    model: str
    reading: Reading | None = None
    refused: tuple[Refused, ...] = field(default=())
    fault: str = ""


def ask(document: Document, gazetteer: Gazetteer, settings: Settings, host: str) -> Asked:
    """Send the text of a document to `host`, which the reader allowed, and return what came of it; raises nothing."""
    try:
        model = ChatModel(settings.model_url, settings.model, settings.model_key, send_to=host)
        reading, refused = read_with_model(document, gazetteer, model)
    except ModelError as error:
        return Asked(document, host, settings.model, fault=str(error))
    return Asked(document, host, settings.model, reading, tuple(refused))


def refused_words(refused: Refused, words: Words) -> str:
    """Return why an item was refused, with what it quoted."""
    reason = words(f"model.{refused.kind}", name=refused.name)
    return words("model.refused_line", quote=refused.quote, reason=reason) if refused.quote else reason


def choose_reader(document: Document, gazetteer: Gazetteer, words: Words) -> Asked | None:
    """Draw who reads the events, and return what the model gave for this very document; None where the rules read it."""
    settings = Settings.from_env()
    if not settings.model_url and not settings.model:
        with st.popover(words("model.off"), type="tertiary", key="model-off"):
            st.markdown(words("model.how_to"))
        return None
    try:
        host = host_of(settings.model_url, settings.model)
    except ModelError as error:
        st.warning(markup.plain(words("model.not_set", reason=error)))
        return None
    names = {"rules": words("model.rules"), "model": words("model.model", model=markup.isolated(settings.model))}
    reader = st.segmented_control(words("model.reader"), names, format_func=names.__getitem__, key="reader", default="rules", required=True)
    if reader != "model":
        return None
    asked: Asked | None = st.session_state.get(_ASKED)
    if asked is None or asked.document != document or asked.host != host:
        _consent(document, gazetteer, settings, host, words)
        asked = None
    elif asked.fault:
        st.error(markup.plain(words("model.failed", reason=asked.fault)))
        _consent(document, gazetteer, settings, host, words)
    else:
        st.info(words("model.done", model=markup.isolated(asked.model), host=markup.isolated(asked.host)), icon=":material/smart_toy:")
        _refused(asked.refused, words)
    return asked if asked is not None and asked.reading is not None else None


def _consent(document: Document, gazetteer: Gazetteer, settings: Settings, host: str, words: Words) -> None:
    named = {"host": markup.isolated(host), "model": markup.isolated(settings.model)}
    with st.container(border=True, key="model-consent"):
        st.markdown(words("model.ask", n=len(document.text), **named))
        if st.button(words("model.send", host=markup.isolated(host)), icon=":material/send:", key="model-send"):
            with st.spinner(words("model.waiting", **named)):
                st.session_state[_ASKED] = ask(document, gazetteer, settings, host)
            st.rerun()


def _refused(refused: tuple[Refused, ...], words: Words) -> None:
    if not refused:
        return
    with st.expander(words("model.refused", n=len(refused)), expanded=True):
        for item in refused:
            st.markdown("- " + markup.plain(refused_words(item, words)))
