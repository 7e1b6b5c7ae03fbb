"""The page as Streamlit runs it, without a browser: what is drawn for an address, and what a click changes."""

from __future__ import annotations

import re
import warnings
from datetime import date
from pathlib import Path

import pytest
from chat_stub import Stub
from hostile import STRINGS

with warnings.catch_warnings():
    # A dependency of Streamlit's test tools warns while it is imported.
    warnings.simplefilter("ignore")
    from streamlit.testing.v1 import AppTest

SCRIPT = Path(__file__).parents[1] / "streamlit_app.py"
REPORT = "قصفت طائرات مسيرة تركية مواقع قوات حفتر قرب مدينة سرت يوم 6 يونيو 2020."


def page(**query):
    app = AppTest.from_file(SCRIPT, default_timeout=180)
    for name, value in query.items():
        app.query_params[name] = value
    app.run()
    assert not app.exception
    return app


def labels(app):
    return [b.label for b in app.button]


def html(app):
    return " ".join(e.proto.body for e in app.get("html"))


def test_the_page_opens_on_the_last_day_with_a_map_and_events():
    app = page()
    assert app.slider(key="day").value == date(2020, 10, 23)
    assert app.get("component_instance")
    assert any(key.startswith("event.") for key in (b.key or "" for b in app.button))


def test_an_address_restores_day_language_filters_and_chosen_event():
    app = page(date="2020-06-15", lang="ar", types="strike", event="2020-06-15-front-sirte")
    assert app.slider(key="day").value == date(2020, 6, 15)
    assert app.pills(key="types").value == ["strike"]
    assert "سرت" in html(app)
    assert "Al Jazeera" in html(app)


@pytest.mark.parametrize("hostile", STRINGS[::3])
def test_a_hostile_address_is_ignored_and_not_echoed(hostile):
    safe = hostile.encode("utf-8", "replace").decode()
    app = page(date=safe, lang=safe, types=safe, actors=safe, layers=safe, event=safe, page=safe, report=safe, since=safe, x=safe)
    assert app.slider(key="day").value == date(2020, 10, 23)
    assert "x" not in app.query_params
    assert safe not in html(app) + " ".join(labels(app))


def test_a_step_of_a_day_changes_the_address():
    app = page(date="2020-06-15")
    app.button(key="day-previous").click().run()
    assert app.query_params["date"] == "2020-06-14"


def test_choosing_an_event_shows_its_evidence_and_closing_hides_it():
    app = page(date="2020-06-15")
    button = next(b for b in app.button if (b.key or "").startswith("event."))
    button.click().run()
    assert 'class="claim"' in html(app)
    assert app.query_params["event"] == button.key.removeprefix("event.")
    app.button(key="close").click().run()
    assert 'class="claim"' not in html(app)


def test_a_filter_leaves_only_its_kind():
    app = page(date="2020-06-15")
    app.pills(key="types").set_value(["strike"]).run()
    titles = [b.label for b in app.button if (b.key or "").startswith("event.")]
    assert titles
    assert all("Strike" in t for t in titles)


def test_a_layer_switched_off_takes_its_events_out_of_the_list():
    app = page(date="2020-06-15")
    rest = [layer for layer in app.pills(key="layers.events").value if layer != "event-control"]
    app.pills(key="layers.events").set_value(rest).run()
    assert not any("Control change" in label for label in labels(app))
    assert "event-control" not in app.query_params["layers"]


def test_layers_and_filters_are_reset_and_the_rest_stays():
    app = page(date="2020-06-15", types="strike", layers="front", known_by="2020-09-01", event="2020-06-06-strike-gate-30")
    app.button(key="reset").click().run()
    assert set(app.query_params) == {"date", "event"}
    assert not app.pills(key="types").value


def test_the_language_keeps_day_and_event():
    app = page(date="2020-06-15", event="2020-06-15-front-sirte")
    app.segmented_control(key="language").set_value("ar").run()
    assert app.slider(key="day").value == date(2020, 6, 15)
    assert app.query_params["event"] == "2020-06-15-front-sirte"
    assert "خط الجبهة" in html(app)


def test_going_to_the_other_page_and_back_keeps_the_view():
    app = page(date="2020-06-15", types="strike")
    app.segmented_control(key="page").set_value("read").run()
    assert app.query_params["page"] == "read"
    app.segmented_control(key="page").set_value("map").run()
    assert app.slider(key="day").value == date(2020, 6, 15)
    assert app.pills(key="types").value == ["strike"]


