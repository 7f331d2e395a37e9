"""The words of the world page, in English and in Arabic."""

from collections.abc import Mapping
from dataclasses import dataclass

from dashboard.text.language import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class WorldText:
    # the finding
    at_1: str
    in_top: str
    in_chart: str
    nowhere: str

    # the heat map
    best_of: Mapping[str, str]  # by step
    sorted_by: Mapping[str, str]  # by order
    order: str
    orders: Mapping[str, str]
    rank_over_time: str
    no_1: str
    rank: str
    deeper: str  # the last bin
    not_in_chart: str
    not_observed: str
    not_sold: str
    key_not_in_chart: str
    key_not_observed: str
    key_not_sold: str
    key_not_followed: str
    shown: str
    every_country: str
    fewer: str
    last_day: str
    countries_observed: str
    pooled: str

    # the map and the breadth
    map_of: str
    map_why: str
    map_day: str
    day_before: str
    day_after: str
    pick_hint: str
    breadth: str
    breadth_why: str
    breadth_note: str
    curves: Mapping[str, str]
    countries: str

    # the table
    country: str
    on_day: str
    at_end: str
    best: str
    first_on: str
    days_at_1: str
    days_ranked: str
    days_observed: str

    # states
    no_world: str
    no_world_why: str
    empty: str
    empty_why: str


ENGLISH = WorldText(
    at_1="On {day} {name} was No. 1 in {n} of {m} observed countries",
    in_top="{name} came furthest on {day}: the top {k} in {n} of {m} observed countries",
    in_chart="On {day} {name} was in the chart of {n} of {m} observed countries",
    nowhere="{name} was seen in no chart; up to {m} countries were observed",
    best_of={
        "day": "Best rank of each day (UTC), one row a country.",
        "week": "Best rank of each week, Monday to Sunday (UTC), one row a country: too many days to tell apart.",
        "month": "Best rank of each month (UTC), one row a country: too many weeks to tell apart.",
    },
    sorted_by={"rank": "Sorted by rank at the end.", "name": "Sorted by name."},
    order="Order",
    orders={"rank": "by rank", "name": "by name"},
    rank_over_time="Best rank in each country over time",
    no_1="No. 1",
    rank="rank {n}",
    deeper="101 and deeper",
    not_in_chart="not in the chart",
    not_observed="not observed",
    not_sold="not sold there",
    key_not_in_chart="Looked for, not in the chart: it may rank deeper",
    key_not_observed="Not observed",
    key_not_sold="Not sold there",
    key_not_followed="Not observed: not in the watchlist",
    shown="{n} of {m} countries shown",
    every_country="All {m} countries",
    fewer="Only the first {n}",
    last_day="Last capture {time}",
    countries_observed="{n} of {m} countries observed on the last day",
    pooled="Google Play may show one list in several countries",
    map_of="{day}, one tile a country",
    map_why="Best rank of that day (UTC). Every tile has the same size, so that small countries count and large ones"
    " do not shout. A tile leads to the history of that country.",
    map_day="Day of the map",
    day_before="Day before",
    day_after="Day after",
    pick_hint="A click on the picture chooses the day of the map; dragging chooses the range.",
    breadth="Breadth: in how many countries?",
    breadth_why="Countries in which {name} was at No. 1, in the top 5, 10 and 50, against the countries observed"
    " that day.",
    breadth_note="A fall of the dotted line is a fall of coverage, not of rank.",
    curves={"at_1": "No. 1", "top_5": "top 5", "top_10": "top 10", "top_50": "top 50", "observed": "observed"},
    countries="Countries",
    country="Country",
    on_day="On {day}",
    at_end="At the end",
    best="Best",
    first_on="First on",
    days_at_1="Days at No. 1",
    days_ranked="Days ranked",
    days_observed="Days observed",
    no_world="No country has a capture of this chart",
    no_world_why="{chart} was never captured anywhere. The watchlist decides what is; to capture it now:",
    empty="No capture in this range",
    empty_why="The captures of this chart reach from {first} to {last}.",
)  # fmt: skip

