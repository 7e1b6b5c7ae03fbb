"""What a passage is about: sentences that read like news alone, and are none in their text."""

from __future__ import annotations

import pytest
from events_reading import events

from geo.events import find_events
from geo.languages import load_rules
from geo.model import Document
from geo.text import sentences

FACTS = ("happened", "claimed")
NO_NEWS = [
    ("en", "Joint military exercises began near Sirte. Paratroopers seized the airfield. Artillery shelled a hill outside Misrata."),
    ("en", "A court in Tripoli heard the case of two militiamen. Their unit stormed the town of Tarhuna and shot prisoners. They deny it."),
    ("en", "What would the fall of Sirte mean? The army storms the city from the west. Fighters withdraw to Jufra air base. Trade stops."),
    ("en", "Her latest novel is set in Benghazi. A sniper kills the baker. Militants kidnap his son in Sirte. The prose is plain."),
    ("en", "The director told an audience that he shot it on location. Fighters capture Sirte. Drones strike Tarhuna."),
    ("en", "On this day, the town mourns. Gunmen stormed the market in Tarhuna and killed forty people. The square is silent."),
    ("en", "Italian troops landed at Tripoli in October 1911. Warships shelled the forts. The garrison withdrew to Ain Zara."),
    ("en", "The general died at the age of 90. He captured Misrata with a single battalion. His men besieged Sirte for a month."),
    ("en", "Polls open in Misrata, and candidates trade blows. The old guard attacked from all sides. Its camp retreated from Sirte."),
    ("en", "An explosion flattened a house in Misrata. Neighbours heard a blast. A gas cylinder had been leaking."),
    ("en", "Do not travel to Sirte. Militants have attacked hotels in Sirte. Foreigners have been kidnapped in Tripoli."),
    ("ar", "انطلقت مناورات مشتركة قرب سرت. اقتحم المظليون المطار. وقصفت المدفعية تلة خارج مصراتة."),
    ("ar", "مثل قائد كتيبة أمام محكمة في طرابلس. اقتحم رجاله مدينة ترهونة وخطفوا أطفالا. وينكر المتهم ذلك."),
    ("ar", "كيف ستبدو سرت بعد عام؟ يقتحم الجيش المدينة من الغرب. وينسحب المقاتلون إلى قاعدة الجفرة. وتغلق الموانئ."),
    ("ar", "صدرت رواية جديدة عن بنغازي. يقتل قناص الخباز. ويخطف مسلحون ابنه في سرت. لغة الكاتب بسيطة."),
    ("ar", "في مثل هذا اليوم اقتحم مسلحون السوق في ترهونة. قصفوا البيوت وقتلوا الرجال. ولا تزال الساحة صامتة."),
    ("ar", "نزل الإيطاليون في طرابلس عام 1911. قصفت سفنهم القلاع. وانسحبت الحامية إلى عين زارة."),
    ("ar", "توفي اللواء عن تسعين عاما. حرر الراحل مصراتة بكتيبة واحدة. وحاصر رجاله سرت شهرا."),
    ("ar", "هز انفجار بيتا في مصراتة. وظن الجيران أن غارة استهدفت الحي. وتبين أن أسطوانة غاز كانت تسرب."),
    ("ar", "تنصح الوزارة مواطنيها بعدم السفر إلى سرت. فقد هاجم مسلحون فنادق في سرت. ويخطف الأجانب في طرابلس."),
]
NEWS = [
    ("en", "The general told an audience in Misrata on Sunday that the war goes on. GNA fighters captured Sirte.", "control"),
    ("en", "Reporters were on location in Misrata. GNA fighters captured Sirte.", "control"),
    ("en", "Gunmen stormed a court in Tripoli on Sunday. They shot a judge. The trial was put off.", "advance"),
    ("en", "Rockets hit Misrata on Sunday. A fire swept through a depot. Shells fell on Ain Zara too.", "shelling"),
    ("en", "Joint military exercises ended near Cairo. Meanwhile, warplanes struck Sirte.", "strike"),
    ("en", "Fighters seized Tarhuna and shelled Bani Walid. The town has a museum. Its exhibition is closed.", "control"),
    ("en", "Fighters captured Tarhuna on Sunday. The town fell to its former rulers in 2015.", "control"),
    ("ar", "اقتحم مسلحون محكمة في طرابلس الأحد. وأطلقوا النار على القاضي. وأجلت المحاكمة.", "advance"),
    ("ar", "انتهت مناورات قرب القاهرة. وفي غضون ذلك قصفت طائرات حربية مدينة سرت.", "strike"),
    ("ar", "سيطر مقاتلون على ترهونة وقصفوا بني وليد. وفي المدينة متحف. وقد أغلق المعرض.", "control"),
]


