"""Each shape of archive: what it says, and what it refuses."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.conftest import at
from tests.test_architecture import importers
from tests.tracker.archives.written import (
    ITUNES,
    app_id,
    daily_apps,
    dataset,
    markdown_report,
    position,
    positioned_entries,
    ranked_array,
    scraper_list,
    top10_line,
    written,
)
from tracker.archives import read_archive, recognise
from tracker.archives.chart import ArchivedChart, Refusal, Said, Told
from tracker.errors import ParseError

UNSAID = Told(Said(origin="tea/ranks", chart="top-free", category="finance"), at("2025-01-26 22:10"))
ORIGIN = Told(Said(origin="tea/ranks"))
DATED = Told(Said(origin="tea/ranks"), at("2024-08-07 01:00"))


def read(raw: bytes, told: Told = ORIGIN) -> list[ArchivedChart | Refusal]:
    shape, document = recognise(raw)
    return read_archive(shape, document, told)


def chart(raw: bytes, told: Told = ORIGIN) -> ArchivedChart:
    (one,) = read(raw, told)
    assert isinstance(one, ArchivedChart), one
    return one


def reason(raw: bytes, told: Told = ORIGIN) -> str:
    (one,) = read(raw, told)
    assert isinstance(one, Refusal), one
    return one.reason


def ranks(one: ArchivedChart) -> list[tuple[int, str]]:
    return [(entry.rank, entry.app_id) for entry in one.entries]


def test_a_dated_dataset_is_the_chart_of_its_address() -> None:
    one = chart(written(dataset([5, 7])))
    assert one.said == Said("apple", "us", "iphone", "top-free", "all", "apple_rss")
    assert (one.observed_at, one.is_day, one.depth) == (at("2026-02-17 00:00"), True, 100)
    assert ranks(one) == [(1, app_id(5)), (2, app_id(7))]
    assert (one.entries[0].name, one.entries[0].developer) == ("Kettle 5", "Tea Ltd")


def test_a_dataset_of_apps_whose_address_asks_for_a_genre_is_that_category() -> None:
    assert chart(written(dataset(source=ITUNES, mediaType="apps"))).said.category == "6000"


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"genre": "6007"}, "it says category 'productivity', but its source gives 'all'"),
        ({"source": ITUNES, "genre": "6015"}, "it says category 'finance', but its source gives 'business'"),
        ({"source": ITUNES, "mediaType": "games"}, "it says category 'games', but its source gives 'business'"),
        ({"country": "jp"}, "it says country 'jp', but its source gives 'us'"),
        ({"feedType": "top-paid"}, "it says chart 'top-paid', but its source gives 'top-free'"),
        ({"source": "https://example.com/ranks"}, "the file does not say its category; say it with --category"),
        ({"items": []}, "it lists no app: that is a failure of whoever kept it, never an empty chart"),
        ({"items": [{"id": "1"}]}, "a field is missing or not what it was: KeyError 'rank'"),
        ({"date": "2026-02-30"}, "'2026-02-30' is no time; wanted one like 2025-01-26T22:10Z"),
        ({"date": "2026-02-17T09:00"}, "the time '2026-02-17T09:00' has no zone"),
        ({"country": "uk", "source": "", "genre": "6007"}, "country 'uk' is none where the apple store has charts"),
    ],
)
def test_a_dataset_that_contradicts_itself_is_refused_with_the_reason(changes: dict[str, object], why: str) -> None:
    assert why in reason(written(dataset([1], **changes)))


def test_one_damaged_dataset_does_not_take_the_others_with_it() -> None:
    raw = written({"datasets": [dataset(source=ITUNES), dataset(country="jp"), dataset()]})
    kinds = [type(one) for one in read(raw)]
    assert kinds == [ArchivedChart, Refusal, ArchivedChart]


def test_a_log_of_top_tens_is_whole_lists_of_ten() -> None:
    lines = [top10_line(range(1, 60)), top10_line(range(2, 60), date="2026-02-18")]
    first, second = read(b"\n".join(lines) + b"\n")
    assert isinstance(first, ArchivedChart) and isinstance(second, ArchivedChart)
    assert [entry.rank for entry in first.entries] == list(range(1, 11))
    assert second.observed_at == at("2026-02-18 00:00")


def test_a_line_separator_in_a_name_does_not_end_a_line() -> None:
    line = top10_line([1]).replace(b"Kettle 1", "Kettle\u2028one".encode())
    assert len(read(line + b"\n" + top10_line([2]))) == 2


def test_a_time_that_is_told_refines_a_day_and_never_changes_it() -> None:
    told = Told(Said(origin="tea/ranks"), at("2026-02-17 01:03"))
    one = chart(written(dataset()), told)
    assert (one.observed_at, one.time_source) == (at("2026-02-17 01:03"), "--date")
    other_day = Told(Said(origin="tea/ranks"), at("2026-02-19 01:03"))
    assert chart(written(dataset()), other_day).observed_at == at("2026-02-17 00:00")


def test_collected_at_is_taken_with_its_offset() -> None:
    one = chart(daily_apps())
    assert one.observed_at == datetime(2026, 10, 1, 15, 10, 39, 885149, UTC), "the date in the file is a day ahead"
    assert (one.said.category, one.depth) == ("productivity", 99)


def test_a_category_whose_apps_are_of_another_genre_is_refused() -> None:
    assert reason(daily_apps(range(12), genre="6014")) == (
        "mislabelled: it says 'productivity', but 12 of 12 apps are of another genre"
    )


def test_an_overall_chart_of_one_genre_is_refused() -> None:
    numbers = range(1, 13)
    told = Told(Said(origin="tea/ranks", chart="top-free", category="all"), UNSAID.observed_at)
    assert reason(scraper_list(numbers), told) == "mislabelled: it says 'all', but every app is of genre 6015"
    mixed = dict.fromkeys(range(1, 7), "6007")
    assert len(chart(scraper_list(numbers, mixed), told).entries) == 12


def test_an_array_says_country_and_ids_in_its_addresses_and_the_rest_is_told() -> None:
    one = chart(ranked_array([5, 7]), UNSAID)
    assert (one.said, ranks(one)) == (Said("apple", "jp"), [(1, app_id(5)), (2, app_id(7))])
    assert reason(ranked_array(), Told(Said())) == (
        "the file does not say its chart, category, origin, date; say it with --chart --category --origin --date"
    )


def test_addresses_of_two_countries_are_no_chart() -> None:
    raw = written(json.loads(ranked_array([1], "jp")) + json.loads(ranked_array([2], "us")))
    assert reason(raw, UNSAID) == "the addresses are of several countries: jp, us"


def test_the_order_of_a_scraper_list_is_the_rank() -> None:
    one = chart(scraper_list([9, 4]), UNSAID)
    assert (one.said.country, ranks(one)) == ("gb", [(1, app_id(9)), (2, app_id(4))])


def test_entries_with_a_position_say_their_chart() -> None:
    one = chart(positioned_entries([5, 7]), DATED)
    assert one.said == Said("apple", "us", None, "free", "food_and_drink")
    assert (ranks(one), one.depth) == ([(1, app_id(5)), (2, app_id(7))], 100)


def test_an_inverted_index_gives_a_chart_for_each_list_it_names() -> None:
    index = {"com.openai.chat": [position(2), position(1, country_code="de")], "com.tea.pot": [position(1)]}
    states, germany = read(written(index), DATED)
    assert isinstance(states, ArchivedChart) and isinstance(germany, ArchivedChart)
    assert sorted(ranks(states)) == [(1, "bundle:com.tea.pot"), (2, "bundle:com.openai.chat")]
    assert ranks(germany) == [(1, "bundle:com.openai.chat")]


def test_a_report_is_a_chart_a_section() -> None:
    one = chart(markdown_report())
    assert (one.said.category, one.observed_at, one.depth) == ("6000", at("2026-03-07 00:00"), 100)
    assert [(entry.name, entry.developer) for entry in one.entries] == [("Kettle | hot", "Tea Ltd"), ("Pot", "Tea Ltd")]


def test_a_report_from_an_unknown_address_is_refused() -> None:
    assert reason(markdown_report("https://example.com")) == "the section 'US apps top-free Top 20' has no known source"


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (b'{"updatedAt": "2000-01-01T00:00:00Z", "items": []}', "it lists no app"),
        (b'{"updatedAt": "2025-01-01T00:00:00Z", "items": [{"rank": 1}]}', "it does not say which chart it is"),
        (b"[]", "it lists no app"),
        (b"", "it lists no app"),
        (b"Ranking not found.\n", "it is a line of text, 'Ranking not found.', and no chart"),
        (b'const data = [\n  {"date": "2024-01-15T19:00:00Z", "allAppsRank": 500},\n];\n', "the ranks of one app"),
    ],
)
def test_what_is_no_chart_is_refused_with_the_reason(raw: bytes, why: str) -> None:
    assert why in reason(raw)


@pytest.mark.parametrize("raw", [b"<html>Sorry</html>", b"\xff\xfe\x00", b"# Title\n\nwords\n", b"12", b'{"a": {}}'])
def test_an_unknown_shape_is_an_error(raw: bytes) -> None:
    with pytest.raises(ParseError, match=r"no shape of archive that we know|neither text in UTF-8 nor Parquet"):
        recognise(raw)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=4),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["rank", "url", "id", "appId", "title", "$position", "index", "genre", "apps", "collected_at", "items",
                 "datasets", "feedType", "top10", "updatedAt", "country", "date"]
            ), inner, max_size=5,
        )
    ),
    max_leaves=25,
)  # fmt: skip


@given(value=json_values)
@settings(max_examples=300, deadline=None)
def test_whatever_json_comes_is_read_refused_or_unknown(value: object) -> None:
    try:
        found = read(written(value), UNSAID)
    except ParseError:
        return
    assert all(isinstance(one, ArchivedChart | Refusal) for one in found)


def test_readers_are_pure() -> None:
    assert not importers("tracker/archives", "requests", "duckdb", "tracker.fetch", "tracker.storage", "pathlib", "os")
