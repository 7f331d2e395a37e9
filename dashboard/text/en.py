"""English. Say: rank, chart, No. 1, capture, observed. Not: popular, most downloaded, surge, crash, because."""

from dashboard.findings import (
    Finding,
    LostTop,
    Moved,
    NoneRanked,
    NothingObserved,
    OneLook,
    ReachedTop,
    StayedTop,
    Steady,
)
from dashboard.text.language import PluralForm, Text


def plural_form(n: int) -> PluralForm:
    return "one" if n == 1 else "other"


def finding_sentence(text: Text, finding: Finding, name: str) -> str:
    match finding:
        case ReachedTop():
            return _reached_top(text, finding, name)
        case StayedTop(gaps=True):
            return f"{name} was No. 1 without an observed break"
        case StayedTop():
            return f"{name} was No. 1 in every capture"
        case LostTop(on=on, certain=certain):
            return f"{name} lost No. 1 {'on' if certain else 'by'} {text.long_day(on)}"
        case Moved():
            return _moved(text, finding, name)
        case Steady(best=best, worst=worst) if best == worst:
            return f"{name} kept rank {best}"
        case Steady(best=best, worst=worst):
            return f"{name} ranked best, between {best} and {worst}"
        case OneLook(rank=rank):
            return f"In the only capture {name} ranked best, at No. {rank}"
        case NoneRanked(depth=None):
            return "None of these assistants was in the chart"
        case NoneRanked(depth=depth):
            return f"None of these assistants was in the top {depth}"
        case NothingObserved():
            return "Nothing was observed in this range"


def _reached_top(text: Text, top: ReachedTop, name: str) -> str:
    verb = "returned to" if top.again else "reached"
    start = f"{name} {verb} No. 1 {'on' if top.certain else 'by'} {text.long_day(top.on)}"
    length = text.duration(top.lasted)
    if top.ending == "still":
        kept = f"and was still there {length} later"
        return f"{start} {kept}, without an observed break" if top.gaps else f"{start} {kept}"
    least = "at least " if top.ending == "unseen" or not top.certain else ""
    kept = f"and kept it for {least}{length}"
    return f"{start} {kept} without an observed break" if top.gaps else f"{start} {kept}"


def _moved(text: Text, way: Moved, name: str) -> str:
    outside = f"outside the top {way.depth}" if way.depth else "outside the chart"
    from_place = str(way.from_rank) if way.from_rank else outside
    to_place = f"No. {way.to_rank}" if way.to_rank == 1 else str(way.to_rank) if way.to_rank else outside
    verb = "climbed" if way.up else "went down"
    on = f"on {text.long_day(way.to_day)}"
    if way.from_day.date() == way.to_day.date():
        return f"{name} {verb} from {from_place} to {to_place} {on}"
    since = text.short_day(way.from_day) if way.from_day.year == way.to_day.year else text.day(way.from_day)
    return f"{name} {verb} from {from_place} to {to_place} between {since} and {text.long_day(way.to_day)}"


