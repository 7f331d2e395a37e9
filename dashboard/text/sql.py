"""The words of the page /sql."""

from dataclasses import dataclass
from typing import Literal

from dashboard.text.language import Plurals


@dataclass(frozen=True, slots=True, kw_only=True)
class SqlText:
    kicker: str
    title: str
    subtitle: str
    published: str  # put before the subtitle's facts where a publishing is known
    dictionary: str
    beneath: str
    macro: str
    parameters: str
    first_rows: str
    worked: str
    pick: str
    editor: str
    run: str
    keys: str
    stop: str
    nothing_yet: str
    foreign: str  # the query came with the address
    nothing: str
    nothing_why: str
    rows: Plurals
    seconds: str  # {s}
    cut: str  # {n}
    cells_cut: str
    null: str
    result: str
    quick_chart: str
    quick_note: str
    over: str  # {y} over {x}
    by: str  # {y} by {x}
    download_cut: str
    wrong: str
    wrong_next: str
    too_slow: str  # {s}
    too_large: str  # {m}
    slow_next: str
    busy: str
    busy_next: str
    stopped: str
    stopped_next: str
    failed: str
    failed_next: str
    empty_query: str


ENGLISH = SqlText(
    kicker="SQL · the same published file that every page reads",
    title="Ask the data yourself",
    subtitle="DuckDB, read only. A query stops after {s} seconds, at {m} MB, or at {n} rows in a download."
    " Nothing you do here can hold up a capture.",
    published="The file was published on {time}.",
    dictionary="Tables and macros",
    beneath="Beneath: what these stand on",
    macro="macro",
    parameters="Parameters",
    first_rows="First rows",
    worked="Worked question",
    pick="Choose one of {n}",
    editor="SQL query",
    run="Run",
    keys="Ctrl + Enter",
    stop="Stop",
    nothing_yet="The answer will stand here.",
    foreign="This query came with the address. Read it, then run it.",
    nothing="No rows",
    nothing_why="The query ran and found nothing. A missing row is never an absence: coverage says when nobody looked.",
    rows={"one": "{n} row", "other": "{n} rows"},
    seconds="{s} s",
    cut="Only the first {n} rows are shown; a download holds more.",
    cells_cut="Long values are cut here; a download holds them whole.",
    null="NULL",
    result="Answer",
    quick_chart="Quick chart",
    quick_note="From the rows below. A line breaks where its usual distance in time is exceeded.",
    over="{y} over {x}",
    by="{y} by {x}",
    download_cut="The download holds the first {n} rows; there are more.",
    wrong="The query cannot be run as it is written",
    wrong_next="The database says:",
    too_slow="The query was stopped after {s} seconds",
    too_large="The query was stopped: it needs more than {m} MB",
    slow_next="Ask for less: name an assistant, a store or a country, or a shorter time.",
    busy="Other queries are running",
    busy_next="This one was not begun. Try again in a few seconds.",
    stopped="The query was stopped",
    stopped_next="Nothing is left of it.",
    failed="The database did not answer",
    failed_next="The server’s log says why.",
    empty_query="There is no query yet. Write one, or choose a worked question.",
)

ARABIC = SqlText(
    kicker="SQL · الملف المنشور نفسه الذي تقرؤه كل صفحة",
    title="اسأل البيانات بنفسك",
    subtitle="قاعدة DuckDB للقراءة فقط. يتوقف الاستعلام بعد {s} ثوانٍ، أو عند {m} ميغابايت، أو عند {n} صف في التنزيل."
    " لا شيء مما تفعله هنا يعطّل التقاط البيانات.",
    published="نُشر الملف في {time}.",
    dictionary="الجداول ووحدات الماكرو",
    beneath="ما تقوم عليه هذه",
    macro="ماكرو",
    parameters="المعاملات",
    first_rows="أول الصفوف",
    worked="سؤال محلول",
    pick="اختر واحدًا من {n}",
    editor="استعلام SQL",
    run="نفّذ",
    keys="مفتاحا Ctrl + Enter",
    stop="أوقف",
    nothing_yet="سيظهر الجواب هنا.",
    foreign="جاء هذا الاستعلام مع العنوان. اقرأه ثم نفّذه.",
    nothing="لا صفوف",
    nothing_why="نُفّذ الاستعلام ولم يجد شيئًا. غياب الصف لا يعني غياب التطبيق: الجدول coverage يبيّن متى لم ينظر أحد.",
    rows={"zero": "لا صفوف", "one": "صف واحد", "two": "صفان", "few": "{n} صفوف", "many": "{n} صفًا", "other": "{n} صف"},
    seconds="{s} ثانية",
    cut="تظهر أول {n} صف فقط؛ وفي التنزيل المزيد.",
    cells_cut="القيم الطويلة مقصوصة هنا، وهي كاملة في التنزيل.",
    null="لا قيمة",
    result="الجواب",
    quick_chart="رسم سريع",
    quick_note="من الصفوف أدناه. ينقطع الخط حيث تتجاوز المسافة الزمنية المعتاد.",
    over="{y} عبر {x}",
    by="{y} حسب {x}",
    download_cut="في التنزيل أول {n} صف؛ وهناك المزيد.",
    wrong="لا يمكن تنفيذ الاستعلام كما هو مكتوب",
    wrong_next="تقول قاعدة البيانات:",
    too_slow="أُوقف الاستعلام بعد {s} ثوانٍ",
    too_large="أُوقف الاستعلام: يحتاج إلى أكثر من {m} ميغابايت",
    slow_next="اطلب أقل: سمِّ مساعدًا أو متجرًا أو بلدًا، أو مدة أقصر.",
    busy="استعلامات أخرى قيد التنفيذ",
    busy_next="لم يبدأ هذا الاستعلام. أعد المحاولة بعد ثوانٍ.",
    stopped="أُوقف الاستعلام",
    stopped_next="لم يبق منه شيء.",
    failed="لم تجب قاعدة البيانات",
    failed_next="السبب في سجل الخادم.",
    empty_query="لا استعلام بعد. اكتب واحدًا أو اختر سؤالًا محلولًا.",
)


def sql_text(code: Literal["en", "ar"] | str) -> SqlText:
    return ARABIC if code == "ar" else ENGLISH
