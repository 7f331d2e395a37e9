"""The words of the pages /claims and /claims/<id>."""

from collections.abc import Mapping
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
    verdicts: Mapping[str, str]
    unknown: str
    unknown_why: str  # {id}
    all_claims: str
    by_charts: str
    by_charts_why: str
    no_chart: str
    country: str
    finding: str
    findings: Mapping[str, str]
    best: str
    captures: str
    captures_of: str  # {n} {m}
    shown_by: str
    by_sources: str
    wording: str
    source: str
    contradicts: str
    sql_why: str


ENGLISH = ClaimsText(
    name="Claims",
    kicker="Claims · what was said, held against what was seen",
    count={"one": "{n} claim of the founding articles", "other": "{n} claims of the founding articles"},
    why="{n} of them are about a rank: charts can check those. The others are read against their sources.",
    claim="Claim",
    days="Days meant",
    as_read="As we read the sources",
    rank_claim="about a rank",
    verdicts={
        "supported": "Supported",
        "contradicted": "Contradicted",
        "partly": "Partly",
        "not_observed": "Not observed",
        "not_checkable": "Not checkable",
        "unverifiable": "Unverifiable",
        "plausible": "Plausible",
        "context": "Context",
        "opinion": "Opinion",
        "forecast": "Forecast",
    },
    unknown="There is no such claim",
    unknown_why="No claim is called {id}.",
    all_claims="All claims",
    by_charts="What the charts show",
    by_charts_why="Only captures speak. What nobody observed supports nothing and contradicts nothing.",
    no_chart="No chart can check this claim: it is not about a chart position.",
    country="Country",
    finding="Finding",
    findings={"held": "held", "failed": "did not hold", "partly": "on some days", "open": "open"},
    best="Best rank",
    captures="Captures",
    captures_of="{n} of {m}",
    shown_by="First shown",
    by_sources="What the sources say",
    wording="Wording",
    source="Source",
    contradicts="Cannot stand beside",
    sql_why="The queries that show it. They run on the page SQL, and with rank-tracker sql.",
)

ARABIC = ClaimsText(
    name="الادعاءات",
    kicker="الادعاءات · ما قيل في مواجهة ما رُصد",
    count={
        "zero": "لا ادعاءات",
        "one": "ادعاء واحد من المقالات المؤسِّسة",
        "two": "ادعاءان من المقالات المؤسِّسة",
        "few": "{n} ادعاءات من المقالات المؤسِّسة",
        "many": "{n} ادعاءً من المقالات المؤسِّسة",
        "other": "{n} ادعاء من المقالات المؤسِّسة",
    },
    why="عدد ما هو عن ترتيب منها: {n}، وتستطيع القوائم التحقق منه. أما البقية فتُقرأ في ضوء مصادرها.",
    claim="الادعاء",
    days="الأيام المقصودة",
    as_read="كما نقرأ المصادر",
    rank_claim="عن ترتيب",
    verdicts={
        "supported": "مؤيَّد",
        "contradicted": "منقوض",
        "partly": "جزئيًا",
        "not_observed": "لم يُرصد",
        "not_checkable": "لا يمكن التحقق منه",
        "unverifiable": "لا يمكن إثباته",
        "plausible": "معقول",
        "context": "سياق",
        "opinion": "رأي",
        "forecast": "توقّع",
    },
    unknown="لا يوجد ادعاء كهذا",
    unknown_why="لا ادعاء باسم {id}.",
    all_claims="كل الادعاءات",
    by_charts="ما تُظهره القوائم",
    by_charts_why="اللقطات وحدها تتكلم. ما لم يرصده أحد لا يؤيّد شيئًا ولا ينقض شيئًا.",
    no_chart="لا تستطيع أي قائمة التحقق من هذا الادعاء: ليس عن ترتيب في قائمة.",
    country="البلد",
    finding="النتيجة",
    findings={"held": "تحقّق", "failed": "لم يتحقّق", "partly": "في بعض الأيام", "open": "غير محسوم"},
    best="أفضل ترتيب",
    captures="اللقطات",
    captures_of="{n} من {m}",
    shown_by="أول ظهور",
    by_sources="ما تقوله المصادر",
    wording="الصياغة",
    source="المصدر",
    contradicts="لا يجتمع مع",
    sql_why="الاستعلامات التي تُظهر ذلك. تعمل في صفحة SQL وبالأمر rank-tracker sql.",
)


def claims_text(code: str) -> ClaimsText:
    return ARABIC if code == "ar" else ENGLISH
