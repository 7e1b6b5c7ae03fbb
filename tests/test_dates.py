from __future__ import annotations

import itertools
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.dates import find_dates
from geo.languages import load_rules

PUBLISHED = date(2020, 7, 23)  # a Thursday


def read(code, text, published=PUBLISHED):
    return [
        (text[a:b], w.start.isoformat(), w.end.isoformat(), w.precision)
        for a, b, w in find_dates(text, 0, len(text), load_rules(code), published)
    ]


def first(code, text, published=PUBLISHED):
    found = read(code, text, published)
    return found[0][1:] if found else None


@pytest.mark.parametrize(
    ("text", "start", "end", "precision"),
    [
        ("وقع الهجوم في 19 يناير/ كانون الثاني 2020", "2020-01-19", "2020-01-19", "day"),
        ("في 8 فبراير الماضي", "2020-02-08", "2020-02-08", "day"),
        ("وقعت الاتفاقية في نوفمبر/تشرين الثاني الماضي", "2019-11-01", "2019-11-30", "month"),
        ("يوم 5 جوان 2019", "2019-06-05", "2019-06-05", "day"),
        ("منذ 20 أوت ٢٠١٩", "2019-08-20", "2019-08-20", "day"),
        ("في 3 فيفري 2020", "2020-02-03", "2020-02-03", "day"),
        ("قصفت القوات المدينة أمس", "2020-07-22", "2020-07-22", "day"),
        ("وصلت أول من أمس", "2020-07-21", "2020-07-21", "day"),
        ("سقطت اليوم قذائف", "2020-07-23", "2020-07-23", "day"),
        ("فجر الأحد", "2020-07-19", "2020-07-19", "day"),
        ("الخميس الماضي", "2020-07-16", "2020-07-16", "day"),
        ("الإثنين المقبل", "2020-07-27", "2020-07-27", "day"),
        ("انسحبوا الشهر الماضي", "2020-06-01", "2020-06-30", "month"),
        ("مطلع يونيو", "2020-06-01", "2020-06-10", "week"),
        ("نهاية الشهر الماضي", "2020-06-21", "2020-06-30", "week"),
        ("قبل يومين", "2020-07-21", "2020-07-21", "day"),
        ("قبل ثلاثة أيام", "2020-07-20", "2020-07-20", "day"),
        ("عام 2011", "2011-01-01", "2011-12-31", "year"),
    ],
)
def test_arabic_expressions(text, start, end, precision):
    assert first("ar", text) == (start, end, precision)


@pytest.mark.parametrize(
    ("text", "start", "end", "precision"),
    [
        ("on June 6, 2020, the town fell", "2020-06-06", "2020-06-06", "day"),
        ("on the 6th of June 2019", "2019-06-06", "2019-06-06", "day"),
        ("on 6-8 June", "2020-06-06", "2020-06-08", "day"),
        ("in November", "2019-11-01", "2019-11-30", "month"),
        ("in May they left", "2020-05-01", "2020-05-31", "month"),
        ("last month", "2020-06-01", "2020-06-30", "month"),
        ("on Sunday", "2020-07-19", "2020-07-19", "day"),
        ("last Thursday", "2020-07-16", "2020-07-16", "day"),
        ("two days ago", "2020-07-21", "2020-07-21", "day"),
        ("overnight shelling", "2020-07-23", "2020-07-23", "day"),
        ("early June", "2020-06-01", "2020-06-10", "week"),
        ("signed 2020-06-05", "2020-06-05", "2020-06-05", "day"),
        ("on 5/6/2020", "2020-06-05", "2020-06-05", "day"),
        ("since 2011", "2011-01-01", "2011-12-31", "year"),
    ],
)
def test_english_expressions(text, start, end, precision):
    assert first("en", text) == (start, end, precision)


@pytest.mark.parametrize(
    ("code", "text"),
    [("ar", "اليوم الأول من القتال"), ("ar", "في يوم هجومها"), ("en", "they may march on"), ("en", "99/99/2020"), ("en", "31 June 2020")],
)
def test_what_is_no_date_gives_nothing(code, text):
    assert read(code, text) == []


def test_two_names_of_one_month_are_one_date():
    assert read("ar", "في 12 يوليو (تموز) 2005 قتل اثنان") == [("12 يوليو (تموز) 2005", "2005-07-12", "2005-07-12", "day")]


def test_relative_dates_need_a_day_of_publication():
    assert read("ar", "قصف أمس وفي يونيو", None) == []
    assert first("ar", "في 6 يونيو 2020", None) == ("2020-06-06", "2020-06-06", "day")


def test_hijri_dates_admit_their_uncertainty():
    start, end, precision = first("ar", "15 رمضان 1441")
    assert start <= "2020-05-08" <= end
    assert precision == "week"


def test_offsets_count_from_the_whole_text():
    text = "Sirte. It fell on June 6, 2020."
    (found,) = find_dates(text, 7, len(text), load_rules("en"), None)
    assert text[found[0] : found[1]] == "June 6, 2020"


WORDS = st.sampled_from(
    [
        "May",
        "June",
        "31",
        "2020",
        "last",
        "next",
        "month",
        "early",
        "of",
        "th",
        "9999",
        "1441",
        "رمضان",
        "أمس",
        "الأحد",
        "قبل",
        "يومين",
        "شهر",
        "/",
        "-",
        ",",
        "0",
    ]
)


@given(st.one_of(st.text(), st.lists(WORDS).map(" ".join)), st.sampled_from(["ar", "en"]), st.none() | st.dates())
def test_any_text_gives_ordered_spans_inside_it(text, code, published):
    found = find_dates(text, 0, len(text), load_rules(code), published)
    assert all(0 <= a < b <= len(text) and w.start <= w.end for a, b, w in found)
    assert all(x[1] <= y[0] for x, y in itertools.pairwise(found))


