"""What a page says → an event to confirm: the cells of a row of events.csv."""

from tracker.news.facets import categories_of, countries_of
from tracker.news.feeds import Knowledge, is_vendor
from tracker.news.page import PageFacts

DEFAULT_CATEGORY = "market"
LONGEST_TITLE = 160


def proposed_cells(facts: PageFacts, knowledge: Knowledge) -> dict[str, str]:
    """Assistants, category and countries as the title names them; as the summary does, where the title names none."""
    texts = (facts.title, facts.summary)
    linked = (knowledge.linker.links(text, about_ai=True) for text in texts)
    assistants = next((found for found in linked if found), ())
    categories = next((found for text in texts if (found := categories_of(text, knowledge.words))), ())
    countries = next((found for text in texts if (found := countries_of(text, knowledge.words))), ())
    title = facts.title if len(facts.title) <= LONGEST_TITLE else f"{facts.title[: LONGEST_TITLE - 1].rstrip()}…"
    return {
        "start_date": f"{facts.published_at:%Y-%m-%d}" if facts.published_at else "",
        "title": title,
        "title_ar": title if facts.language == "ar" else "",
        "category": categories[0] if categories else DEFAULT_CATEGORY,
        "assistants": "|".join(dict.fromkeys(link.assistant for link in assistants)),
        "countries": "|".join(countries),
        "source_url": facts.url,
        "publisher": facts.outlet,
        "source_tier": "official" if is_vendor(facts.outlet, knowledge.vendors) else "press",
        "language": facts.language,
    }
