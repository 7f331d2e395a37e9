"""The words of the chart page, each in every language. Say: rank, chart, capture, observed; not: popular, surge."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from dashboard.text.language import Text, isolate


class ChartClaim(NamedTuple):
    """What can be said of one capture of a chart."""

    top: int  # how many ranks the sentence is about
    assistants: int  # of their apps
    depth: int  # ranks returned
    is_whole: bool  # every rank of the list is known
    leader: str | None  # the best assistant of the whole list, by label
    leader_rank: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartWords:
    claim: Callable[[ChartClaim], str]
    name: str
    kicker: str
    subtitle: str  # {against}
    subtitle_alone: str  # {against}
    counts: str  # {new} {far}
    earlier: str
    later: str
    newest: str
    day: str
    time: str  # of the slider
    captured: str  # {time}
    against: str
    backs: Mapping[str, str]
    shown: str
    apps: Mapping[str, str]
    rank: str
    app: str
    week: str
    best: str
    in_captures: str
    new: str
    new_why: str
    not_comparable: str
    caption: str
    assistants: str
    not_in_top: str  # {n}
    not_in_known: str
    not_sold: str
    no_assistant: str
    moves: str  # {back}
    no_moves: str
    from_to: str  # {before} {rank}
    note: str
    asked: str  # {time}
    compared: str  # {time}
    compared_none: str  # {back}
    depth: str  # {asked} {returned}
    known_ranks: str  # {n} {m}
    list_id: str  # {id}
    payload: str
    rows: str  # {n} {m}
    all_rows: str  # {n}
    first_rows: str  # {n}
    no_capture: str
    no_capture_why: str  # {asked} {reach}
    only_before: str  # {time} {age}
    only_after: str  # {time} {age}
    show_before: str
    show_after: str
    sql_why: str


SMALL_NUMBERS = dict(enumerate(("Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten"), start=2))


def _claim_in_english(claim: ChartClaim) -> str:
    if claim.leader is None:
        where = f"in the top {claim.depth}" if claim.is_whole else "among the ranks that are known"
        return f"No assistant is {where}"
    place = "is No. 1" if claim.leader_rank == 1 else f"ranks best, at {claim.leader_rank}"
    best = f"{claim.leader} {place}"
    if claim.assistants == 0:
        where = f"in the top {claim.top}" if claim.is_whole else f"among the known ranks of the top {claim.top}"
        return f"No assistant is {where}; {best}"
    if claim.assistants == 1:
        rank = "No. 1" if claim.leader_rank == 1 else claim.leader_rank
        return f"One of the top {claim.top} apps is an assistant: {claim.leader}, at {rank}"
    count = SMALL_NUMBERS.get(claim.assistants, str(claim.assistants))
    return f"{count} of the top {claim.top} apps are assistants; {best}"


def _claim_in_arabic(claim: ChartClaim) -> str:
    if claim.leader is None:
        return f"لا مساعد ضمن أول {claim.depth}" if claim.is_whole else "لا مساعد ضمن المراكز المعروفة"
    best = f"{isolate(claim.leader)} في المركز {'الأول' if claim.leader_rank == 1 else claim.leader_rank}"
    if claim.assistants == 0:
        where = f"ضمن أول {claim.top}" if claim.is_whole else f"ضمن المراكز المعروفة من أول {claim.top}"
        return f"لا مساعد {where}؛ وأفضلها ترتيبًا {best}"
    return f"عدد المساعدات ضمن أول {claim.top}: {claim.assistants}؛ وأفضلها ترتيبًا {best}"


ENGLISH = ChartWords(
    claim=_claim_in_english,
    name="Chart",
    kicker="Whole chart",
    subtitle="One capture of the whole chart “{chart}” for {device}, {category}, in the store’s order."
    " Movement against {against} before.",
    subtitle_alone="One capture of the whole chart “{chart}” for {device}, {category}, in the store’s order."
    " Nothing was observed {against} before, so no movement can be said.",
    counts="New in the list: {new}. Moved five places or more: {far}.",
    earlier="The capture before",
    later="The capture after",
    newest="Newest",
    day="Day",
    time="Time of the capture, by the hour",
    captured="Captured {time}",
    against="Movement against",
    backs={"24h": "24 h", "7d": "7 d"},
    shown="Apps",
    apps={"all": "All apps", "assistants": "Assistants only"},
    rank="Rank",
    app="App",
    week="Last 7 days, own scale",
    best="Best, 7 d",
    in_captures="Captures, 7 d",
    new="New",
    new_why="not in the list compared with",
    not_comparable="not comparable: not observed before",
    caption="The chart at this capture",
    assistants="Assistants in this chart",
    not_in_top="Looked for, not in the top {n}: it may rank deeper",
    not_in_known="Not observed: not among the ranks that are known",
    not_sold="Not sold in this country’s store",
    no_assistant="None is in this list.",
    moves="Largest moves against {back} before",
    no_moves="No move of five places or more, or nothing to compare with.",
    from_to="from {before} to {rank}",
    note="A chart position is the store’s order at that hour. It is not a count of downloads and not a rating.",
    asked="Asked {time}",
    compared="Compared with the capture of {time}",
    compared_none="Nothing observed {back} before",
    depth="Depth asked {asked}, returned {returned}",
    known_ranks="Ranks known {n} of {m}",
    list_id="List {id}",
    payload="Raw answer",
    rows="Rows {n} of {m}",
    all_rows="Show all {n}",
    first_rows="Show the first {n}",
    no_capture="No capture at this moment",
    no_capture_why="Asked was the chart of {asked}. Nobody captured it then, nor in the {reach} before.",
    only_before="The nearest capture before it was made {time}, {age} earlier.",
    only_after="The nearest capture after it was made {time}, {age} later.",
    show_before="Show the capture before",
    show_after="Show the capture after",
    sql_why="Every rank and movement on this page comes from this call."
    " Run it with rank-tracker sql, or in DuckDB on charts.duckdb.",
)

ARABIC = ChartWords(
    claim=_claim_in_arabic,
    name="القائمة",
    kicker="القائمة كاملة",
    subtitle="لقطة واحدة لقائمة «{chart}» كاملة على {device}، {category}، بترتيب المتجر."
    " الحركة مقابل ما قبل {against}.",
    subtitle_alone="لقطة واحدة لقائمة «{chart}» كاملة على {device}، {category}، بترتيب المتجر."
    " لم يُرصد شيء قبل {against}، فلا حركة تُذكر.",
    counts="الجديد في القائمة: {new}. ما تحرّك خمسة مراكز أو أكثر: {far}.",
    earlier="اللقطة السابقة",
    later="اللقطة التالية",
    newest="الأحدث",
    day="اليوم",
    time="وقت اللقطة، بالساعة",
    captured="التُقطت {time}",
    against="الحركة مقابل",
    backs={"24h": "24 ساعة", "7d": "7 أيام"},
    shown="التطبيقات",
    apps={"all": "كل التطبيقات", "assistants": "المساعدات فقط"},
    rank="المركز",
    app="التطبيق",
    week="آخر 7 أيام، بمقياس خاص",
    best="الأفضل، 7 أيام",
    in_captures="لقطات، 7 أيام",
    new="جديد",
    new_why="لم يكن في القائمة التي تُقارَن بها",
    not_comparable="لا مقارنة: لم يُرصد من قبل",
    caption="القائمة عند هذه اللقطة",
    assistants="المساعدات في هذه القائمة",
    not_in_top="بُحث عنها ولم تكن ضمن أول {n}: قد يكون ترتيبها أبعد",
    not_in_known="لم تُرصد: ليست ضمن المراكز المعروفة",
    not_sold="غير متاحة في متجر هذا البلد",
    no_assistant="لا مساعد في هذه القائمة.",
    moves="أكبر التحركات مقابل ما قبل {back}",
    no_moves="لا تحرّك بخمسة مراكز أو أكثر، أو لا شيء للمقارنة.",
    from_to="من {before} إلى {rank}",
    note="موضع التطبيق هو ترتيب المتجر في تلك الساعة، وليس عدد تنزيلات ولا تقييمًا.",
    asked="المطلوب {time}",
    compared="المقارنة بلقطة {time}",
    compared_none="لم يُرصد شيء قبل {back}",
    depth="العمق المطلوب {asked} والمُستلَم {returned}",
    known_ranks="المراكز المعروفة {n} من {m}",
    list_id="القائمة {id}",
    payload="الإجابة الأصلية",
    rows="الصفوف {n} من {m}",
    all_rows="اعرض كل الصفوف ({n})",
    first_rows="اعرض أول {n}",
    no_capture="لا لقطة في هذه اللحظة",
    no_capture_why="المطلوب قائمة {asked}. لم يلتقطها أحد حينها ولا خلال {reach} قبلها.",
    only_before="أقرب لقطة قبلها كانت {time}، أي قبل {age}.",
    only_after="أقرب لقطة بعدها كانت {time}، أي بعد {age}.",
    show_before="اعرض اللقطة السابقة",
    show_after="اعرض اللقطة التالية",
    sql_why="كل مركز وكل حركة في هذه الصفحة من هذا الاستعلام."
    " شغّله بالأمر rank-tracker sql، أو في DuckDB على charts.duckdb.",
)

LANGUAGES = {"en": ENGLISH, "ar": ARABIC}


def chart_words(text: Text) -> ChartWords:
    return LANGUAGES[text.code]
