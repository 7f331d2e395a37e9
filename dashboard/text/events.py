"""The words of the pages /events and /events/<id>."""

from collections.abc import Mapping
from dataclasses import dataclass

from dashboard.text.language import Plurals


@dataclass(frozen=True, slots=True, kw_only=True)
class EventsText:
    name: str
    kicker: str
    count: Plurals
    count_of: str  # {events} {name}
    busiest: str  # {count} {month} {n}
    none: str
    none_why: str
    show_all: str
    search: str
    kind: str
    assistant: str
    country: str
    year: str
    status: str
    every: str
    statuses: Mapping[str, str]
    date: str
    title: str
    source: str
    where: str
    everywhere: str
    more_places: str  # {n}
    earlier: str
    later: str
    shown: str  # {first} {last} {n}
    catalogue_note: str
    sql_why: str
    no_download: str
    # one event
    unknown: str
    unknown_why: str  # {id}
    all_events: str
    concerns: str  # {names} {places}
    precision: Mapping[str, str]
    confidence: Mapping[str, str]
    candidate: str
    outcome: str
    own: str
    proposed: str
    sources: str
    in_the_news: str
    article_count: Plurals
    outlet_count: Plurals
    articles_of: str  # {articles} {outlets}
    copied: str
    because: str
    languages: Mapping[str, str]
    followed: str
    followed_why: str
    others: str
    others_count: Plurals
    no_others: str
    no_chart: str
    no_chart_why: str
    no_assistant: str
    note: str
    on_ranks: str
    # writing
    review: str
    nothing_to_review: str
    accept: str
    reject: str
    sign_in: str
    sign_in_why: str
    admin_key: str
    signed_in: str
    sign_out: str
    add: str
    add_why: str
    link: str
    publisher: str
    category: str
    how_exact: str
    assistants: str
    countries: str
    countries_hint: str
    save: str
    failed: str
    categories: Mapping[str, str]


ENGLISH = EventsText(
    name="Events",
    kicker="Events · what happened in the world, each with its source",
    count={"one": "{n} event", "other": "{n} events"},
    count_of="{events} of {name}",
    busiest="{count}, most of them in {month}: {n}",
    none="No event matches",
    none_why="The catalogue has no event for this choice. Widen it.",
    show_all="Show all events",
    search="Search",
    kind="Kind",
    assistant="Assistant",
    country="Country",
    year="Year",
    status="Status",
    every="All",
    statuses={"accepted": "Accepted", "candidate": "To be reviewed"},
    date="Date",
    title="What happened",
    source="First source",
    where="Where",
    everywhere="Everywhere",
    more_places="and {n} more",
    earlier="Earlier",
    later="Later",
    shown="{first} to {last} of {n}",
    catalogue_note="Days are UTC. A date known only to a week or a month says so.",
    sql_why="The rows on this page come from this query.",
    no_download="The file could not be made; the server’s log says why.",
    unknown="No such event",
    unknown_why="The catalogue has no event called {id}. It may have been rejected.",
    all_events="All events",
    concerns="Concerns {names}. Where: {places}.",
    precision={
        "day": "date known to the day", "week": "date known to the week", "month": "date known to the month",
        "approx": "date approximate",
    },
    confidence={"high": "high confidence", "medium": "medium confidence", "low": "low confidence"},
    candidate="to be reviewed",
    outcome="a chart position: an outcome, never a cause",
    own="added here",
    proposed="proposed by the news",
    in_the_news="In the news",
    article_count={"one": "{n} article", "other": "{n} articles"},
    outlet_count={"one": "{n} outlet", "other": "{n} outlets"},
    articles_of="{articles}, {outlets} that did not copy",
    copied="a copy",
    because="Why",
    sources="Sources",
    languages={"en": "English", "ar": "Arabic", "zh": "Chinese", "fr": "French", "de": "German", "it": "Italian",
               "ja": "Japanese", "ko": "Korean", "es": "Spanish", "pt": "Portuguese", "ru": "Russian"},
    followed="What followed, not what caused",
    followed_why="Grey: {n} days before and {n} days from that day on. Other events fall into the same days.",
    others="Other events in these days",
    others_count={"one": "{n} other event falls in these days. The rank cannot tell them apart.",
                  "other": "{n} other events fall in these days. The rank cannot tell them apart."},
    no_others="The catalogue has no other event of these assistants in these days.",
    no_chart="No capture around this event",
    no_chart_why="Nobody looked at this chart in the days around it, so there is nothing to show beside it.",
    no_assistant="This event concerns no assistant that has a chart position.",
    note="Note",
    on_ranks="Show on the rank page",
    review="To be reviewed",
    nothing_to_review="No event waits for a review.",
    accept="Accept",
    reject="Reject",
    sign_in="Sign in",
    sign_in_why="Whoever knows the admin token can review events and add some.",
    admin_key="Admin token",
    signed_in="You are signed in.",
    sign_out="Sign out",
    add="Add an event",
    add_why="Date, title and link are needed. Write the title in your own words.",
    link="Link to the source",
    publisher="Publisher",
    category="Category",
    how_exact="How exact the date is",
    assistants="Assistants",
    countries="Countries",
    countries_hint="Codes like us, de; empty: everywhere",
    save="Add",
    failed="That did not work. Is the server running?",
    categories={
        "model": "New model", "launch": "Launch", "feature": "Feature", "pricing": "Price", "outage": "Outage",
        "security": "Security", "regulation": "Regulation", "policy": "Policy", "viral": "Went viral",
        "marketing": "Marketing", "market": "Market", "rank": "Chart position",
    },
)  # fmt: skip