ENGLISH = Text(
    code="en",
    direction="ltr",
    months=(
        "January", "February", "March", "April", "May", "June",
        "July", "August", "September", "October", "November", "December",
    ),
    months_short=("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
    weekdays=("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
    plural_form=plural_form,
    finding=finding_sentence,
    brand="Rank Tracker",
    other_language="العربية",
    skip="Skip to content",
    pages="Pages",
    menu="Menu",
    scheme="Light or dark",
    simulated="SIMULATED",
    simulated_why="An invented world for trying the program. No rank on this page was observed.",
    data_to="Data to {time}",
    late="Late: the data ends at {time}",
    no_data="No data yet",
    ago="{age} ago",
    footer="Ranks are positions in a store’s chart, not downloads or ratings.",
    published="Published {time}",
    sql_behind="The SQL behind this page",
    what_is_shown="What is shown",
    change="Change",
    store="Store",
    country="Country",
    device="Device",
    chart="Chart",
    category="Category",
    source="Source",
    dates="Dates",
    range="Range",
    previous_month="Previous month",
    next_month="Next month",
    add="Add assistant",
    remove="Remove {name}",
    nothing_found="Nothing found",
    stores={"apple": "App Store", "google": "Google Play"},
    devices={"iphone": "iPhone", "ipad": "iPad", "mac": "Mac", "android": "Android"},
    charts={"top-free": "Top free", "top-paid": "Top paid", "top-grossing": "Top grossing"},
    ranges={"7d": "7 d", "30d": "30 d", "90d": "90 d", "1y": "1 y", "all": "All"},
    all_categories="All",
    all_categories_long={"apple": "all categories, games included", "google": "all categories, without games"},
    ranks="Ranks",
    world="World",
    health="Health",
    rank_history="Rank history",
    kicker="Assistant ranks",
    subtitle="Rank in the chart “{chart}” for {device}, {category}. Logarithmic axis, best on top.",
    no_1="No. 1",
    not_in_top="not in the top {n}",
    not_in_top_lane="Not in\ntop {n}",
    not_in_chart="not in the chart",
    not_in_chart_lane="Not in\nchart",
    not_observed="not observed",
    not_sold="not sold",
    key_press="Rank stated by the press, not observed by us",
    key_not_observed="Not observed: no capture exists",
    key_not_in_top="Looked for, not in the top {n}: it may rank deeper",
    key_not_in_chart="Looked for, not in the chart",
    key_not_sold="Not sold in this country’s store",
    key_out_of_focus="Beyond the first {n}, which have their colours",
    last_capture="Last capture {time}",
    coverage="Coverage {n} of {m} captures ({p}%)",
    depth="Depth {n}",
    from_source="Source {source}",
    pooled="One list, shown in {n} countries",
    zone="Times in UTC",
    table="Table",
    as_table="The same data as a table",
    csv="CSV",
    parquet="Parquet",
    png="PNG",
    sql="SQL",
    copy_link="Copy link",
    copied="Copied",
    now="At the end",
    change_24_h="24 h",
    change_7_d="7 d",
    best_since="Best since {day}",
    days_at_1="Days at No. 1",
    last_days={"one": "Last day", "other": "Last {n} days"},
    captures_ranked="Captures ranked",
    assistant="Assistant",
    up="up {n}",
    down="down {n}",
    same="no change",
    unknown_change="nothing to compare with",
    ranked_of="{n} of {m}",
    sql_why="Every number on this page comes from this call."
    " Run it with rank-tracker sql, or in DuckDB on charts.duckdb.",
    as_of_change="against 24 h before",
    since_when="seen since",
    moved_in="from outside",
    happened="What happened in the world",
    beside="An event is shown beside a rank, not as its cause.",
    all_events="All {n} events in this range",
    most_events="{k} of the {n} events in this range",
    every_event="All events",
    no_events="The catalogue has no event of these assistants in this range.",
    kinds={"release": "Release", "incident": "Incident", "rule": "Rule", "attention": "Attention"},
    tiers={
        "official": "official source", "press": "press", "aggregator/copy": "copy of press",
        "repository data": "public data set",
    },
    precisions={"approx": "about {day}", "week": "week of {day}"},
    stated_rank="{name}: rank {rank}, stated by the press",
    close="Close",
    more_events={"one": "and {n} more here", "other": "and {n} more here"},
    nothing_captured="Nothing has been captured yet",
    nothing_captured_why="The first capture of the watchlist starts the lines. To capture now:",
    nothing_captured_hint="Ranks appear as stepped lines from the first capture on. The time before it stays hatched"
    " for ever: the store does not tell its past.",
    capture_now="rank-tracker collect charts --now",
    simulated_world="To see a simulated world instead: rank-tracker demo",
    already_here="Already here: {events} events and {ranks} ranks stated by the press.",
    not_captured="No capture of this chart",
    not_captured_why="{series} was never captured. The watchlist decides what is; to capture it now:",
    unknown_ranks="Ranks of these assistants are not known here",
    unknown_ranks_why="The lists of {source} know only some of their ranks, and none of these assistants’:"
    " they may have been there.",
    see_chart="See what is known of the chart",
    empty_range="No capture in this range",
    empty_range_why="The captures of this chart reach from {first} to {last}.",
    show_from="Show all of them",
    unknown_value="This address asks for something unknown",
    unknown_value_why="{key}: {got} is not one of: {wanted}.",
    start_over="Show the default view",
    failed="Could not read the data",
    failed_why="The database did not answer this question. The server’s log says why.",
    try_again="Try again",
    no_page="No such page",
    needs_script="The chart is drawn by scripts of this page. Without them, ask the same data: rank-tracker sql",
    no_page_why="There is nothing at this address.",
    days={"one": "{n} day", "other": "{n} days"},
    hours={"one": "{n} hour", "other": "{n} hours"},
    minutes={"one": "{n} minute", "other": "{n} minutes"},
)  # fmt: skip
