"""The events of a report with what reviewers decided: the machine's answer and the decision side by side, to decide, keep and hand on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from geo import markup
from geo.errors import InputError
from geo.gazetteer import Gazetteer
from geo.languages import known_languages, load_rules
from geo.model import EVENT_TYPES, STATUSES, Event, Match, Reading
from geo.resolve import resolve_name
from geo.reviews import Decision, Judged, decisions_from, decisions_text, part_id
from geo.settings import Settings
from geo.ui.evidence import STATUS_ICONS, Context, badge, event_card, event_title
from geo.ui.reviewing import Reviewed, decided, decision_words, file_of, keep, kept, value_given, whole_of
from geo.ui.wording import Words

__all__ = ["load_decisions", "show_events"]

_UPLOAD_MB = 1
_CORRECTIONS = ("place", "type", "status", "date", "merge", "split")
_MOST_MATCHES = 6
_SAID = "review.said"


def load_decisions(settings: Settings, words: Words) -> list[Decision]:
    """Return the decisions that are kept; where the shared file cannot be read, say so and go on with this session's own."""
    try:
        return kept(st.session_state, settings)
    except InputError as error:
        st.warning(markup.plain(words("review.no_file", reason=error)))
        return kept(st.session_state, Settings())


def show_events(seen: Reviewed, gazetteer: Gazetteer, context: Context, quotable: str) -> None:
    """Draw the list of events with the means to decide about each."""
    words, settings = context.words, Settings.from_env()
    st.subheader(words("read.events", n=len(seen.judged)), anchor=False)
    if not seen.judged:
        st.caption(words("read.no_events"))
    if not (seen.judged or seen.lost):
        return
    _head(settings, words)
    _open_chosen(seen.reading)
    for judged in seen.judged:
        _event(judged, seen, gazetteer, context, quotable)
    if seen.lost:
        st.warning(words("review.lost", n=len(seen.lost)))
        for decision in seen.lost:
            st.markdown("- " + decision_words(decision, context))


def _open_chosen(reading: Reading) -> None:
    """Open the event that was clicked on the map, once: the reader may close it again."""
    session, chosen = st.session_state, st.session_state.get("reading-map.selected")
    if chosen and session.get("reading-map.opened") != chosen:
        session[f"ev.{whole_of(chosen.split(':')[0], reading)}"] = True
    session["reading-map.opened"] = chosen


def _head(settings: Settings, words: Words) -> None:
    with st.container(border=True, key="reviewing"):
        st.caption(words("review.how"))
        with st.container(horizontal=True, vertical_alignment="bottom"):
            st.text_input(words("review.author"), max_chars=80, key="reviewer", help=words("review.author_help"), width=260)
            decisions = load_decisions(settings, words)
            st.download_button(
                words("review.download", n=len(decisions)),
                data=lambda: decisions_text(decisions).encode("utf-8"),
                file_name="decisions.jsonl",
                mime="application/jsonl",
                on_click="ignore",
                icon=":material/download:",
                disabled=not decisions,
                key="download-decisions",
            )
            with st.popover(words("review.upload"), icon=":material/upload:", key="upload-decisions"):
                _upload(settings, words)
        st.caption(words("review.in_file" if file_of(settings) else "review.in_session"))
    said = st.session_state.pop(_SAID, None)
    if said:
        (st.error if said[0] else st.success)(markup.plain(said[1]))


def _upload(settings: Settings, words: Words) -> None:
    given = st.file_uploader(words("review.file", mb=_UPLOAD_MB), type=["jsonl"], max_upload_size=_UPLOAD_MB, key="decisions-file")
    if given is not None:
        st.button(words("review.take"), key="take-decisions", on_click=_take, args=(given, settings, words))


def _take(given: Any, settings: Settings, words: Words) -> None:
    try:
        new = keep(st.session_state, settings, decisions_from(given.getvalue().decode("utf-8-sig"), given.name))
    except UnicodeDecodeError:
        _say(words("read.not_text", name=given.name), wrong=True)
    except (InputError, OSError) as error:
        _say(str(error), wrong=True)
    else:
        _say(words("review.taken", n=new))


def _say(sentence: str, *, wrong: bool = False) -> None:
    st.session_state[_SAID] = (wrong, sentence)