def read(app, report):
    app.text_area(key="report-text").set_value(report)
    app.button(key="read-go").click().run()
    assert not app.exception
    return app


def test_a_pasted_arabic_report_is_read_marked_and_quoted():
    app = read(page(page="read"), REPORT)
    assert 'dir="rtl"' in html(app)
    assert "سرت</mark>" in html(app)
    first_event(app)
    assert "<blockquote" in html(app)


def test_a_report_of_the_project_says_whose_it_restates_and_is_not_quoted():
    app = page(page="read")
    next(b for b in app.button if (b.key or "").startswith("sample.")).click().run()
    assert any("Summary after" in i.value for i in app.info)
    assert "<blockquote" not in html(app)


@pytest.mark.parametrize("hostile", STRINGS[::3])
def test_a_hostile_report_is_shown_as_text(hostile):
    app = read(page(page="read"), f"{hostile} قصف سرت".replace("\x00", ""))
    assert not re.search(r"<(script|iframe|math|svg)|<img (?!class=.swatch)|\son\w+=\"", html(app))


@pytest.mark.parametrize(("given", "kind"), [("   ", "warning"), ("س" * 60_001, "error")])
def test_nothing_and_too_much_get_a_sentence(given, kind):
    assert getattr(read(page(page="read"), given), kind)


def test_a_text_without_events_says_so_and_offers_no_judging():
    app = read(page(page="read"), "The committee met in Tripoli and adopted its budget.")
    assert any("No event was found" in c.value for c in app.caption)
    assert not [t for t in app.text_input if t.key == "reviewer"]
    assert not [b for b in app.button if b.key == "to-map"]


def test_missing_data_is_one_sentence_without_a_traceback(monkeypatch, tmp_path):
    monkeypatch.setenv("JABHA_DATA", str(tmp_path))
    app = page()
    assert len(app.error) == 1
    assert "geo build" in app.error[0].value


# -- decisions ---------------------------------------------------------------------------------------------------------


def first_event(app):
    """Open the first event of a reading and return its id."""
    ident = app.session_state["reading"].events[0].id
    app.session_state[f"ev.{ident}"] = True
    app.run()
    return ident


def captions(app):
    return " ".join(c.value for c in app.caption)


def test_a_decision_needs_a_name_and_stands_beside_the_machines_answer():
    app = read(page(page="read"), REPORT)
    ident = first_event(app)
    app.button(key=f"wrong.{ident}").click().run()
    assert "name" in app.error[0].value
    app.text_input(key="reviewer").set_value("Huda").run()
    app.button(key=f"right.{ident}").click().run()
    assert not app.exception
    assert not app.error
    assert "As the machine read it" in captions(app)
    assert "accepted" in captions(app)
    assert "Huda" in captions(app)
    app.button(key=f"undo.{ident}").click().run()
    assert "As the machine read it" not in captions(app)


def test_a_correction_is_chosen_saved_and_told():
    app = read(page(page="read"), REPORT)
    ident = first_event(app)
    app.text_input(key="reviewer").set_value("Huda").run()
    app.selectbox(key=f"kind.{ident}").set_value("place").run()
    app.text_input(key=f"place.{ident}").set_value("مصراتة").run()
    app.button(key=f"save.{ident}").click().run()
    assert not app.exception
    assert "Misrata" in html(app)
    (accepted,) = [d for d in app.session_state["decisions"] if d.verdict == "right"]
    assert accepted.author == "Huda"


def test_one_place_instead_of_several_is_told_and_leaves_nothing_to_part():
    app = read(page(page="read"), "Israel shelled Tyre and Nabatieh on 6 June 2020.")
    ident = first_event(app)
    app.text_input(key="reviewer").set_value("Huda").run()
    assert "Several events in one" in app.selectbox(key=f"kind.{ident}").options
    app.selectbox(key=f"kind.{ident}").set_value("place").run()
    assert any("all its places (2)" in c.value for c in app.caption)
    app.text_input(key=f"place.{ident}").set_value("Tyre").run()
    app.button(key=f"save.{ident}").click().run()
    assert "Several events in one" not in app.selectbox(key=f"kind.{ident}").options


def test_decisions_are_found_again_when_the_same_text_is_read_in_another_session_that_takes_them_over(monkeypatch, tmp_path):
    monkeypatch.setenv("JABHA_REVIEWS", "file")
    monkeypatch.setenv("JABHA_HOME", str(tmp_path))
    app = read(page(page="read"), REPORT)
    ident = first_event(app)
    app.text_input(key="reviewer").set_value("Huda").run()
    app.button(key=f"wrong.{ident}").click().run()
    other = read(page(page="read"), f"\n{REPORT}\r\n")
    assert any("thrown out" in e.label for e in other.expander)