ARABIC = EventsText(
    name="الأحداث",
    kicker="الأحداث · ما جرى في العالم، ولكل حدث مصدره",
    count={"zero": "لا أحداث", "one": "حدث واحد", "two": "حدثان", "few": "{n} أحداث", "many": "{n} حدثًا",
           "other": "{n} حدث"},
    count_of="{events} عن {name}",
    busiest="{count}، أكثرها في {month}: {n}",
    none="لا حدث يطابق الاختيار",
    none_why="ليس في الفهرس حدث لهذا الاختيار. وسِّعه.",
    show_all="اعرض كل الأحداث",
    search="بحث",
    kind="النوع",
    assistant="المساعد",
    country="البلد",
    year="السنة",
    status="الحالة",
    every="الكل",
    statuses={"accepted": "مقبولة", "candidate": "بانتظار المراجعة"},
    date="التاريخ",
    title="ما حدث",
    source="المصدر الأول",
    where="أين",
    everywhere="في كل مكان",
    more_places="و{n} أخرى",
    earlier="الأقدم",
    later="الأحدث",
    shown="من {first} إلى {last} من أصل {n}",
    catalogue_note="الأيام بتوقيت UTC. والتاريخ المعروف بالأسبوع أو الشهر فقط يُذكر كذلك.",
    sql_why="صفوف هذه الصفحة من هذا الاستعلام.",
    no_download="تعذّر إعداد الملف؛ والسبب في سجل الخادم.",
    unknown="لا حدث بهذا الاسم",
    unknown_why="ليس في الفهرس حدث اسمه {id}. ربما رُفض.",
    all_events="كل الأحداث",
    concerns="يخص {names}. أين: {places}.",
    precision={
        "day": "التاريخ معروف باليوم", "week": "التاريخ معروف بالأسبوع", "month": "التاريخ معروف بالشهر",
        "approx": "التاريخ تقريبي",
    },
    confidence={"high": "ثقة عالية", "medium": "ثقة متوسطة", "low": "ثقة منخفضة"},
    candidate="بانتظار المراجعة",
    outcome="موضع في القائمة: نتيجة، لا سبب أبدًا",
    own="أضيف هنا",
    proposed="اقترحته الأخبار",
    in_the_news="في الأخبار",
    article_count={"zero": "لا مقالات", "one": "مقال واحد", "two": "مقالان", "few": "{n} مقالات", "many": "{n} مقالًا",
                   "other": "{n} مقال"},
    outlet_count={"zero": "لا ناشر", "one": "ناشر واحد", "two": "ناشران", "few": "{n} ناشرين", "many": "{n} ناشرًا",
                  "other": "{n} ناشر"},
    articles_of="{articles}، {outlets} بلا نسخ",
    copied="نسخة",
    because="وجه الصلة",
    sources="المصادر",
    languages={"en": "الإنجليزية", "ar": "العربية", "zh": "الصينية", "fr": "الفرنسية", "de": "الألمانية",
               "it": "الإيطالية", "ja": "اليابانية", "ko": "الكورية", "es": "الإسبانية", "pt": "البرتغالية",
               "ru": "الروسية"},
    followed="ما تلا الحدث، لا ما سبّبه",
    followed_why="بالرمادي: {n} يومًا قبله و{n} يومًا من ذلك اليوم فصاعدًا. وتقع أحداث أخرى في الأيام نفسها.",
    others="أحداث أخرى في هذه الأيام",
    others_count={"zero": "لا حدث آخر في هذه الأيام.",
                  "one": "يقع حدث آخر في هذه الأيام. لا يستطيع الترتيب التفريق بينهما.",
                  "two": "يقع حدثان آخران في هذه الأيام. لا يستطيع الترتيب التفريق بينها.",
                  "few": "تقع {n} أحداث أخرى في هذه الأيام. لا يستطيع الترتيب التفريق بينها.",
                  "many": "يقع {n} حدثًا آخر في هذه الأيام. لا يستطيع الترتيب التفريق بينها.",
                  "other": "يقع {n} حدث آخر في هذه الأيام. لا يستطيع الترتيب التفريق بينها."},
    no_others="ليس في الفهرس حدث آخر لهذه المساعدات في هذه الأيام.",
    no_chart="لا لقطة حول هذا الحدث",
    no_chart_why="لم ينظر أحد إلى هذه القائمة في الأيام المحيطة به، فلا شيء يُعرض بجانبه.",
    no_assistant="لا يخص هذا الحدث مساعدًا له موضع في القوائم.",
    note="ملاحظة",
    on_ranks="اعرض في صفحة الترتيب",
    review="بانتظار المراجعة",
    nothing_to_review="لا حدث ينتظر المراجعة.",
    accept="اقبل",
    reject="ارفض",
    sign_in="سجّل الدخول",
    sign_in_why="من يعرف رمز المشرف يستطيع مراجعة الأحداث وإضافتها.",
    admin_key="رمز المشرف",
    signed_in="أنت مسجّل الدخول.",
    sign_out="سجّل الخروج",
    add="أضف حدثًا",
    add_why="التاريخ والعنوان والرابط مطلوبة. اكتب العنوان بكلماتك.",
    link="رابط المصدر",
    publisher="الناشر",
    category="الفئة",
    how_exact="دقة التاريخ",
    assistants="المساعدات",
    countries="البلدان",
    countries_hint="رموز مثل us وde؛ إن تُركت فارغة: في كل مكان",
    save="أضف",
    failed="لم ينجح ذلك. هل يعمل الخادم؟",
    categories={
        "model": "نموذج جديد", "launch": "إطلاق", "feature": "ميزة", "pricing": "سعر", "outage": "عطل",
        "security": "أمن", "regulation": "تنظيم", "policy": "سياسة", "viral": "انتشار", "marketing": "تسويق",
        "market": "السوق", "rank": "موضع في القائمة",
    },
)  # fmt: skip


def events_text(code: str) -> EventsText:
    return ARABIC if code == "ar" else ENGLISH