def _event(judged: Judged, seen: Reviewed, gazetteer: Gazetteer, context: Context, quotable: str) -> None:
    words, event = context.words, _machine(judged, seen)
    label = f"{event_title(event, context)} \u00b7 {words.when(event.when)} \u00b7 {badge(event.status, words)}"
    mark = f" \u00b7 {words(f'review.{_state(judged)}')}" if judged.decisions or judged.joined else ""
    box = st.expander(markup.isolated(label) + mark, key=f"ev.{event.id}", on_change="rerun")
    if not box.open:
        return
    with box:
        read, decided_ = st.columns(2, gap="medium") if judged.decisions or judged.joined else (st.container(), None)
        with read:
            if decided_ is not None:
                st.caption(words("review.as_read"))
            st.html(event_card(event, context, quotable))
        if decided_ is not None:
            with decided_:
                _decided(judged, seen, context)
        _parts(judged, seen, gazetteer, context)
        machine = {**judged.machine, "decided": bool(judged.decisions)}
        _controls(machine, [c for c in _CORRECTIONS if _possible(c, judged, seen)], seen, gazetteer, context)


def _machine(judged: Judged, seen: Reviewed) -> Event:
    return next(e for e in seen.reading.events if e.id == judged.machine["id"])


def _state(judged: Judged) -> str:
    if judged.joined:
        return "joined"
    if not judged.outcome:
        return "thrown_out"
    return "accepted" if judged.accepted else "corrected"


def _decided(judged: Judged, seen: Reviewed, context: Context) -> None:
    words = context.words
    st.caption(words("review.as_decided"))
    if judged.joined:
        other = next(e for e in seen.reading.events if e.id == judged.joined)
        st.markdown(words("review.joined_to", event=markup.isolated(event_title(other, context))))
    elif not judged.outcome:
        st.markdown(words("review.out"))
    for event in seen.outcome(judged):
        st.html(event_card(event, context))
    for decision in judged.decisions:
        st.caption(decision_words(decision, context))


def _parts(judged: Judged, seen: Reviewed, gazetteer: Gazetteer, context: Context) -> None:
    """Draw the means to decide about each part of an event that was split, and to take back those that were thrown out."""
    words, standing = context.words, {e.id: e for e in seen.outcome(judged)}
    if not any("part" in event for event in judged.outcome) and not any(d.anchor.part for d in judged.decisions):
        return
    for number, place in enumerate(judged.machine["places"], 1):
        key, part = part_id(judged.machine["id"], number), place["id"] or place["name"]
        decided_ = any(d.anchor.part == part for d in judged.decisions)
        event = next((e for e in judged.outcome if e["id"] == key), None)
        if event is not None:
            st.markdown(f"**{markup.isolated(event_title(standing[key], context))}**")
            _controls({**event, "decided": decided_}, [c for c in _CORRECTIONS if c not in ("merge", "split")], seen, gazetteer, context)
        elif decided_:
            with st.container(horizontal=True, vertical_alignment="center"):
                st.markdown(f"**{markup.isolated(context.place(place['id'], place['name']))}**: {words('review.thrown_out')}")
                _take_back(key, seen.reading, words)
    st.markdown(f"**{words('review.whole')}**")


def _take_back(key: str, reading: Reading, words: Words) -> None:
    st.button(words("review.undo"), icon=":material/undo:", key=f"undo.{key}", on_click=_decide, args=(reading, key, "undo", words))


def _controls(event: Mapping[str, Any], possible: Sequence[str], seen: Reviewed, gazetteer: Gazetteer, context: Context) -> None:
    """Draw the means to decide about an event as it was read, or about a part of one; `decided` says whether there is what to take back."""
    words, key = context.words, event["id"]
    with st.container(horizontal=True, vertical_alignment="bottom", key=f"decide.{key}"):
        for verdict, icon in (("right", ":material/check:"), ("wrong", ":material/close:")):
            st.button(
                words(f"review.{verdict}"), icon=icon, key=f"{verdict}.{key}", on_click=_decide, args=(seen.reading, key, verdict, words)
            )
        if event["decided"]:
            _take_back(key, seen.reading, words)
        kind = st.selectbox(
            words("review.correct"),
            possible,
            index=None,
            format_func=lambda c: words(f"review.other_{c}"),
            placeholder=words("review.choose"),
            key=f"kind.{key}",
            width=220,
        )
    if kind is not None and kind in possible:
        _correction(kind, event, seen, gazetteer, context)


