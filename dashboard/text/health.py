"""The words of the health page, in English and in Arabic."""

from collections.abc import Mapping
from dataclasses import dataclass

from dashboard.text.language import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class HealthText:
    # the finding
    kicker: str
    fresh: str
    covered: str
    nothing_due: str
    nothing_due_why: str

    # the facts
    newest: str
    due_in_24_h: str
    captured_of: str
    waiting: str
    waiting_none: str
    waiting_why: str
    backup: str
    no_backup: str
    no_backup_why: str
    simulated_age: str

    # the ledger
    every_source: str
    coverage: str
    coverage_why: str
    whole: str
    part: str
    missed: str
    failed: str
    none_due: str
    slots: str
    shown: str
    every_series: str
    fewer: str
    zone: str
    without_archives: str

    # failures
    needs_a_look: str
    nothing_wrong: str
    state: str
    reason: str
    slots_head: str
    last: str
    what_to_do: str
    example: str
    statuses: Mapping[str, str]
    cures: Mapping[str, str]
    missed_why: str
    more_reasons: str

    # sources, runs, sizes
    sources: str
    source: str
    series: str
    captured: str
    newest_head: str
    runs: str
    runs_why: str
    run: str
    began: str
    ended: str
    requests: str
    no_runs: str
    storage: str
    part_head: str
    files: str
    size: str
    parts: Mapping[str, str]
    at_least: str

    # the table
    table: str
    series_head: str
    every: str
    coverage_head: str
    expected: str
    missed_days: str
    last_capture: str
    never: str
    not_followed: str


ENGLISH = HealthText(
    kicker="Health · what was captured, what was not, what to do",
    fresh="{n} of {m} series are fresh; {p}% of the slots since {day} were captured",
    covered="{p}% of the slots since {day} were captured",
    nothing_due="Nothing was due: no chart was to be captured since {day}",
    nothing_due_why="Imported archives are not counted: nobody was to capture them. To collect the watchlist:",
    newest="Newest capture",
    due_in_24_h="Slots due, last two UTC days",
    captured_of="{n} captured, {m} not",
    waiting="Payloads waiting",
    waiting_none="the inbox is empty",
    waiting_why="to be taken in: rank-tracker ingest",
    backup="Newest backup",
    no_backup="none",
    no_backup_why="to make one: rank-tracker backup",
    simulated_age="an invented world has no age",
    every_source="All sources",
    coverage="Coverage, one cell a day",
    coverage_why="Slots expected against lists that arrived, by series and UTC day, the least covered first.",
    whole="All slots captured",
    part="Some captured",
    missed="Not observed: nobody ran",
    failed="Every try failed",
    none_due="Blank: no slot was due",
    slots="{n} of {m} slots captured",
    shown="{n} of {m} series shown",
    every_series="All {m} series",
    fewer="Only the first {n}",
    zone="Days in UTC",
    without_archives="Imported archives are not counted: nobody was to capture them",
    needs_a_look="Needs a look",
    nothing_wrong="Every slot that was tried in these days was captured, without a doubt.",
    state="State",
    reason="Source and reason",
    slots_head="Slots",
    last="Last",
    what_to_do="What to do",
    example="e.g. {series}",
    statuses={
        "suspect": "Suspect", "network_error": "No answer", "http_error": "Error answer",
        "rate_limited": "Too often", "parse_error": "Changed feed", "empty": "Empty list", "invalid": "Not believed",
        "missed": "Missed",
    },
    cures={
        "suspect": "Kept, with the doubt. Compare it with the capture before.",
        "network_error": "The next slot is tried again. If it stays: check the network, or the mirror.",
        "http_error": "The next slot is tried again. If it stays: the address may have changed.",
        "rate_limited": "Ask less often: lower per_minute in watchlist.toml, or give the series a slower rhythm.",
        "parse_error": "The payload is kept. Update the program, then: rank-tracker reparse",
        "empty": "Nothing is stored for an empty list. If it stays: this store may not have the chart.",
        "invalid": "The payload is kept. Look whether the store answered for another chart.",
        "missed": "Is cron running? Compare with crontab.example, then: rank-tracker doctor",
    },
    missed_why="no run captured these slots",
    more_reasons="The newest {n} reasons are shown; the files and the SQL have all.",
    sources="Sources",
    source="Source",
    series="Series",
    captured="Captured",
    newest_head="Newest",
    runs="Runs",
    runs_why="The newest runs that brought payloads; times in UTC.",
    run="Run",
    began="Began",
    ended="Ended",
    requests="Requests",
    no_runs="No run of these days is known.",
    storage="Storage",
    part_head="Part of the home",
    files="Files",
    size="Size",
    parts={
        "published": "charts.duckdb, published: everyone reads it", "store": "store.duckdb, of the writer",
        "inbox": "inbox, waiting", "payloads": "payloads, raw answers", "backups": "backups",
        "free": "free on the disk",
    },
    at_least="{n} and more",
    table="Coverage by series, as a table",
    series_head="Series",
    every="Every",
    coverage_head="Coverage",
    expected="Expected",
    missed_days="Days nobody ran",
    last_capture="Last capture",
    never="none in these days",
    not_followed="not followed now",
)  # fmt: skip