def test_two_sessions_do_not_see_each_others_decisions():
    app = read(page(page="read"), REPORT)
    ident = first_event(app)
    app.text_input(key="reviewer").set_value("Huda").run()
    app.button(key=f"wrong.{ident}").click().run()
    other = read(page(page="read"), REPORT)
    assert not any("thrown out" in e.label for e in other.expander)


@pytest.mark.parametrize("hostile", STRINGS[::5])
def test_a_hostile_name_of_a_reviewer_stays_text(hostile):
    app = read(page(page="read"), REPORT)
    ident = first_event(app)
    app.text_input(key="reviewer").set_value(hostile[:80].replace("\x00", "")).run()
    app.button(key=f"right.{ident}").click().run()
    assert not app.exception
    assert not re.search(r"<(script|iframe|math|svg)|<img (?!class=.swatch)", html(app))
    assert not re.search(r"(?<!\\)[<\[]", " ".join(c.value for c in app.caption if "accepted" in c.value))


# -- a language model --------------------------------------------------------------------------------------------------

TOLD = "Jets bombed Sirte on Saturday, killing three people."
BOMBED = {"type": "strike", "status": "happened", "quote": "Jets bombed Sirte", "places": [{"name": "Sirte", "role": "at"}]}


@pytest.fixture
def model(monkeypatch):
    stub = Stub()
    monkeypatch.setenv("JABHA_MODEL_URL", stub.url)
    monkeypatch.setenv("JABHA_MODEL", "small")
    yield stub
    stub.close()


def with_model(text=TOLD):
    app = read(page(page="read"), text)
    app.segmented_control(key="reader").set_value("model").run()
    assert not app.exception
    return app


def markdown(app):
    return " ".join(m.value for m in app.markdown)


def test_a_language_model_is_off_and_the_page_says_how_to_turn_it_on():
    app = read(page(page="read"), TOLD)
    assert "JABHA_MODEL_URL" in markdown(app)
    assert not [b for b in app.button if b.key == "model-send"]


def test_nothing_is_sent_before_the_service_is_named_and_allowed(model):
    app = with_model()
    assert model.asked == []
    assert all(word in markdown(app).replace("\\", "") for word in ("127.0.0.1", "small", str(len(TOLD))))
    model.says(BOMBED, {**BOMBED, "quote": "Jets bombed Tripoli"})
    app.button(key="model-send").click().run()
    assert not app.exception
    assert [body["messages"][1]["content"] for _, _, body in model.asked] == [TOLD]
    assert "not in the text" in markdown(app)
    assert "Jets bombed Tripoli" in markdown(app)
    assert any("Strike" in e.label for e in app.expander)


def test_each_text_is_asked_for_anew(model):
    app = with_model()
    model.says(BOMBED)
    app.button(key="model-send").click().run()
    read(app, TOLD + " More.")
    assert len(model.asked) == 1
    assert [b for b in app.button if b.key == "model-send"]


def fails(stub, how):
    if how == "slow":
        stub.delay = 1.5
    elif how == "gone":
        stub.close()
    elif how == "refuses":
        stub.status = 500
    else:
        stub.raw = b"<html>"


@pytest.mark.parametrize("how", ["slow", "gone", "refuses", "malformed"])
def test_a_failure_is_one_sentence_and_the_rules_reading_stays(model, monkeypatch, how):
    monkeypatch.setattr("geo.extract._TIMEOUT_S", 0.3)
    app = with_model()
    fails(model, how)
    app.button(key="model-send").click().run()
    assert not app.exception
    assert len(app.error) == 1
    assert "127" in app.error[0].value
    assert any("Strike" in e.label for e in app.expander)


def test_an_address_that_is_not_safe_leaves_the_model_off(monkeypatch):
    monkeypatch.setenv("JABHA_MODEL_URL", "http://example.org/v1")
    monkeypatch.setenv("JABHA_MODEL", "small")
    app = read(page(page="read"), TOLD)
    assert "not safe" in app.warning[0].value
    assert not [s for s in app.segmented_control if s.key == "reader"]


# -- questions to the map ------------------------------------------------------------------------------------------------


def test_a_point_in_the_address_is_explained():
    app = page(date="2020-06-15", event="point:18.97:29.17")
    assert not app.exception
    assert "Libyan National Army" in html(app)
    assert "Would change" in html(app)
    assert app.query_params["event"] == "point:18.97:29.17"


