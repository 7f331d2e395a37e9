"""The words of the pages /claims and /claims/<id>."""

from dataclasses import dataclass

from dashboard.text.language import Plurals


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimsText:
    name: str
    kicker: str
    count: Plurals
    why: str  # {n}
    claim: str
    days: str
    as_read: str
    rank_claim: str
    unknown: str
    unknown_why: str  # {id}
    all_claims: str
    by_charts: str
    by_charts_why: str
    no_chart: str
    captures: str
    sentence: str  # {name} {rank} {chart} {store} {where} {days}
    stated_sentence: str  # the same, of a chart that no store has by the name that its source gives it
    quoted: str  # {chart}
    at_rank: str  # {n}
    within: str  # {n}
    deeper: str  # {n}
    removed: str
    in_countries: str  # {n}
    no_country: str
    every_day: str  # {days}
    cite: str
    citation: str
    unchanged: str
    restated: str  # {verdict}
    time_utc: str
    local_time: str
    state: str
    depth: str
    raw: str
    raw_why: str
    no_raw: str
    file: str
    by_sources: str
    wording: str
    source: str
    contradicts: str
    stated: str
    all_stated: Plurals
    all_stated_why: str
    sql_why: str


ENGLISH = ClaimsText(
    name="Claims",
    kicker="Claims · what was said, held against what was seen",
    count={
        "one": "{n} claim about the rise of DeepSeek in January 2025",
        "other": "{n} claims about the rise of DeepSeek in January 2025",
    },
    why=(
        "Made by the articles that this tracker began with. {n} are about a rank, which charts can check; "
        "the others are read against their sources."
    ),
    claim="Claim",
    days="Days meant",
    as_read="As we read the sources",
    rank_claim="about a rank",
    unknown="There is no such claim",
    unknown_why="No claim is called {id}.",
    all_claims="All claims",
    by_charts="What the charts show",
    by_charts_why="Only captures speak. What nobody observed supports nothing and contradicts nothing.",
    no_chart="No chart can check this claim: it is not about a chart position.",
    captures="Captures of that time",
    sentence="{name} ranked {rank} in {chart}, {store}, {where}, {days}",
    stated_sentence="{name}: {rank} in {chart}, {store}, {where}, {days}",
    at_rank="No. {n}",
    within="{n} or better",
    deeper="deeper than {n}",
    removed="removed",
    quoted="“{chart}”",
    in_countries="in {n} countries at least",
    no_country="no country named",
    every_day="every day of {days}",
    cite="Cite this",
    citation="To cite it",
    unchanged="The evidence is the same as when this address was made.",
    restated=(
        "The evidence was restated since this address was made. The address says that the verdict was then: {verdict}."
    ),
    time_utc="Time (UTC)",
    local_time="Local time",
    state="State",
    depth="Depth",
    raw="Raw answers of the store",
    raw_why="The file that holds the answer, and its SHA-256. Whoever runs this tracker can show it.",
    no_raw="These captures have no raw answer here: they came with an archive, or are invented.",
    file="File",
    by_sources="What the sources say",
    wording="Wording",
    source="Source",
    contradicts="Cannot stand beside",
    stated="A rank that the press stated; nothing here is our reading of it.",
    all_stated={"one": "{n} rank that the press stated", "other": "{n} ranks that the press stated"},
    all_stated_why="Each leads to a page with what the charts show of its days.",
    sql_why="The queries that show it. They run on the page SQL, and with rank-tracker sql.",
)

ARABIC = ClaimsText(
    name="الادعاءات",
    kicker="الادعاءات · ما قيل في مواجهة ما رُصد",
    count={
        "zero": "لا ادعاءات",
        "one": "ادعاء واحد عن صعود ديب سيك في يناير 2025",
        "two": "ادعاءان عن صعود ديب سيك في يناير 2025",
        "few": "{n} ادعاءات عن صعود ديب سيك في يناير 2025",
        "many": "{n} ادعاءً عن صعود ديب سيك في يناير 2025",
        "other": "{n} ادعاء عن صعود ديب سيك في يناير 2025",
    },
    why=(
        "ذكرتها المقالات التي بدأ بها هذا المتتبّع. عدد ما هو عن ترتيب: {n}، وتستطيع القوائم التحقق منه؛ "
        "أما البقية فتُقرأ في ضوء مصادرها."
    ),
    claim="الادعاء",
    days="الأيام المقصودة",
    as_read="كما نقرأ المصادر",
    rank_claim="عن ترتيب",
    unknown="لا يوجد ادعاء كهذا",
    unknown_why="لا ادعاء باسم {id}.",
    all_claims="كل الادعاءات",
    by_charts="ما تُظهره القوائم",
    by_charts_why="اللقطات وحدها تتكلم. ما لم يرصده أحد لا يؤيّد شيئًا ولا ينقض شيئًا.",
    no_chart="لا تستطيع أي قائمة التحقق من هذا الادعاء: ليس عن ترتيب في قائمة.",
    captures="لقطات تلك المدة",
    sentence="كان {name} {rank} في {chart} في {store}، {where}، {days}",
    stated_sentence="قيل إن {name} {rank} في {chart}، {store}، {where}، {days}",
    at_rank="في المركز {n}",
    within="في المركز {n} أو أفضل",
    deeper="أبعد من المركز {n}",
    removed="أُزيل",
    quoted="«{chart}»",
    in_countries="في {n} من البلدان على الأقل",
    no_country="دون ذكر بلد",
    every_day="في كل يوم من {days}",
    cite="استشهد بهذا",
    citation="للاستشهاد به",
    unchanged="الدليل هو نفسه كما كان حين أُنشئ هذا العنوان.",
    restated="تغيّر الدليل منذ أُنشئ هذا العنوان. يقول العنوان إن الحكم كان حينئذ: {verdict}.",
    time_utc="الوقت (UTC)",
    local_time="التوقيت المحلي",
    state="الحالة",
    depth="العمق",
    raw="إجابات المتجر الخام",
    raw_why="الملف الذي يحوي الإجابة، وبصمته SHA-256. يستطيع من يشغّل هذا المتتبّع أن يعرضه.",
    no_raw="ليست لهذه اللقطات إجابات خام هنا: جاءت مع أرشيف، أو هي مُختلَقة.",
    file="الملف",
    by_sources="ما تقوله المصادر",
    wording="الصياغة",
    source="المصدر",
    contradicts="لا يجتمع مع",
    stated="ترتيب كما ذكرته الصحافة، دون قراءة منّا.",
    all_stated={
        "zero": "لا مراكز ذكرتها الصحافة",
        "one": "مركز واحد ذكرته الصحافة",
        "two": "مركزان ذكرتهما الصحافة",
        "few": "{n} مراكز ذكرتها الصحافة",
        "many": "{n} مركزًا ذكرته الصحافة",
        "other": "{n} مركز ذكرته الصحافة",
    },
    all_stated_why="يقود كل منها إلى صفحة بما تُظهره القوائم عن أيامه.",
    sql_why="الاستعلامات التي تُظهر ذلك. تعمل في صفحة SQL وبالأمر rank-tracker sql.",
)


def claims_text(code: str) -> ClaimsText:
    return ARABIC if code == "ar" else ENGLISH
