"""Which feeds are asked, and what makes a candidate: the shipped feeds, and what the home says of them.

feeds.csv  in the home: feeds of your own, in the columns of the shipped file; a row wins over ours of the same name
news.toml  in the home: off = [...], on = [...]; [pauses], seconds between two requests to a host; [clusters] and
           [candidates], the thresholds
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from tracker import catalog
from tracker.catalog.feeds import FEED_COLUMNS, Feed, read_feeds
from tracker.catalog.rows import read_file
from tracker.config import Home, first_fault
from tracker.errors import ConfigurationError
from tracker.news.candidates import Rules
from tracker.news.clusters import Likeness
from tracker.settings_file import read_toml

PAUSES = {"news.google.com": 60.0, "api.gdeltproject.org": 6.0}  # what they ask of those who come often

_STRICT = ConfigDict(extra="forbid", frozen=True)


class ClusterSettings(BaseModel):
    model_config = _STRICT

    join_score: float = Field(Likeness().join_score, gt=0, le=2)
    merge_score: float = Field(Likeness().merge_score, gt=0, le=2)
    quiet_days: float = Field(Likeness().quiet_days, gt=0, le=30)


class CandidateSettings(BaseModel):
    model_config = _STRICT

    least_salience: float = Field(Rules().least_salience, ge=0, le=100)
    most_per_week: int = Field(Rules().most_per_week, ge=0, le=1000)
    join_days: int = Field(Rules().join_days, ge=0, le=14)
    duplicate_ratio: float = Field(Rules().duplicate_ratio, gt=50, le=100)
    look_back_days: int = Field(21, ge=7, le=120)


class NewsFile(BaseModel):
    model_config = _STRICT

    off: list[str] = []
    on: list[str] = []
    pauses: dict[str, float] = {}
    clusters: ClusterSettings = ClusterSettings()
    candidates: CandidateSettings = CandidateSettings()


@dataclass(frozen=True, slots=True)
class News:
    feeds: tuple[Feed, ...]  # by name, switched off ones among them
    pauses: Mapping[str, float]  # seconds between two requests, by host
    likeness: Likeness
    rules: Rules
    look_back_days: int

    def feed(self, name: str) -> Feed | None:
        return next((feed for feed in self.feeds if feed.feed == name), None)


def shipped_news() -> News:
    """As if the home said nothing."""
    return _news(catalog.SHIPPED.feeds, NewsFile())


def read_news(home: Home) -> News:
    """The feeds and the thresholds. Raises ConfigurationError that names the file and what is wrong in it."""
    feeds = {feed.feed: feed for feed in catalog.SHIPPED.feeds}
    own = home.root / "feeds.csv"
    if own.is_file():
        feeds |= {feed.feed: feed for feed in read_feeds(read_file(own, FEED_COLUMNS), catalog.assistants())}
    settings = _settings(home)
    for names, enabled in ((settings.off, False), (settings.on, True)):
        for name in names:
            if name not in feeds:
                raise ConfigurationError(
                    f"{home.root / 'news.toml'}: no feed {name!r}; rank-tracker sql 'from feed' shows their names"
                )
            feeds[name] = replace(feeds[name], enabled=enabled)
    return _news(feeds.values(), settings)


def _news(feeds: Iterable[Feed], settings: NewsFile) -> News:
    clusters, candidates = settings.clusters, settings.candidates
    return News(
        tuple(sorted(feeds, key=lambda feed: feed.feed)),
        PAUSES | settings.pauses,
        Likeness(clusters.join_score, clusters.merge_score, clusters.quiet_days),
        Rules(candidates.least_salience, candidates.most_per_week, candidates.join_days, candidates.duplicate_ratio),
        candidates.look_back_days,
    )


def _settings(home: Home) -> NewsFile:
    file = home.root / "news.toml"
    if not file.is_file():
        return NewsFile()
    try:
        return NewsFile.model_validate(read_toml(file))
    except ValidationError as error:
        raise ConfigurationError(f"{file}: {first_fault(error, 'docs/news.md')}") from error
