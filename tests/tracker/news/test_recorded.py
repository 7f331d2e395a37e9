"""Real feeds and pages, where they are: every one yields its entries."""

import csv
import json
from datetime import UTC, datetime
from pathlib import Path

from tests.tracker.news.conftest import read
from tracker.news.page import read_page

KINDS = {"gdelt_artlist": "gdelt", "statuspage_json": "statuspage", "status_normalised": "statuspage"}
SEEN = datetime(2026, 11, 22, tzinfo=UTC)


def index(recorded: Path) -> list[dict[str, str]]:
    with (recorded / "news" / "index.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_recorded_feed_yields_its_entries(recorded: Path) -> None:
    feeds = [row for row in index(recorded) if "article" not in row["kind"] and row["kind"] != "gdelt_misc"]
    assert len(feeds) > 20
    for row in feeds:
        language = row["language"] if len(row["language"]) == 2 else ""
        body = (recorded / "news" / row["file"]).read_bytes()
        found = read(
            body,
            kind=KINDS.get(row["kind"], "syndication"),
            language=language,
            address="https://status.example/api/v2/i.json",
        )
        assert found.entries == int(row["entries"]), row["file"]
        assert len(found.articles) == found.entries, (row["file"], found.refused)
        assert bool(found.doubt) == (row["bozo"] == "1"), (row["file"], found.doubt)
        if row["first"] and not row["first"].endswith("Z"):
            days = sorted(f"{one.published_at:%F}" for one in found.articles)
            assert (days[0], days[-1]) == (row["first"], row["last"]), row["file"]


def test_google_news_names_the_outlet_and_the_title_is_without_it(recorded: Path) -> None:
    found = read((recorded / "news" / "gnews_rss_en_top_2019-11.xml").read_bytes())
    assert all(one.outlet and not one.title.endswith(one.outlet) for one in found.articles)


def test_arabic_pages_give_the_right_title_and_date(recorded: Path) -> None:
    gold = json.loads((recorded / "news" / "html_ar_lbcgroup_gold.json").read_bytes())["V1"]
    lbci = read_page((recorded / "news" / "html_ar_lbcgroup_2026-01-08.html").read_bytes(), "", SEEN)
    assert lbci.title.replace('"', "") == gold["title"]
    assert str(lbci.published_at) == gold["publishing_date"]
    assert (lbci.language, lbci.outlet, lbci.date_from) == ("ar", "LBCI Lebanon", "jsonld")
    assabah = read_page((recorded / "news" / "html_ar_assabah_tn.html").read_bytes(), "", SEEN)
    assert assabah.title.startswith("الناشط الحقوقي السوداني")
    assert not assabah.title.endswith("Assabah")
    # The page itself says so, in the names of months that Tunisia uses; the index has the day it was recorded.
    assert (f"{assabah.published_at:%F}", assabah.date_from, assabah.language) == ("2019-02-08", "page", "ar")


def test_other_pages_give_their_day(recorded: Path) -> None:
    days = {
        "html_zh_people_2024-04-24.html": "2024-04-24",
        "html_en_techcrunch_2024-05-17.html": "2024-05-16",
        "html_de_golem_2025-09-09.html": "2025-09-09",
    }
    for name, day in days.items():
        facts = read_page((recorded / "news" / name).read_bytes(), "", SEEN)
        assert f"{facts.published_at:%F}" == day
        assert facts.language == name.split("_")[1]


GENERAL = (
    "gnews_rss_en_top_2019-11.xml", "gnews_rss_fr_be_2020.xml", "gnews_rss_translated_limour_2024.xml",
    "aljazeera_america_rss_2016.xml", "techcrunch_rss_mfukano_2023.xml", "bbc_chinese_rss_2015.xml",
    "nyt_chinese_rss_2015.xml", "dw_chinese_rss_2015.xml", "gdelt_doc_artlist_250_2026-01.json",
    "mibuhand_hn_best_2026-04.xml",
)  # fmt: skip


def test_of_real_headlines_of_the_general_press_only_those_about_assistants_are_linked(recorded: Path) -> None:
    kinds = {row["file"]: row["kind"] for row in index(recorded)}
    articles = [
        article
        for name in GENERAL
        for article in read(
            (recorded / "news" / name).read_bytes(), kind=KINDS.get(kinds[name], "syndication"), about_ai=False
        ).articles
    ]
    linked = [(one.assistants, one.title) for one in articles if one.links]
    assert (len(articles), len(linked)) == (597, 11)
    about = {"chatgpt": "ChatGPT|OpenAI", "claude": "Claude.ai|Anthropic", "le-chat": "Mistral Medium"}
    for (assistant,), title in linked:
        assert any(name in title for name in about[assistant].split("|")), title