SPOKEN = [
    ("ar", "في الثامن عشر من الشهر الماضي", "2020-05-18", "2020-05-18"),
    ("ar", "الخامس من يونيو", "2020-06-05", "2020-06-05"),
    ("ar", "الحادي والعشرين من أوت 2019", "2019-08-21", "2019-08-21"),
    ("ar", "العاشر من الشهر الجاري", "2020-06-10", "2020-06-10"),
    ("ar", "ليل السبت الأحد", "2020-06-14", "2020-06-14"),
    ("ar", "ليلة الجمعة إلى السبت", "2020-06-13", "2020-06-13"),
    ("ar", "بين 3 و5 يونيو", "2020-06-03", "2020-06-05"),
    ("ar", "من 3 إلى 5 حزيران", "2020-06-03", "2020-06-05"),
    ("ar", "خلال اليومين الماضيين", "2020-06-13", "2020-06-15"),
    ("ar", "في شهر ماي", "2020-05-01", "2020-05-31"),
    ("ar", "صيف 2019", "2019-06-01", "2019-08-31"),
    ("en", "June 3-5", "2020-06-03", "2020-06-05"),
    ("en", "between 3 and 5 June", "2020-06-03", "2020-06-05"),
    ("en", "the third of June", "2020-06-03", "2020-06-03"),
    ("en", "the twenty-first of May", "2020-05-21", "2020-05-21"),
    ("en", "over the weekend", "2020-06-13", "2020-06-14"),
    ("en", "in the past two days", "2020-06-13", "2020-06-15"),
    ("en", "by the end of December", "2020-12-21", "2020-12-31"),
    ("en", "in the summer of 2019", "2019-06-01", "2019-08-31"),
    ("en", "Friday-Saturday night", "2020-06-13", "2020-06-13"),
    ("ar", "منتصف ليل السبت", "2020-06-14", "2020-06-14"),
    ("ar", "بعد منتصف ليل الخميس - الجمعة", "2020-06-12", "2020-06-12"),
    ("ar", "قبل أحد عشر يوما", "2020-06-04", "2020-06-04"),
    ("ar", "قبل خمسة وعشرين يوما", "2020-05-21", "2020-05-21"),
    ("ar", "منذ نحو شهر", "2020-05-01", "2020-05-31"),
    ("ar", "منذ أيام", "2020-06-08", "2020-06-14"),
    ("ar", "أواخر الشهر", "2020-06-21", "2020-06-30"),
    ("ar", "بعد مرور ستة أيام على", "2020-06-09", "2020-06-09"),
    ("ar", "منذ 2012", "2012-01-01", "2012-12-31"),
    ("en", "at midnight on Saturday", "2020-06-14", "2020-06-14"),
    ("en", "in the spring", "2020-03-01", "2020-05-31"),
    ("en", "twenty-one days ago", "2020-05-25", "2020-05-25"),
    ("en", "nearly three weeks ago", "2020-05-22", "2020-05-28"),
    ("en", "overnight", "2020-06-15", "2020-06-15"),
    ("en", "at the end of the month", "2020-06-21", "2020-06-30"),
]


@pytest.mark.parametrize(("code", "words", "start", "end"), SPOKEN)
def test_ordinals_ranges_nights_and_seasons(code, words, start, end):
    text = f"وقع ذلك {words} في المدينة" if code == "ar" else f"It happened {words} again"
    ((_, _, when),) = find_dates(text, 0, len(text), load_rules(code), date(2020, 6, 15))
    assert (when.start.isoformat(), when.end.isoformat()) == (start, end)


@pytest.mark.parametrize(
    ("code", "text", "day"),
    [
        ("ar", "في اليوم نفسه", "2020-05-20"),
        ("ar", "قبل ذلك بيوم", "2020-05-19"),
        ("ar", "في الثاني من الشهر نفسه", "2020-05-02"),
        ("en", "the following day", "2020-05-21"),
        ("en", "three days later", "2020-05-23"),
    ],
)
def test_some_words_count_from_the_day_named_last_and_else_mean_nothing(code, text, day):
    rules = load_rules(code)
    ((_, _, when),) = find_dates(text, 0, len(text), rules, date(2020, 6, 15), anchor=date(2020, 5, 20))
    assert (when.start.isoformat(), when.end.isoformat()) == (day, day)
    assert find_dates(text, 0, len(text), rules, date(2020, 6, 15)) == []


def test_a_month_counts_from_the_year_or_month_named_last():
    text = "Soldiers were seized in August 2014, and a car blew up in January of that year"
    found = find_dates(text, 0, len(text), load_rules("en"), date(2020, 8, 18))
    assert [w.start for _, _, w in found] == [date(2014, 8, 1), date(2014, 1, 1)]
    text = "في الثامن عشر من الشهر نفسه"
    ((_, _, when),) = find_dates(text, 0, len(text), load_rules("ar"), date(2019, 5, 20), era=date(2019, 4, 10))
    assert when.start == date(2019, 4, 18)


@pytest.mark.parametrize(("code", "text"), [("ar", "منذ سنوات"), ("ar", "قبل أسابيع"), ("en", "years ago")])
def test_several_weeks_or_years_tell_no_day(code, text):
    assert read(code, text) == []


def test_a_hijri_day_without_its_year_is_the_last_one():
    text = "في العاشر من رمضان"
    ((_, _, when),) = find_dates(text, 0, len(text), load_rules("ar"), date(2020, 6, 15))
    assert when.start <= date(2020, 5, 3) <= when.end
    assert when.precision == "week"