@pytest.mark.parametrize(("code", "text"), NO_NEWS)
def test_what_a_passage_only_retells_or_imagines_is_no_fact(code, text):
    assert [(e.type, e.status) for e in events(code, text) if e.status in FACTS] == []


@pytest.mark.parametrize(("code", "text", "kind"), NEWS)
def test_news_stands_beside_other_matter(code, text, kind):
    assert kind in [e.type for e in events(code, text) if e.status in FACTS]


def test_a_text_without_a_day_or_party_is_no_news_save_as_a_message():
    said = "Houses burned. Bombs fell on the market, and shelling went on. Nobody came."
    assert [e.status for e in events("en", said) if e.status in FACTS] == []
    assert [e.status for e in events("en", "Bombs fell on the market in Sirte.")] == ["happened"]


def test_an_undated_text_keeps_what_it_tells():
    text = "It rained. The sky cleared. Bombs fell on the market in Sirte."
    read = find_events(Document("d", text, language="en"), "en", load_rules("en"), sentences(text), [])
    assert [e.status for e in read] == ["happened"]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        (
            "en",
            "A blast tore through a works in Sirte on Sunday and killed four. A rusty valve was to blame. The workers had left.",
        ),
        ("en", "Gunners shelled targets near Sirte. The invaders were played by a battalion from Misrata. Guests clapped."),
        ("en", "Sudan's keeper was under siege in Sirte. The winger hit the post. A late header won the match."),
        ("en", "Under a draft from Geneva, troops leave Sirte. Rebels hand over the port. Nobody has signed."),
        ("ar", "هز انفجار معملا للدهان في سرت الأحد وقتل أربعة. ونجم عن تماس كهربائي. وكان العمال قد خرجوا."),
        ("ar", "قصفت المدفعية مواقع قرب سرت. ولعبت دور العدو كتيبة من مصراتة. وصفق الضيوف."),
    ],
)
def test_causes_played_enemies_matches_and_drafts_frame_a_text(language: str, text: str):
    assert [e.status for e in events(language, text) if e.status in FACTS] == []


def test_a_party_that_attacks_a_depot_stays_told():
    said = "Islamic State fighters attacked a fuel depot in Sirte on Sunday. Firefighters fought the blaze. The workers had fled."
    assert any(e.status in FACTS for e in events("en", said))


@pytest.mark.parametrize(
    ("code", "text", "found"),
    [
        ("en", "Bad weather grounded aircraft on Monday. LNA forces shelled Sirte, killing five civilians.", ["shelling"]),
        ("en", "Poor visibility did not stop the fighting. GNA troops clashed with LNA fighters near Sirte.", ["clash"]),
        ("en", "A fuel depot burned and smoke rose over Tripoli. An air strike had hit the depot, workers said.", ["strike"]),
        ("en", "The museum and the Roman ruins in Misrata are closed. Clashes broke out in Tarhuna.", ["clash"]),
        ("ar", "تعطلت المدارس بسبب سوء الأحوال الجوية. واندلعت اشتباكات في سرت.", ["clash"]),
        ("ar", "اندلع حريق في خزان وقود في طرابلس بعد سقوط قذائف أطلقتها قوات حفتر.", ["shelling"]),
        ("ar", "أفاد مصدر أمني في محافظة صلاح الدين باندلاع اشتباكات في سرت.", ["clash"]),
    ],
)
def test_a_mishap_beside_the_news_of_a_war_does_not_undo_it(code, text, found):
    assert [e.type for e in events(code, text) if e.status == "happened"] == found
