"""Which assistants a headline means, when it was written, whose copy it is, and which event it belongs to."""

from dataclasses import replace
from datetime import date, datetime

import pytest

from tests.conftest import at
from tests.tracker.news.conftest import SEEN
from tracker.catalog import Event, EventSource
from tracker.news.candidates import Rules, Story, place_stories, story_of
from tracker.news.dates import best_date, parse_date, url_day
from tracker.news.duplicates import copies
from tracker.news.entries import Article, Link
from tracker.news.facets import categories_of, countries_of, ideas_of
from tracker.news.headline import language_of, short_hash, title_key, without_outlet
from tracker.news.knowledge import knowledge


def links(title: str, about_ai: bool = False, about: tuple[str, ...] = ()) -> dict[str, str]:
    return {one.assistant: one.rule for one in knowledge().linker.links(title, about_ai, about)}


@pytest.mark.parametrize(
    ("title", "found"),
    [
        ("谷歌Gemini凭Nano Banana登顶", {"gemini": "name"}),  # no space between Latin and Chinese letters
        ("Grok Bot answers on X", {"grok-bot": "name"}),  # the longest name is meant
        ("والديب سيك يتصدر", {"deepseek": "name"}),  # joined before it: and, the
        ("وغروك يرد", {"grok": "name"}),
        ("مغروك", {}),  # inside another word
        ("ديبـــسيك يتقدّم", {"deepseek": "name"}),  # drawn out, with signs
        ("ＣｈａｔＧＰＴ down", {"chatgpt": "name"}),  # full width
        ("He said Claude was late", {}),  # "ai" lies in "said"
        ("Claude, the AI of many", {"claude": "context"}),
        ("perplexity about the search", {}),  # only upper case is a name
        ("DeepSeeker finds ore", {}),
        ("GPT\u20115 is here", {"chatgpt": "name"}),  # a hyphen that does not break
        ("Jean-Claude Juncker on how AI changes Europe", {}),
        ("Painter Claude Lorrain, found by AI", {}),  # a surname follows
        ("Claude the alligator, painted by AI", {}),
        ("Claude Opus 9 writes music, says AI lab", {"claude": "name"}),
        ("Claude Gets A Memory, Says AI Lab", {"claude": "context"}),  # all in capitals: no surname shows
        ("Gabriela Mistral, read by AI", {}),  # part of a longer name
        ("Nvidia backs Mistral, the AI lab", {"le-chat": "context"}),
        ("GitHub Copilot, says Microsoft, has an agent", {}),
        ("Crypto exchange Gemini opens its app", {}),
        ("I finally grok monads", {}),  # a verb
        ("Researchers call for open AI standards", {}),
        ("Sora restaurant in far Dubai unveils an AI menu", {}),  # far from what is said of everything
        ("سوزوكي جيمني في الأسواق", {}),  # a car
        ("حاملة المروحيات ميسترال في الإسكندرية", {}),  # a ship
        ("فكلود من أنثروبيك يجيب", {"claude": "context"}),
        ("للديب سيك نسخة جديدة", {"deepseek": "name"}),
        ("红糖豆包的做法", {}),  # a bun
        ("Claude支持通话翻译", {"claude": "context"}),  # Latin letters amid Chinese ones: a brand
        ("克劳德·贝尔纳传记 大模型配图", {}),  # the dot parts a foreigner's names
    ],
)
def test_names_are_found_where_they_are_meant(title: str, found: dict[str, str]) -> None:
    assert links(title) == found


def test_what_was_searched_for_is_a_context_for_its_own_names_alone() -> None:
    assert links("Claude gains memory", True, ("claude",)) == {"claude": "query"}
    assert links("Claude gains memory", True, ("grok",)) == {}
    assert links("Claude gains memory", True) == {"claude": "query"}
    assert links("Pi day is here", True) == {}  # too short a name
    assert links("Claude Shannon's mouse", True, ("claude",)) == {}
    told = knowledge().linker.links("Introducing Claude Design to everybody", True, ("claude",), is_own=True)
    assert [one.assistant for one in told] == ["claude"]  # its maker means nobody else
    assert links("Alibaba opens a warehouse", True) == {}  # a company does much besides


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Thu, 14 Nov 2019 15:58:10 GMT", "2019-11-14 15:58:10"),
        ("Fri, 31 Jul 2026 00:12:00 Z", "2026-07-31 00:12:00"),
        ("2026-06-06T18:37:44.139Z", "2026-06-06 18:37:44.139000"),
        ("2025-01-27T08:00:00+0800", "2025-01-27 00:00:00"),
        ("20260123T031500Z", "2026-01-23 03:15:00"),
        ("19 فبراير 2020", "2020-02-19 00:00:00"),
        ("١٥ كانون الثاني ٢٠٢٥", "2025-01-15 00:00:00"),
        ("الجمعة 8 فيفري 2019", "2019-02-08 00:00:00"),
        ("2024年04月24日08:30", "2024-04-24 00:30:00"),
        ("January 26th, 2025", "2025-01-26 00:00:00"),
        ("2025/2/3", "2025-02-03 00:00:00"),
    ],
)
def test_dates_are_read_as_they_are_written_in_three_languages(written: str, meant: str) -> None:
    assert parse_date(written) == datetime.fromisoformat(meant + "+00:00")