def _possible(kind: str, judged: Judged, seen: Reviewed) -> bool:
    if kind == "split":
        return any(len(event["places"]) > 1 for event in judged.outcome)
    return kind != "merge" or len(seen.judged) > 1


def _correction(kind: str, event: Mapping[str, Any], seen: Reviewed, gazetteer: Gazetteer, context: Context) -> None:
    words, key = context.words, event["id"]
    with st.container(horizontal=True, vertical_alignment="bottom", key=f"correct.{key}"):
        value = _value(kind, event, seen, gazetteer, context)
        accept = st.checkbox(words("review.and_right"), value=True, key=f"accept.{key}")
        st.button(
            words("review.save"),
            type="primary",
            key=f"save.{key}",
            disabled=value is None and kind != "split",
            on_click=_decide,
            args=(seen.reading, key, kind, words, value, accept),
        )


def _value(kind: str, event: Mapping[str, Any], seen: Reviewed, gazetteer: Gazetteer, context: Context) -> Any:
    words, key = context.words, event["id"]
    if kind == "type":
        return st.selectbox(
            words("tools.types"), [t for t in EVENT_TYPES if t != event["type"]], index=None,
            format_func=lambda t: words(f"type.{t}"), placeholder=words("review.choose"), key=f"type.{key}", width=220,
        )  # fmt: skip
    if kind == "status":
        return st.selectbox(
            words("tools.statuses"), [s for s in STATUSES if s != event["status"]], index=None,
            format_func=lambda s: f"{STATUS_ICONS[s]} {words(f'status.{s}')}", placeholder=words("review.choose"), key=f"status.{key}",
            width=220,
        )  # fmt: skip
    if kind == "date":
        start = st.date_input(words("review.day"), value=None, key=f"start.{key}", width=160)
        end = st.date_input(words("review.last_day"), value=None, key=f"end.{key}", width=160)
        return value_given("date", start=start, end=end)
    if kind == "merge":
        titles = {e.id: event_title(e, context) for e in seen.reading.events if e.id != key}
        return st.selectbox(
            words("review.same_as"), titles, index=None, format_func=lambda i: markup.clean(titles[i]), placeholder=words("review.choose"),
            key=f"merge.{key}",
        )  # fmt: skip
    return _place(event, seen.reading, gazetteer, context) if kind == "place" else None


def _place(event: Mapping[str, Any], reading: Reading, gazetteer: Gazetteer, context: Context) -> Any:
    words, key = context.words, event["id"]
    if len(event["places"]) > 1:
        st.caption(words("review.instead", n=len(event["places"])))
    name = st.text_input(words("review.place_name"), max_chars=120, key=f"place.{key}", width=220)
    if not name.strip():
        return None
    rules = {code: load_rules(code) for code in known_languages()}
    found = resolve_name(name, gazetteer, rules, country=reading.document.country)[:_MOST_MATCHES]
    if not found:
        st.caption(words("review.no_such_place"))
        return None
    match = st.selectbox(
        words("review.which"), found, format_func=lambda m: _matched(m, words), key=f"which.{key}", width=320, index=0
    )  # fmt: skip
    return value_given("place", choice=match)


def _matched(match: Match, words: Words) -> str:
    place = match.place
    at = f"{place.lat:.2f}, {place.lon:.2f}" if place.lon is not None and place.lat is not None else words("precision.none")
    return markup.clean(f"{place.label(words.code)} \u2013 {place.country or ''} ({at})")


def _decide(reading: Reading, event_id: str, verdict: str, words: Words, value: Any = None, accept: bool = False) -> None:
    author = str(st.session_state.get("reviewer") or "")
    if not author.strip():
        _say(words("review.sign"), wrong=True)
        return
    try:
        keep(st.session_state, Settings.from_env(), decided(reading, event_id, verdict, author, value, accept=accept))
    except (InputError, OSError) as error:
        _say(str(error), wrong=True)
    # Its title changes with the decision, and what has another title would come up closed.
    st.session_state[f"kind.{event_id}"], st.session_state[f"ev.{whole_of(event_id, reading)}"] = None, True
