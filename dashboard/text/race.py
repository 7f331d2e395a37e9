"""The words of the race page, each in every language. "Passed" is about order in a chart, and about nothing else."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from dashboard.text.language import Plurals, Text, isolate


class RaceClaim(NamedTuple):
    """What can be said of the lead among the assistants."""

    changes: int
    leader: str | None  # at the end, by label; None: none of them was ranked
    gaps: bool  # days were not observed, so there may be more changes


@dataclass(frozen=True, slots=True, kw_only=True)
class RaceWords:
    claim: Callable[[RaceClaim], str]
    name: str
    kicker: str
    subtitle: Mapping[str, str]  # by step
    step: str
    steps: Mapping[str, str]
    figure: str
    first: str
    not_in_chart: str  # two lines
    not_sold: str
    key_dots: str
    observed: Mapping[str, str]  # {n} {m}
    overtakes: str
    overtakes_why: str
    no_overtakes: str
    all_overtakes: str  # {n}
    passed: str  # {first} {second}
    on: str  # {day}
    by: str  # {day} {behind}
    ahead: Plurals
    ahead_least: Plurals
    still_ahead: str
    streaks: str
    streaks_why: str
    no_streaks: str
    all_streaks: str  # {n}
    streak: Plurals
    streak_least: Plurals
    table: str
    newest_rows: str  # {n} {m}
    period: str
    place: str  # {place} {rank}
    sql_why: str


def _claim_in_english(claim: RaceClaim) -> str:
    if claim.leader is None:
        return "None of these assistants was in the chart at the end of any observed day"
    if claim.changes == 0:
        return f"{claim.leader} was ahead of the others at the end of every observed day"
    times = {1: "once", 2: "twice"}.get(claim.changes, f"{claim.changes} times")
    least = "at least " if claim.gaps else ""
    return f"The lead among these assistants changed {least}{times}; {claim.leader} was ahead at the end"


def _claim_in_arabic(claim: RaceClaim) -> str:
    if claim.leader is None:
        return "لم يكن أيٌّ من هذه المساعدات في القائمة في نهاية أي يوم مرصود"
    name = isolate(claim.leader)
    if claim.changes == 0:
        return f"كان {name} متقدمًا على البقية في نهاية كل يوم مرصود"
    times = {1: "مرة واحدة", 2: "مرتين"}.get(claim.changes)
    if times is None:
        few = 3 <= claim.changes % 100 <= 10
        times = f"{claim.changes} {'مرات' if few else 'مرة'}"
    least = " على الأقل" if claim.gaps else ""
    return f"تبدّلت الصدارة بين هذه المساعدات {times}{least}؛ وكان {name} متقدمًا في النهاية"


ENGLISH = RaceWords(
    claim=_claim_in_english,
    name="Race",
    kicker="Race",
    subtitle={
        "day": "Order of these assistants among themselves, in the last capture of each day (UTC).",
        "week": "Order of these assistants among themselves, in the last capture of each week (from Monday, UTC).",
        "month": "Order of these assistants among themselves, in the last capture of each month (UTC).",
    },
    step="Step",
    steps={"day": "Day", "week": "Week", "month": "Month"},
    figure="Order of the assistants over time",
    first="First",
    not_in_chart="Not in\nchart",
    not_sold="not sold",
    key_dots="Dots are observed; the lines between them only guide the eye",
    observed={
        "day": "{n} of {m} days observed",
        "week": "{n} of {m} weeks observed",
        "month": "{n} of {m} months observed",
    },
    overtakes="Overtakes",
    overtakes_why="By the order at the end of each day. Who is not in the chart stands behind everyone who is.",
    no_overtakes="None of these assistants was seen to pass another in this range.",
    all_overtakes="All {n} overtakes in this range",
    passed="{first} passed {second}",
    on="{day}",
    by="by {day}, last seen behind on {behind}",
    ahead={"one": "ahead at the end of {n} day", "other": "ahead at the end of {n} days"},
    ahead_least={"one": "ahead at the end of at least {n} day", "other": "ahead at the end of at least {n} days"},
    still_ahead="not seen to end",
    streaks="Streaks at No. 1 of the chart",
    streaks_why="Days on which a capture shows the assistant at No. 1. “At least” where a day within, before"
    " or after was not observed.",
    no_streaks="None of these assistants was seen at No. 1 in this range.",
    all_streaks="All {n} streaks in this range",
    streak={"one": "{n} day", "other": "{n} days"},
    streak_least={"one": "at least {n} day", "other": "at least {n} days"},
    table="The same data as a table",
    newest_rows="The newest {n} of {m}; CSV and Parquet hold all.",
    period="Last capture",
    place="{place} (rank {rank})",
    sql_why="Every place on this page comes from the ranks at the end of each day."
    " Run it with rank-tracker sql, or in DuckDB on charts.duckdb; the views overtake and streak give the lists.",
)

ARABIC = RaceWords(
    claim=_claim_in_arabic,
    name="السباق",
    kicker="السباق",
    subtitle={
        "day": "ترتيب هذه المساعدات فيما بينها في آخر لقطة من كل يوم (بتوقيت UTC).",
        "week": "ترتيب هذه المساعدات فيما بينها في آخر لقطة من كل أسبوع (من الاثنين، بتوقيت UTC).",
        "month": "ترتيب هذه المساعدات فيما بينها في آخر لقطة من كل شهر (بتوقيت UTC).",
    },
    step="الخطوة",
    steps={"day": "يوم", "week": "أسبوع", "month": "شهر"},
    figure="ترتيب المساعدات عبر الزمن",
    first="الأول",
    not_in_chart="خارج\nالقائمة",
    not_sold="غير متاح",
    key_dots="النقاط مرصودة؛ والخطوط بينها لتوجيه العين فقط",
    observed={
        "day": "الأيام المرصودة {n} من {m}",
        "week": "الأسابيع المرصودة {n} من {m}",
        "month": "الأشهر المرصودة {n} من {m}",
    },
    overtakes="مرات التجاوز",
    overtakes_why="بحسب الترتيب في نهاية كل يوم. ومن ليس في القائمة يأتي بعد كل من فيها.",
    no_overtakes="لم يُرصد أن أحد هذه المساعدات تجاوز آخر في هذه المدة.",
    all_overtakes="كل مرات التجاوز في هذه المدة ({n})",
    passed="{first} تجاوز {second}",
    on="في {day}",
    by="بحلول {day}، وشوهد خلفه آخر مرة في {behind}",
    ahead={
        "zero": "لم يتقدم في نهاية أي يوم", "one": "متقدم في نهاية يوم واحد", "two": "متقدم في نهاية يومين",
        "few": "متقدم في نهاية {n} أيام", "many": "متقدم في نهاية {n} يومًا", "other": "متقدم في نهاية {n} يوم",
    },
    ahead_least={
        "zero": "لم يتقدم في نهاية أي يوم مرصود", "one": "متقدم في نهاية يوم واحد على الأقل",
        "two": "متقدم في نهاية يومين على الأقل", "few": "متقدم في نهاية {n} أيام على الأقل",
        "many": "متقدم في نهاية {n} يومًا على الأقل", "other": "متقدم في نهاية {n} يوم على الأقل",
    },
    still_ahead="لم يُرصد انتهاؤه",
    streaks="السلاسل في المركز الأول من القائمة",
    streaks_why="أيام تُظهر فيها لقطةٌ المساعدَ في المركز الأول. «على الأقل» حيث لم يُرصد يوم خلالها أو قبلها أو بعدها.",
    no_streaks="لم يُرصد أيٌّ من هذه المساعدات في المركز الأول في هذه المدة.",
    all_streaks="كل السلاسل في هذه المدة ({n})",
    streak={
        "zero": "أقل من يوم", "one": "يوم واحد", "two": "يومان", "few": "{n} أيام", "many": "{n} يومًا",
        "other": "{n} يوم",
    },
    streak_least={
        "zero": "أقل من يوم", "one": "يوم واحد على الأقل", "two": "يومان على الأقل", "few": "{n} أيام على الأقل",
        "many": "{n} يومًا على الأقل", "other": "{n} يوم على الأقل",
    },
    table="البيانات نفسها في جدول",
    newest_rows="الأحدث {n} من {m}؛ وفي ملفي CSV وParquet الكل.",
    period="آخر لقطة",
    place="{place} (المركز {rank})",
    sql_why="كل موضع في هذه الصفحة من الترتيب في نهاية كل يوم. شغّله بالأمر rank-tracker sql، أو في DuckDB على"
    " charts.duckdb؛ والعرضان overtake وstreak يعطيان القائمتين.",
)  # fmt: skip

LANGUAGES = {"en": ENGLISH, "ar": ARABIC}


def race_words(text: Text) -> RaceWords:
    return LANGUAGES[text.code]
