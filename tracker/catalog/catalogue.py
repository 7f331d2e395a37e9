"""One reader of the catalogue, of the shipped folder or of any other; only the tiles of the map have their own.

Each table is read once, when it is first asked for, and its rows are checked for what later code relies on. `check`
looks at everything else too; it runs in the tests, and whenever the database takes the catalogue in.
"""

import hashlib
from datetime import UTC, datetime, timedelta
from functools import cached_property
from importlib.resources.abc import Traversable

from tracker.catalog import aliases, apps, claims, dated_events, feeds, news_words, places, press_ranks
from tracker.catalog.apps import AppPeriod, Assistant, ControlApp, Identity, LookAlike
from tracker.catalog.rows import Row, read_table


class Catalogue:
    def __init__(self, folder: Traversable) -> None:
        self.folder = folder

    @cached_property
    def countries(self) -> dict[str, places.Country]:
        """Every country by code, in the order of the codes."""
        return places.read_countries(self._country_rows)

    @cached_property
    def categories(self) -> dict[str, places.Category]:
        """Every category by slug, the overall chart first."""
        return places.read_categories(read_table(self.folder, "categories.csv", places.CATEGORY_COLUMNS))

    @cached_property
    def assistants(self) -> dict[str, Assistant]:
        """Every assistant by slug, the best known first."""
        return apps.read_assistants(self._assistant_rows)

    @cached_property
    def app_periods(self) -> tuple[AppPeriod, ...]:
        """Where each app is offered, a row for each country."""
        return tuple(
            period
            for row in apps.app_rows(self._app_rows, self.assistants)
            for period in apps.read_periods(row, self.countries)
        )

    @cached_property
    def identities(self) -> tuple[Identity, ...]:
        """Which app id stands for which assistant. At any time an id stands for one assistant at most."""
        return apps.read_identities(apps.app_rows(self._app_rows, self.assistants))

    @cached_property
    def app_ids_by_bundle(self) -> dict[str, str]:
        """Apple's id of each bundle that we know, the bundle in lower case."""
        return {one.bundle.lower(): one.app_id for one in self.identities if one.store == "apple" and one.bundle}

    @cached_property
    def controls(self) -> tuple[ControlApp, ...]:
        """Well-known apps that are no assistants, a row for each store."""
        return apps.read_controls(self._control_rows)

    @cached_property
    def lookalikes(self) -> tuple[LookAlike, ...]:
        """Apps that must never be taken for an assistant."""
        return apps.read_lookalikes(self._lookalike_rows)

    @cached_property
    def aliases(self) -> tuple[aliases.Alias, ...]:
        return aliases.read_aliases(self._alias_rows)

    @cached_property
    def events(self) -> tuple[dated_events.Event, ...]:
        """Every shipped event, oldest first."""
        newest = datetime.now(UTC).date() + timedelta(days=1)  # a clock that is slow must not refuse the catalogue
        return dated_events.read_events(self._event_rows, self.assistants, self.countries, newest)

    @cached_property
    def reported_ranks(self) -> tuple[press_ranks.ReportedRank, ...]:
        """Every rank that the press stated, oldest first."""
        return press_ranks.read_reported_ranks(self._reported_rows)

    @cached_property
    def claims(self) -> tuple[claims.Claim, ...]:
        """Every claim of the founding articles."""
        return claims.read_claims(self._claim_rows)

    @cached_property
    def feeds(self) -> tuple[feeds.Feed, ...]:
        """Every shipped source of news, switched on or not."""
        return feeds.read_feeds(self._feed_rows, self.assistants)

    @cached_property
    def news_words(self) -> news_words.NewsWords:
        """By which words a headline's category and countries are told."""
        return news_words.read_news_words(self._topic_rows, self._place_rows, self._idea_rows, self.countries)

    @cached_property
    def fingerprint(self) -> str:
        """The hash of every file of the catalogue: another one means that the database must take it in anew."""
        digest = hashlib.sha256()
        for file in sorted(self.folder.iterdir(), key=lambda file: file.name):
            if file.name.endswith(".csv"):
                digest.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
        return digest.hexdigest()

    def check(self) -> None:
        """Raises ConfigurationError for the first thing that cannot be true: file, line, and what to do."""
        places.check_countries(self._country_rows)
        apps.check_assistants(self._assistant_rows, self.countries)
        tuple(apps.app_rows(self._app_rows, self.assistants))
        apps.check_apps(self._app_rows, self.countries)
        apps.check_others(self._control_rows, self._lookalike_rows, self._app_rows, self.categories)
        aliases.check_aliases(self._alias_rows, self.assistants)
        dated_events.check_shipped_events(self._event_rows)
        press_ranks.check_reported_ranks(self._reported_rows, self.assistants, self.countries)
        claims.check_claims(self._claim_rows, self.assistants, self.countries, self.categories)
        feeds.check_feeds(self._feed_rows, self.assistants)
        _ = self.news_words
        _ = self.events, self.reported_ranks, self.claims, self.app_periods

    @cached_property
    def _country_rows(self) -> list[Row]:
        return read_table(self.folder, "countries.csv", places.COUNTRY_COLUMNS)

    @cached_property
    def _assistant_rows(self) -> list[Row]:
        return read_table(self.folder, "assistants.csv", apps.ASSISTANT_COLUMNS)

    @cached_property
    def _app_rows(self) -> list[Row]:
        return read_table(self.folder, "assistant_apps.csv", apps.APP_COLUMNS)

    @cached_property
    def _control_rows(self) -> list[Row]:
        return read_table(self.folder, "controls.csv", apps.CONTROL_COLUMNS)

    @cached_property
    def _lookalike_rows(self) -> list[Row]:
        return read_table(self.folder, "lookalikes.csv", apps.LOOKALIKE_COLUMNS)

    @cached_property
    def _alias_rows(self) -> list[Row]:
        return read_table(self.folder, "aliases.csv", aliases.ALIAS_COLUMNS)

    @cached_property
    def _event_rows(self) -> list[Row]:
        return read_table(self.folder, "events.csv", dated_events.EVENT_COLUMNS)

    @cached_property
    def _reported_rows(self) -> list[Row]:
        return read_table(self.folder, "reported_ranks.csv", press_ranks.REPORTED_COLUMNS)

    @cached_property
    def _claim_rows(self) -> list[Row]:
        return read_table(self.folder, "claims.csv", claims.CLAIM_COLUMNS)

    @cached_property
    def _feed_rows(self) -> list[Row]:
        return read_table(self.folder, "feeds.csv", feeds.FEED_COLUMNS)

    @cached_property
    def _topic_rows(self) -> list[Row]:
        return read_table(self.folder, "topics.csv", news_words.TOPIC_COLUMNS)

    @cached_property
    def _place_rows(self) -> list[Row]:
        return read_table(self.folder, "place_words.csv", news_words.PLACE_COLUMNS)

    @cached_property
    def _idea_rows(self) -> list[Row]:
        return read_table(self.folder, "shared_words.csv", news_words.IDEA_COLUMNS)
