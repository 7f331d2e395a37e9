"""Articles → copies, stories, candidates: made anew for the newest weeks each time news came in."""

from datetime import timedelta

from duckdb import DuckDBPyConnection

from tracker.news.candidates import BASE_DAYS, place_stories, story_of
from tracker.news.clusters import clusters
from tracker.news.duplicates import copies
from tracker.news.knowledge import knowledge
from tracker.news_config import News
from tracker.own_events import OwnEvents, all_events
from tracker.storage.articles import linked_articles
from tracker.storage.news_events import day_counts, events_before, mark_copies, newest_article, replace_stories

MOST_ARTICLES = 10_000  # that are clustered at once: some ten seconds; charts wait for the same lock
CONTEXT = timedelta(days=5)  # before the first day that is placed anew: a story may have begun there


def relate_news(connection: DuckDBPyConnection, news: News, own: OwnEvents) -> int:
    """Place the stories of the newest weeks, inside the caller's transaction; returns how many candidates there are.

    It goes by when articles were seen, not by the clock: doing it again changes nothing.
    """
    newest = newest_article(connection)
    if newest is None:
        return 0
    since = newest - timedelta(days=news.look_back_days)
    articles = linked_articles(connection, since)
    if len(articles) > MOST_ARTICLES:
        articles = articles[-MOST_ARTICLES:]
        since = articles[0].published_at
    original = copies(articles, news.rules.duplicate_ratio)
    mark_copies(connection, original, since)
    counts = day_counts(connection, since - timedelta(days=BASE_DAYS))
    known = knowledge()
    found = clusters(articles, known.linker.without_names, known.ideas_of, news.likeness)
    stories = [story for cluster in found if (story := story_of(cluster, original, counts)) is not None]
    first_day = (since + CONTEXT).date()
    placed = place_stories(
        (story for story in stories if story.day >= first_day),
        all_events(own),
        events_before(connection),
        news.rules,
    )
    replace_stories(connection, placed, first_day)
    return sum(one.candidate is not None for one in placed)
