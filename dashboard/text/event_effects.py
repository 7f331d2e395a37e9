"""Words of the part of an event's page that says how unusual the days after it were."""

from collections.abc import Mapping
from dataclasses import dataclass

from dashboard.text.language import Plurals


@dataclass(frozen=True, slots=True, kw_only=True)
class EffectsText:
    head: str
    why: str
    in_charts: Plurals
    says: Mapping[str, str]  # a verdict or a status, in short
    near_change: str  # {share}
    no_change: str  # {share}
    not_tested: str
    none: str
    every: Plurals
    chart: str
    before: str
    after: str
    own: str
    similar: str
    reading: str
    observed: str  # {k}
    outside: str  # {depth}
    shown: str  # {n}
    method: str  # {version}
    sql_why: str
    elsewhere: str
    elsewhere_why: str
    happened: str
    median: Plurals  # a colon and the size follow
    apart: str  # {country} {m} {k} {p}
    no_apart: str  # {m}
    change: str
    place: str


ENGLISH = EffectsText(
    head="How unusual was it?",
    why="The week before against the week from that day on. The tests compare it with the app’s own earlier days and"
    " with apps of similar rank in the same chart. They say how unusual it was, never what it came from.",
    in_charts={"one": "{n} chart", "other": "{n} charts"},
    says={
        "moved_around": "moved around", "unusual_for_app": "unusual for this app",
        "unusual_against_similar": "unusual for it and against similar apps",
        "unusual_against_similar_only": "unusual against similar apps", "too_little_history": "too little history",
        "from_top": "No. 1 before", "from_outside": "outside the list before", "not_observed": "too few days observed",
        "open": "week not over", "launched": "not offered before", "removed": "not offered after",
    },
    near_change="Its level changed within two days of the event; {share}% of these days lie as near to such a change.",
    no_change="Its level did not change within two days of the event; {share}% of these days lie near such a change.",
    not_tested="This event is shown, not tested: its day is not known well enough, or it is itself a chart position.",
    none="In no observed chart was the app near the list in these weeks, so there is nothing to test.",
    every={"one": "{n} chart", "other": "All {n} charts"},
    chart="Chart",
    before="Week before",
    after="Week after",
    own="Own earlier days",
    similar="Similar apps",
    reading="In words",
    observed="{k} of 7 days",
    outside="not in top {depth}",
    shown="The first {n}; the query gives all.",
    method="Method {version}: docs/method.md has the formulas, and how often each test calls nothing unusual.",
    sql_why="Every chart comes from this query.",
    elsewhere="The same app elsewhere",
    elsewhere_why="The event happened in one place; the app, its news and the season were the same in others.",
    happened="here",
    median={"one": "In {n} other country", "other": "Median of {n} other countries"},
    apart="{country}: of {m} other countries, {k} stand as far apart from the rest (p {p}).",
    no_apart="A test wants 19 other countries with the app in the list; there are {m}.",
    change="Change",
    place="Country",
)  # fmt: skip

ARABIC = EffectsText(
    head="إلى أي حد كان ذلك غير معتاد؟",
    why="الأسبوع السابق مقابل الأسبوع الذي يبدأ بذلك اليوم. تقارنه الاختبارات بأيام التطبيق السابقة، وبتطبيقات قريبة"
    " منه في الترتيب في القائمة نفسها. تقول كم كان غير معتاد، ولا تقول أبدًا من أين جاء.",
    in_charts={"zero": "لا قوائم", "one": "قائمة واحدة", "two": "قائمتان", "few": "{n} قوائم", "many": "{n} قائمة",
               "other": "{n} قائمة"},
    says={
        "moved_around": "تحرّك كعادته", "unusual_for_app": "غير معتاد لهذا التطبيق",
        "unusual_against_similar": "غير معتاد له ولا بين المشابهة",
        "unusual_against_similar_only": "غير معتاد بين المشابهة", "too_little_history": "التاريخ قصير",
        "from_top": "كان الأول قبله", "from_outside": "كان خارج القائمة", "not_observed": "الأيام المرصودة قليلة",
        "open": "لم ينتهِ الأسبوع", "launched": "لم يكن معروضًا قبله", "removed": "لم يعد معروضًا بعده",
    },
    near_change="تغيّر مستواه في حدود يومين من الحدث؛ و{share}% من هذه الأيام قريب بهذا القدر من تغيّر كهذا.",
    no_change="لم يتغيّر مستواه في حدود يومين من الحدث؛ و{share}% من هذه الأيام قريب من تغيّر كهذا.",
    not_tested="هذا الحدث معروض غير مختبر: يومه غير معروف بدقة كافية، أو هو نفسه موضع في قائمة.",
    none="لم يكن التطبيق قريبًا من أي قائمة مرصودة في هذه الأسابيع، فلا شيء يُختبر.",
    every={"zero": "لا قوائم", "one": "قائمة واحدة", "two": "القائمتان", "few": "القوائم كلها: {n}",
           "many": "القوائم كلها: {n}", "other": "القوائم كلها: {n}"},
    chart="القائمة",
    before="الأسبوع السابق",
    after="الأسبوع التالي",
    own="أيامه السابقة",
    similar="تطبيقات مشابهة",
    reading="بالكلمات",
    observed="{k} من 7 أيام",
    outside="خارج أول {depth}",
    shown="أول {n}؛ والاستعلام يعطيها كلها.",
    method="الطريقة {version}: في docs/method.md الصيغ، وكم مرة يصف كل اختبار ما لم يحدث بأنه غير معتاد.",
    sql_why="القوائم كلها من هذا الاستعلام.",
    elsewhere="التطبيق نفسه في أماكن أخرى",
    elsewhere_why="وقع الحدث في مكان واحد؛ والتطبيق وأخباره والموسم هي نفسها في غيره.",
    happened="هنا",
    median={"zero": "لا بلدان أخرى", "one": "في بلد آخر", "two": "وسيط بلدين آخرين",
            "few": "وسيط {n} بلدان أخرى", "many": "وسيط {n} بلدًا آخر",
            "other": "وسيط {n} بلد آخر"},
    apart="{country}: من {m} بلدًا آخر، يبتعد {k} عن البقية بهذا القدر (\u2066p {p}\u2069).",
    no_apart="يلزم للاختبار 19 بلدًا آخر يظهر فيها التطبيق؛ والموجود {m}.",
    change="التغيّر",
    place="البلد",
)  # fmt: skip


def effects_words(code: str) -> EffectsText:
    return ARABIC if code == "ar" else ENGLISH