@pytest.mark.parametrize(
    "written", ["", "yesterday", "2025-13-45", "99999999999", "0000-00-00T00:00:00Z", "Mon, 99 Foo"]
)
def test_what_is_no_date_is_none(written: str) -> None:
    assert parse_date(written) is None


def test_midnight_with_a_zone_is_that_day() -> None:
    assert parse_date("2019-02-08T00:00:00+01:00") == at("2019-02-08 00:00")


def test_the_most_trusted_date_that_can_be_true_counts() -> None:
    early, late = at("2025-01-26 09:00"), at("2027-01-01 00:00")
    assert best_date([("page", at("2013-01-01 00:00")), ("jsonld", early)], SEEN) == (early, "jsonld")
    assert best_date([("feed", late), ("url", early)], SEEN) == (early, "url")
    assert best_date([("feed", late), ("page", None)], SEEN) is None
    assert url_day("https://a.example/2025/01/26/x") == date(2025, 1, 26)
    assert url_day("https://a.example/item/20250126123456") is None


def test_the_outlet_at_the_end_of_a_title_goes_and_nothing_else() -> None:
    assert without_outlet("Grok is back - The Verge", "The Verge") == "Grok is back"
    assert without_outlet("Grok - The Verge of war", "The Verge") == "Grok - The Verge of war"
    assert without_outlet("The Verge", "The Verge") == "The Verge"


def test_ideas_are_the_same_in_three_languages() -> None:
    words = knowledge().words
    titles = ("A court orders Disney", "محكمة تلزم ديزني", "法院裁定迪士尼")
    assert {ideas_of(title, words) for title in titles} == {("disney", "court")}


def test_the_letters_tell_the_language() -> None:
    assert [language_of(text) for text in ("غروك Grok", "千问登顶", "チャットGPT", "챗GPT가 왔다")] == [
        "ar",
        "zh",
        "ja",
        "ko",
    ]
    assert language_of("OpenAI lance un modèle", "fr") == "fr"
    assert language_of("OpenAI launches", "zh") == "en"


def test_places_are_whole_words_with_their_case() -> None:
    words = knowledge().words
    assert countries_of("Tell us how Indian cooks chat", words) == ("in",)
    assert countries_of("الهندسة العكسية", words) == ()
    assert countries_of("في الهند والصين", words) == ("cn", "in")
    assert countries_of("وللهند", words) == ("in",)
    assert categories_of("意大利下架DeepSeek", words) == ("regulation",)


def article(title: str, day: str = "2026-11-20 08:00", outlet: str = "Paper", **changes: object) -> Article:
    known = knowledge()
    made = Article(
        short_hash(title + outlet), title, f"https://{outlet.lower().replace(' ', '')}.example/x", outlet, "en",
        at(day), "feed", SEEN, "ours", "press", short_hash(title_key(title)), None, True,
        categories_of(title, known.words), countries_of(title, known.words), known.linker.links(title),
    )  # fmt: skip
    return replace(made, **changes)  # type: ignore[arg-type]


def test_nearly_the_same_words_of_one_day_and_assistant_are_a_copy_of_the_first() -> None:
    first = article("Indonesia blocks Grok over deepfake images of women")
    second = article("Indonesia blocks Grok over deepfake images of women, says AP", "2026-11-20 09:00", "Second")
    other_day = article("Indonesia blocks Grok over deepfake images of women", "2026-11-22 09:00", "Third")
    other = article("Malaysia follows and blocks Grok too, a day later", "2026-11-20 09:00", "Fourth")
    assert copies([second, other, first, other_day], 90) == {second.article_id: first.article_id}


def test_short_titles_and_parts_of_long_ones_are_no_copies() -> None:
    assert copies([article("Grok"), article("Grok is blocked in Indonesia over images", outlet="B")], 90) == {}
    chinese = [
        article("印尼封锁Grok聊天机器人"),
        article("印尼封锁Grok聊天机器人！", outlet="B"),
        article("马来西亚限制Grok", outlet="C"),
    ]
    assert len(copies(chinese, 90)) == 1


def story(*articles: Article) -> Story:
    found = story_of(articles, copies(articles, 90), {})
    assert found is not None
    return found


BLOCK = (
    article("Indonesia blocks Grok over deepfakes", "2026-11-20 08:00", "Paper"),
    article("Jakarta bans Musk chatbot Grok", "2026-11-20 10:00", "Post"),
    article("Grok restricted by Indonesian regulator", "2026-11-21 10:00", "Times"),
)  # fmt: skip
KNOWN = Event(
    "2026-11-19-grok", date(2026, 11, 19), None, date(2026, 11, 19), "day", "Grok blocked", "", "regulation", ("grok",),
    ("id",), "high", "accepted", "", (EventSource("https://a.example/", "A", "press", "en"),),
)  # fmt: skip


