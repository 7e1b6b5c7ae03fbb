"""Place recognition beside what one would pick instead, in one run: `python benchmarks/recognition.py TEXT.jsonl [...]`.

Each line of a text file is `{"text": ...}`. The peers look up the same 50,000 names of the world tier, the most populous first:
ahocorasick_rs (leftmost-longest), flashtext2 and spaCy's PhraseMatcher. They only match strings; Jabha also sets clitics aside, guards
against ordinary words, resolves, and (last row) reads events, so the rows are not the same work: the ratio says what that costs.
Needs the packages of `requirements-bench.txt`. Best of three rounds, interleaved.
"""

import json
import sqlite3
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import ahocorasick_rs
import flashtext2
import spacy
from spacy.matcher import PhraseMatcher

from geo.languages import load_rules
from geo.model import Document
from geo.reader import read
from geo.settings import Settings
from geo.store import read_places
from geo.text import detect_language
from geo.tiers import open_gazetteer
from geo.toponyms import find_toponyms
from geo.world import index_path

NAMES, ROUNDS = 50_000, 3


def names(cache_dir):
    """The names of the most populous places, Arabic and Latin."""
    query = (
        "SELECT DISTINCT n.spelling FROM names n JOIN places p ON p.place = n.place WHERE n.rank < 100 ORDER BY p.population DESC LIMIT ?"
    )
    with sqlite3.connect(index_path(cache_dir) / "places.sqlite") as database:
        return [name for (name,) in database.execute(query, (NAMES,))]


def peers(known):
    automaton = ahocorasick_rs.AhoCorasick(known, matchkind=ahocorasick_rs.MatchKind.LeftmostLongest)
    processor = flashtext2.KeywordProcessor(case_sensitive=True)
    processor.add_keywords_from_iter(known)
    nlp = spacy.blank("xx")
    matcher = PhraseMatcher(nlp.vocab)
    matcher.add("PLACE", list(nlp.tokenizer.pipe(known)))
    return {
        "ahocorasick_rs, strings only": automaton.find_matches_as_indexes,
        "flashtext2, strings only": processor.extract_keywords_with_span,
        "spaCy PhraseMatcher, words only": lambda text: matcher(nlp.make_doc(text)),
    }


def ours(gazetteer):
    def recognise(text):
        language = detect_language(text)
        return find_toponyms(Document("d", text), language, load_rules(language), gazetteer)

    return {"Jabha, toponyms": recognise, "Jabha, read (places and events)": lambda text: read(Document("d", text), gazetteer)}


def main(paths):
    texts = [json.loads(line)["text"] for path in paths for line in Path(path).read_text(encoding="utf-8").splitlines()]
    size = sum(len(t.encode()) for t in texts) / 1e6
    settings = Settings.from_env()
    gazetteer = open_gazetteer(read_places(settings.data_dir / "places.geojson"), settings.cache_dir, settings.home_dir)
    ways = peers(names(settings.cache_dir)) | ours(gazetteer)
    best = dict.fromkeys(ways, float("inf"))
    for _ in range(ROUNDS):
        for way, run in ways.items():
            begun = time.perf_counter()
            for text in texts:
                run(text)
            best[way] = min(best[way], time.perf_counter() - begun)
    print(f"{len(texts)} texts, {size:.2f} MB")
    for way, seconds in best.items():
        print(f"{way:<34} {size / seconds:8.2f} MB/s  {seconds / best['Jabha, toponyms']:6.2f} x the time of Jabha's toponyms")


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    main(sys.argv[1:])