def test_what_changed_between_two_days_is_told_with_areas_and_places():
    app = page(date="2020-06-15")
    app.segmented_control(key="panel").set_value("changes").run()
    assert not app.exception
    assert "km²" in html(app)
    assert "Tarhuna" in html(app)
    app.date_input(key="changes-since").set_value(date(2020, 6, 15)).run()
    assert "No place changed hands" in html(app)
    assert app.query_params["since"] == "2020-06-15"


def drawn_layers(app):
    return re.findall(r'\\?"name\\?":\s*\\?"(changed)\\?"', str(app.get("component_instance")[0].proto.json_args))


def test_what_one_session_compares_is_not_on_the_map_of_another():
    assert drawn_layers(page(date="2020-06-15", since="2020-05-01"))
    assert not drawn_layers(page(date="2020-06-15"))


def test_a_link_opens_what_changed_since_its_day_and_a_choice_on_the_map_leaves_it():
    app = page(date="2020-06-15", since="2020-05-01", event="2020-06-15-front-sirte")
    assert app.date_input(key="changes-since").value == date(2020, 5, 1)
    assert app.query_params["since"] == "2020-05-01"
    assert "Tarhuna" in html(app)
    app.session_state["selected"] = "2020-06-06-strike-gate-30"
    app.run()
    assert 'class="claim"' in html(app)
    assert "since" not in app.query_params


def drawn():
    app = page(date="2020-06-15")
    app.segmented_control(key="panel").set_value("lines").run()
    app.session_state["map.drawn"] = ((16.0, 31.2), (16.1, 29.8))
    app.run()
    assert not app.exception
    return app


def test_a_drawn_line_needs_its_source_and_is_then_compared():
    app = drawn()
    app.button(key="keep-drawn").click().run()
    assert "source" in app.error[0].value
    app.text_input(key="drawn-source").set_value("Institute")
    app.button(key="keep-drawn").click().run()
    assert not app.exception
    assert not app.error
    assert "Half of it within" in html(app)
    assert "Line: Institute, 15 June 2020" in captions(app).replace("\\", "")
    assert "Line drawn by a named source" in html(app)


def test_a_drawn_line_can_be_discarded_and_one_that_is_kept_removed():
    app = drawn()
    app.button(key="drop-drawn").click().run()
    assert not [t for t in app.text_input if t.key == "drawn-source"]
    app = drawn()
    app.text_input(key="drawn-source").set_value("Institute")
    app.button(key="keep-drawn").click().run()
    next(b for b in app.button if (b.key or "").startswith("remove.")).click().run()
    assert "Half of it within" not in html(app)


# -- the report on the main map ------------------------------------------------------------------------------------------

CAPTURE = "GNA forces captured Jufra air base on 6 June 2020."


def on_main_map(accept):
    app = page(page="read")
    app.text_input(key="report-publisher").set_value("The Paper")
    app = read(app, CAPTURE)
    if accept:
        ident = first_event(app)
        app.text_input(key="reviewer").set_value("Huda").run()
        app.button(key=f"right.{ident}").click().run()
    app.button(key="to-map").click().run()
    assert not app.exception
    return app


def test_the_report_that_was_read_is_on_the_main_map_and_moves_nothing():
    app = on_main_map(accept=False)
    assert app.slider(key="day").value == date(2020, 6, 6)
    assert "not reviewed" in html(app)
    assert "The Paper" in captions(app)
    assert not app.toggle(key="report-moves").value
    assert not app.info
    app.toggle(key="report-moves").set_value(True).run()
    assert not app.info
    app.toggle(key="report-unreviewed").set_value(True).run()
    assert "reviewed by nobody" in app.info[0].value


def test_accepted_control_moves_the_front_only_when_it_is_asked_for_and_then_says_so():
    app = on_main_map(accept=True)
    assert not app.info
    app.toggle(key="report-moves").set_value(True).run()
    assert not app.exception
    assert "Accepted events" in app.info[0].value
    app.query_params["event"] = "point:16.0:29.2"
    app.run()
    assert not app.exception
    assert "The Paper" in html(app)
    app.toggle(key="report-moves").set_value(False).run()
    assert not app.info
    assert "The Paper" not in html(app)


def test_another_session_sees_nothing_of_it():
    on_main_map(accept=True)
    app = page(date="2020-06-06")
    assert not [t for t in app.toggle if t.key == "report-on"]
    assert "The Paper" not in html(app) + captions(app)