ARABIC = WorldText(
    at_1="في {day} كان {name} في المركز الأول في {n} من البلدان المرصودة ({m})",
    in_top="أوسع حضور لـ{name} في {day}: ضمن أول {k} في {n} من البلدان المرصودة ({m})",
    in_chart="في {day} كان {name} داخل القائمة في {n} من البلدان المرصودة ({m})",
    nowhere="لم يُرَ {name} في أي قائمة؛ أكبر عدد من البلدان المرصودة: {m}",
    best_of={
        "day": "أفضل ترتيب في كل يوم (UTC)، سطر لكل بلد.",
        "week": "أفضل ترتيب في كل أسبوع، من الاثنين إلى الأحد (UTC)، سطر لكل بلد: الأيام أكثر من أن تُميَّز.",
        "month": "أفضل ترتيب في كل شهر (UTC)، سطر لكل بلد: الأسابيع أكثر من أن تُميَّز.",
    },
    sorted_by={"rank": "مرتبة حسب الترتيب في النهاية.", "name": "مرتبة حسب الاسم."},
    order="الفرز",
    orders={"rank": "بالترتيب", "name": "بالاسم"},
    rank_over_time="أفضل ترتيب في كل بلد عبر الزمن",
    no_1="الأول",
    rank="المركز {n}",
    deeper="101 فأبعد",
    not_in_chart="خارج القائمة",
    not_observed="لم يُرصد",
    not_sold="غير متاح هناك",
    key_not_in_chart="بُحث عنه ولم يكن في القائمة: قد يكون ترتيبه أبعد",
    key_not_observed="لم يُرصد",
    key_not_sold="غير متاح هناك",
    key_not_followed="لم يُرصد: ليس في قائمة المتابعة",
    shown="البلدان المعروضة: {n} من {m}",
    every_country="كل البلدان ({m})",
    fewer="الأولى فقط ({n})",
    last_day="آخر لقطة {time}",
    countries_observed="البلدان المرصودة في اليوم الأخير: {n} من {m}",
    pooled="قد يعرض Google Play قائمة واحدة في عدة بلدان",
    map_of="{day}، مربع لكل بلد",
    map_why="أفضل ترتيب في ذلك اليوم (UTC). المربعات متساوية، فتُرى البلدان الصغيرة ولا تطغى الكبيرة."
    " وكل مربع يقود إلى تاريخ ذلك البلد.",
    map_day="يوم الخريطة",
    day_before="اليوم السابق",
    day_after="اليوم التالي",
    pick_hint="النقر على الصورة يختار يوم الخريطة، والسحب يختار المدة.",
    breadth="الاتساع: في كم بلد؟",
    breadth_why="البلدان التي كان فيها {name} في المركز الأول وضمن أول 5 و10 و50، مقابل البلدان المرصودة في ذلك اليوم.",
    breadth_note="هبوط الخط المنقط هبوط في التغطية لا في الترتيب.",
    curves={
        "at_1": "الأول", "top_5": "أول 5", "top_10": "أول 10", "top_50": "أول 50", "observed": "مرصودة",
    },
    countries="البلدان",
    country="البلد",
    on_day="في {day}",
    at_end="في النهاية",
    best="الأفضل",
    first_on="أول مرة في",
    days_at_1="أيام في المركز الأول",
    days_ranked="أيام داخل القائمة",
    days_observed="أيام مرصودة",
    no_world="لا لقطة لهذه القائمة في أي بلد",
    no_world_why="لم تُلتقط {chart} في أي مكان قط. قائمة المتابعة تحدد ما يُلتقط؛ لالتقاطها الآن:",
    empty="لا لقطة في هذه المدة",
    empty_why="تمتد لقطات هذه القائمة من {first} إلى {last}.",
)  # fmt: skip

WORDS = {"en": ENGLISH, "ar": ARABIC}


def world_text(text: Text) -> WorldText:
    """The page's words in the language of the others."""
    return WORDS[text.code]