def test_a_story_has_the_earliest_reliable_day_and_the_place_that_most_name() -> None:
    crawled = article("Grok is blocked in Indonesia, reports say", "2026-11-18 03:00", "Crawler", date_from="crawl")
    found = story(crawled, *BLOCK)
    assert (found.day, found.is_day_reliable, found.countries, found.category) == (
        date(2026, 11, 20), True, ("id",), "regulation",
    )  # fmt: skip


def test_three_outlets_make_a_candidate_and_their_copies_do_not() -> None:
    (placed,) = place_stories([story(*BLOCK)], [], {}, Rules())
    assert placed.candidate is not None
    assert (placed.candidate.status, placed.candidate.precision, placed.candidate.confidence) == (
        "candidate", "day", "medium",
    )  # fmt: skip
    assert placed.candidate.title == "Grok: news of a ban, a court or a regulator (Indonesia)"
    title = "Indonesia blocks Grok over deepfake images of women"
    copied = [article(title, f"2026-11-20 {hour:02}:00", f"Outlet {hour}") for hour in range(8, 20)]
    assert place_stories([story(*copied)], [], {}, Rules()) == []


def test_one_official_notice_is_enough_and_a_small_incident_is_not() -> None:
    notice = article("xAI launches Grok 9", outlet="xAI", tier="official")
    assert len(place_stories([story(notice)], [], {}, Rules())) == 1
    assert story_of([replace(notice, is_notable=False)], {}, {}) is None
    essay = article("Grok 9: the frontier of vision, our best model", outlet="xAI", tier="official")
    assert place_stories([story(essay)], [], {}, Rules()) == []  # speaks of a model, not of its release


def test_a_story_without_a_date_of_its_own_begins_nothing() -> None:
    assert story_of([replace(one, date_from="seen") for one in BLOCK], {}, {}) is None


@pytest.mark.parametrize(
    ("changes", "joins"),
    [
        ({}, True),
        ({"start": date(2026, 11, 17)}, False),  # three days before
        ({"assistants": ("claude",)}, False),
        ({"category": "policy"}, True),  # of the same kind: a rule
        ({"category": "launch"}, False),
        ({"countries": ("my",)}, False),  # another country did the same
        ({"countries": ("*",)}, True),
        ({"precision": "month"}, False),
        ({"status": "candidate"}, False),
    ],
)
def test_a_story_joins_a_known_event_near_it_of_the_same_assistant_kind_and_place(
    changes: dict[str, object], joins: bool
) -> None:
    known = replace(KNOWN, **changes)  # type: ignore[arg-type]
    (placed,) = place_stories([story(*BLOCK)], [known], {}, Rules())
    assert (placed.event_id == known.event_id, placed.candidate is None) == (joins, joins)


def test_a_story_that_grows_keeps_its_id_and_what_was_rejected_stays_so() -> None:
    (first,) = place_stories([story(*BLOCK[1:])], [], {}, Rules(least_salience=0))
    before = {one.article_id: first.event_id for one in BLOCK[1:]}
    (grown,) = place_stories([story(*BLOCK)], [], before, Rules())
    assert grown.event_id == first.event_id
    rejected = replace(KNOWN, event_id=first.event_id, status="rejected")
    (again,) = place_stories([story(*BLOCK)], [rejected], before, Rules())
    assert (again.event_id, again.candidate) == (first.event_id, None)


def test_of_one_assistant_only_the_most_salient_of_a_week_are_candidates() -> None:
    stories = [
        story(*(replace(one, article_id=f"{points}-{one.article_id}", points=points) for one in BLOCK))
        for points in (5, 1000, 100, 20)
    ]
    placed = place_stories(stories, [], {}, Rules(most_per_week=2))
    assert {one.story.articles[0].points for one in placed} == {1000, 100}


def test_a_burst_counts_only_against_weeks_that_were_watched() -> None:
    counts = {("grok", date(2026, 11, day)): 1 for day in range(1, 20)} | {("grok", date(2026, 11, 20)): 30}
    quiet, burst = story_of(BLOCK, {}, {}), story_of(BLOCK, {}, counts)
    assert quiet is not None
    assert burst is not None
    assert burst.salience == pytest.approx(quiet.salience + 1)
    few = {("grok", date(2026, 11, 19)): 1, ("grok", date(2026, 11, 20)): 30}
    assert (again := story_of(BLOCK, {}, few)) is not None
    assert again.salience == quiet.salience


def test_the_reason_of_a_link_is_kept() -> None:
    assert article("Jakarta bans Musk chatbot Grok").links == (Link("grok", "Grok", "name"),)