ARABIC = HealthText(
    kicker="سلامة البيانات · ما التُقط وما لم يُلتقط وما العمل",
    fresh="سلاسل حديثة: {n} من {m}؛ والتُقط {p}% من المواعيد منذ {day}",
    covered="التُقط {p}% من المواعيد منذ {day}",
    nothing_due="لم يكن هناك موعد: لم تكن أي قائمة مستحقة الالتقاط منذ {day}",
    nothing_due_why="الأرشيفات المستوردة لا تُحسب: لم يكن على أحد التقاطها. لجمع قائمة المتابعة:",
    newest="أحدث لقطة",
    due_in_24_h="المواعيد في آخر يومين (UTC)",
    captured_of="التُقط {n}، ولم يُلتقط {m}",
    waiting="حمولات منتظرة",
    waiting_none="صندوق الوارد فارغ",
    waiting_why="لإدخالها: rank-tracker ingest",
    backup="أحدث نسخة احتياطية",
    no_backup="لا شيء",
    no_backup_why="لعمل نسخة: rank-tracker backup",
    simulated_age="العالم المُختلَق لا عمر له",
    every_source="كل المصادر",
    coverage="التغطية، خلية لكل يوم",
    coverage_why="المواعيد المتوقعة مقابل القوائم التي وصلت، لكل سلسلة ويوم (UTC)، والأقل تغطية أولًا.",
    whole="التُقطت كل المواعيد",
    part="التُقط بعضها",
    missed="لم يُرصد: لم يعمل أحد",
    failed="فشلت كل المحاولات",
    none_due="فراغ: لا موعد مستحق",
    slots="التُقط {n} من {m} من المواعيد",
    shown="السلاسل المعروضة: {n} من {m}",
    every_series="كل السلاسل ({m})",
    fewer="الأولى فقط ({n})",
    zone="الأيام بتوقيت UTC",
    without_archives="لا تُحسب المحفوظات المستوردة: لم يكن مطلوبًا من أحد التقاطها",
    needs_a_look="يحتاج إلى نظر",
    nothing_wrong="كل موعد جُرّب في هذه الأيام التُقط، دون شك.",
    state="الحالة",
    reason="المصدر والسبب",
    slots_head="المواعيد",
    last="الأخير",
    what_to_do="ما العمل",
    example="مثلًا {series}",
    statuses={
        "suspect": "مشكوك فيه", "network_error": "لا جواب", "http_error": "جواب خطأ", "rate_limited": "طلبات كثيرة",
        "parse_error": "تغيّرت الصيغة", "empty": "قائمة فارغة", "invalid": "غير مُصدَّق", "missed": "فائت",
    },
    cures={
        "suspect": "محفوظ مع الشك. قارنه باللقطة السابقة.",
        "network_error": "يُعاد في الموعد التالي. إن استمر: افحص الشبكة أو المرآة.",
        "http_error": "يُعاد في الموعد التالي. إن استمر: فربما تغيّر العنوان.",
        "rate_limited": "اطلب أقل: خفّض per_minute في watchlist.toml، أو اجعل إيقاع السلسلة أبطأ.",
        "parse_error": "الحمولة محفوظة. حدّث البرنامج ثم: rank-tracker reparse",
        "empty": "لا يُخزَّن شيء لقائمة فارغة. إن استمر: فربما ليست هذه القائمة في المتجر.",
        "invalid": "الحمولة محفوظة. انظر هل أجاب المتجر عن قائمة أخرى.",
        "missed": "هل يعمل cron؟ قارن مع crontab.example ثم: rank-tracker doctor",
    },
    missed_why="لم يلتقط أي تشغيل هذه المواعيد",
    more_reasons="تُعرض أحدث الأسباب وعددها {n}؛ والباقي في الملفات وفي SQL.",
    sources="المصادر",
    source="المصدر",
    series="السلاسل",
    captured="الملتقَط",
    newest_head="الأحدث",
    runs="التشغيلات",
    runs_why="أحدث التشغيلات التي جلبت حمولات؛ الأوقات بتوقيت UTC.",
    run="التشغيل",
    began="بدأ",
    ended="انتهى",
    requests="الطلبات",
    no_runs="لا يُعرف تشغيل في هذه الأيام.",
    storage="التخزين",
    part_head="جزء من المجلد",
    files="الملفات",
    size="الحجم",
    parts={
        "published": "charts.duckdb المنشور: يقرؤه الجميع", "store": "store.duckdb الخاص بالكاتب",
        "inbox": "inbox المنتظر", "payloads": "payloads الأجوبة الخام", "backups": "backups النسخ الاحتياطية",
        "free": "المساحة الحرة على القرص",
    },
    at_least="{n} أو أكثر",
    table="التغطية حسب السلسلة، في جدول",
    series_head="السلسلة",
    every="كل",
    coverage_head="التغطية",
    expected="المتوقَّع",
    missed_days="أيام بلا تشغيل",
    last_capture="آخر لقطة",
    never="لا شيء في هذه الأيام",
    not_followed="لا تُتابَع الآن",
)  # fmt: skip

WORDS = {"en": ENGLISH, "ar": ARABIC}


def health_text(text: Text) -> HealthText:
    """The page's words in the language of the others."""
    return WORDS[text.code]
