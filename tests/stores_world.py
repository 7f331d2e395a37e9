"""Stores in which all is well: which apps rank, and what is asked of every source in one country."""

from tests.stores_server import StoresServer
from tracker import catalog
from tracker.app_series import badge_series, details_series, known_app_ids
from tracker.models import AppDetails, Badge, ChartEntry, Series

# Where every source has charts of its own, and the catalogue says of no assistant below that it is not sold.
ALL_COUNTRIES = [
    one.code
    for one in catalog.countries().values()
    if one.has_store("apple") and one.has_own_chart("google") and one.code not in ("hk", "mo", "ru", "ve", "it", "kr")
]

CHATGPT = "6448311069"
TAIL = range(3, 31)
APPLE_APPS = [
    ChartEntry(1, "6737597349", "DeepSeek", "DeepSeek"),
    ChartEntry(2, CHATGPT, "ChatGPT", "OpenAI"),
    *(ChartEntry(rank, str(900000000 + rank), f"Zorblat {rank}", "Invented") for rank in TAIL),
]
GOOGLE_APPS = [
    ChartEntry(1, "com.deepseek.chat", "DeepSeek", "DeepSeek"),
    ChartEntry(2, "com.openai.chatgpt", "ChatGPT", "OpenAI"),
    *(ChartEntry(rank, f"sim.zorblat{rank}", f"Zorblat {rank}", "Invented") for rank in TAIL),
]
NOT_SOLD = known_app_ids("apple")[0]
DETAILS = [AppDetails(app_id, True, f"App {app_id}") for app_id in known_app_ids("apple") if app_id != NOT_SOLD]


def series_of(source: str, country: str) -> list[Series]:
    """What is asked of a source in one country: three charts where one answer holds three."""
    if source == "itunes_lookup":
        return [details_series(country)]
    if source == "apple_badge":
        return [badge_series(country, CHATGPT)]
    store, device = ("google", "android") if source == "google_play" else ("apple", "iphone")
    charts = ("top-free", "top-paid", "top-grossing") if source == "apple_viewtop" else ("top-free",)
    return [Series(store, country, device, chart, "all", source) for chart in charts]


def serve(stores: StoresServer, series: Series) -> None:
    if series.source == "itunes_lookup":
        stores.serve_details(series, DETAILS)
    elif series.source == "apple_badge":
        stores.serve_badge(series, Badge(series.country, "iphone", "top-free", "productivity", 2, CHATGPT))
    else:
        stores.serve(series, APPLE_APPS if series.store == "apple" else GOOGLE_APPS)
