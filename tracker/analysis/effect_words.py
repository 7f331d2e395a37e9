"""An effect in sentences, English and Arabic, for the page of an event, the digest and the API.

They say what followed and how unusual that is, in the steps of one ladder: moved around, unusual for this app, unusual
against similar apps. None says why. docs/method.md explains each.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from math import exp
from typing import Literal, NamedTuple

from tracker.analysis.event_effects import HISTORY, LEAST_CONTROLS, LEAST_DAYS, LEAST_PLACEBO, WEEK, Status

Verdict = Literal["moved_around", "unusual_for_app", "unusual_against_similar", "unusual_against_similar_only"]
LEAST_HISTORY = LEAST_PLACEBO + WEEK  # days before the event that hold so many days to compare with
SAME = 0.05  # a factor as near to 1 is no move


class StoredEffect(NamedTuple):
    """A row of event_effect; what each column means is said there."""

    event_id: str
    assistant: str
    store: str
    country: str
    device: str
    chart: str
    category: str
    source: str
    event_day: date
    status: Status
    verdict: Verdict | None
    depth: int | None
    days_before: int
    days_after: int
    ranked_before: int
    ranked_after: int
    rank_before: float | None
    rank_after: float | None
    best_after: int | None
    days_to_best: int | None
    days_to_half: int | None
    days_at_top: int
    first_ranked: int | None
    entries: int
    change: float | None
    p_time: float | None
    q_time: float | None
    placebo_days: int
    change_against: float | None
    p_controls: float | None
    q_controls: float | None
    controls: int
    overlapping: tuple[str, ...]
    method_version: str
    through_day: date
    computed_at: datetime


class EffectText(NamedTuple):
    """What an effect says, most important first. Empty strings: nothing to say."""

    verdict: str  # the step of the ladder, or why there is none
    seen: str  # ranks before and after, with the days observed
    size: str  # how far it moved
    tests: tuple[str, ...]
    more: tuple[str, ...]  # how long a rise lasted, how it came into the list
    overlapping: str  # other events of the same weeks

    @property
    def sentences(self) -> list[str]:
        said = (self.verdict, self.seen, self.size, *self.tests, *self.more, self.overlapping)
        return [one for one in said if one]


@dataclass(frozen=True, slots=True)
class EffectWords:
    verdicts: Mapping[Verdict, str]
    statuses: Mapping[Status, str]
    before: str
    after: str
    outside: str
    none_seen: str
    not_offered: str
    best: str
    nearer: str
    farther: str
    same: str
    at_least: str
    time: str
    no_time: str
    against: str
    no_against: str
    half: str
    overlapping: str
    comma: str


ENGLISH = EffectWords(
    verdicts={
        "moved_around": "Moved around: changes of this size are ordinary here.",
        "unusual_for_app": "Unusual for this app.",
        "unusual_against_similar": "Unusual for this app and against similar apps.",
        "unusual_against_similar_only": "Unusual against similar apps; too little history to compare it with its own.",
    },
    statuses={
        "tested": "",
        "too_little_history": "Too little history to say whether this is unusual.",
        "from_top": "It was No. 1 before and could not rise. Days seen at No. 1 in a row from that day on: {at_top}.",
        "from_outside": "It was outside the top {depth} before, so that a change has no size.",
        "not_observed": "Too few days were observed: {least} of 7 are wanted on each side.",
        "open": "The week after is not over; tests come when it is.",
        "launched": "It was not offered in this store on some of the days before; there is nothing to compare with.",
        "removed": "It was not offered in this store on some of the days after: removed, not fallen.",
    },
    before="Median rank before: {rank} ({k} of 7 days observed)",
    after="from that day on: {rank} ({k} of 7)",
    outside="outside the top {depth}",
    none_seen="not observed",
    not_offered="not offered",
    best="Best: {rank}, on day +{days}.",
    nearer="About {factor} times nearer the top.",
    farther="About {factor} times farther from the top.",
    same="About as near the top as before.",
    at_least="At least {factor} times farther from the top: it left the list.",
    time="Of {m} earlier days, {k} had a change as large (p {p}, q {q}).",
    no_time="Compared with its own days: wants {history} days of history with {least} to compare with; there are {m}.",
    against="Of {m} similar apps in this chart, {k} moved as far from the others in the same days (p {p}, q {q}).",
    no_against="Compared with similar apps: wants 14 days of lists and {least} such apps in them; there are {m}.",
    half="Half of the rise was gone by day +{days}.",
    overlapping="In the same two weeks, and not to be told apart: {names}.",
    comma="; ",
)
ENTRY = {
    "en": "First in the list on day +{days}; in it on {k} of 7 days."
    " Entries into the list in the {history} days before: {n}.",
    "ar": "أول ظهور في القائمة في اليوم \u2066+{days}\u2069؛ وهو فيها في {k} من 7 أيام."
    " وعدد مرات دخوله القائمة في {history} يومًا قبل ذلك: {n}.",
}
# U+2066 and U+2069 keep what is written from left to right together.
ARABIC = EffectWords(
    verdicts={
        "moved_around": "تحرّك كعادته: تغيّر بهذا القدر مألوف هنا.",
        "unusual_for_app": "غير معتاد لهذا التطبيق.",
        "unusual_against_similar": "غير معتاد لهذا التطبيق، ولا بالقياس إلى تطبيقات مشابهة.",
        "unusual_against_similar_only": "غير معتاد بالقياس إلى تطبيقات مشابهة؛ وتاريخه أقصر من أن يُقارن بنفسه.",
    },
    statuses={
        "tested": "",
        "too_little_history": "التاريخ أقصر من أن يُعرف هل هذا غير معتاد.",
        "from_top": "كان في المركز الأول قبل ذلك فلا يمكن أن يصعد؛"
        " عدد الأيام المتتالية التي رُصد فيها أولًا منذ ذلك اليوم: {at_top}.",
        "from_outside": "كان خارج أول {depth} قبل ذلك، فلا قدر للتغيّر.",
        "not_observed": "رُصد من الأيام أقل مما يلزم: يلزم {least} من 7 في كل جانب.",
        "open": "لم ينتهِ الأسبوع التالي بعد؛ تأتي الاختبارات حين ينتهي.",
        "launched": "لم يكن معروضًا في هذا المتجر في بعض الأيام السابقة، فلا شيء يُقارن به.",
        "removed": "لم يكن معروضًا في هذا المتجر في بعض الأيام التالية: أزيل ولم يهبط.",
    },
    before="وسيط الترتيب قبله: {rank} (رُصد {k} من 7 أيام)",
    after="ومن ذلك اليوم فصاعدًا: {rank} ({k} من 7)",
    outside="خارج أول {depth}",
    none_seen="لم يُرصد",
    not_offered="غير معروض",
    best="الأفضل: {rank}، في اليوم \u2066+{days}\u2069.",
    nearer="أقرب إلى القمة بنحو {factor} مرة.",
    farther="أبعد عن القمة بنحو {factor} مرة.",
    same="قريب من القمة كما كان تقريبًا.",
    at_least="أبعد عن القمة بما لا يقل عن {factor} مرة: خرج من القائمة.",
    time="من {m} يومًا قبله، كان التغيّر بهذا القدر في {k} (\u2066p {p}, q {q}\u2069).",
    no_time="بالقياس إلى أيامه هو: يلزم {history} يومًا من التاريخ فيها {least} للمقارنة؛ والموجود {m}.",
    against="من {m} تطبيقًا مشابهًا في هذه القائمة، ابتعد {k} عن غيره بهذا القدر في الأيام نفسها"
    " (\u2066p {p}, q {q}\u2069).",
    no_against="بالقياس إلى تطبيقات مشابهة: يلزم 14 يومًا من القوائم و{least} تطبيقًا فيها؛ والموجود {m}.",
    half="زال نصف الصعود بحلول اليوم \u2066+{days}\u2069.",
    overlapping="في الأسبوعين نفسيهما، ولا سبيل إلى الفصل بينها: {names}.",
    comma="؛ ",
)
WORDS = {"en": ENGLISH, "ar": ARABIC}


def effect_text(effect: StoredEffect, language: str, titles: Mapping[str, str] | None = None) -> EffectText:
    """The effect in words; `titles` are those of other events by id, in that language."""
    words = WORDS[language]
    return EffectText(
        verdict=_verdict(words, effect), seen=_seen(words, effect), size=_size(words, effect),
        tests=tuple(_tests(words, effect)), more=tuple(_more(words, effect, language)),
        overlapping=_overlapping(words, effect, titles or {}),
    )  # fmt: skip


def _verdict(words: EffectWords, effect: StoredEffect) -> str:
    if effect.verdict is not None:
        return words.verdicts[effect.verdict]
    return words.statuses[effect.status].format(at_top=effect.days_at_top, depth=effect.depth, least=LEAST_DAYS)


def _seen(words: EffectWords, effect: StoredEffect) -> str:
    def rank(middle: float | None, days: int) -> str:
        if not days:
            return words.not_offered if effect.status in {"removed", "launched"} else words.none_seen
        return words.outside.format(depth=effect.depth) if middle is None else f"{middle:g}"

    before = words.before.format(rank=rank(effect.rank_before, effect.days_before), k=effect.days_before)
    after = words.after.format(rank=rank(effect.rank_after, effect.days_after), k=effect.days_after)
    said = f"{before}{words.comma}{after}."
    if effect.best_after is not None:
        said += " " + words.best.format(rank=effect.best_after, days=effect.days_to_best)
    return said


def _size(words: EffectWords, effect: StoredEffect) -> str:
    return "" if effect.change is None else size_text(words, effect.change, effect.rank_after is None)


def size_text(words: EffectWords, change: float, has_left: bool = False) -> str:
    """How far a change d goes, as a factor of rank; `has_left`: it ended outside the list, or further."""
    factor = exp(abs(change))
    if factor - 1 <= SAME:
        return words.same
    said = f"{factor:.0f}" if factor >= 10 else f"{factor:.1f}"
    if change > 0:
        return words.nearer.format(factor=said)
    return (words.at_least if has_left else words.farther).format(factor=said)


def _tests(words: EffectWords, effect: StoredEffect) -> Sequence[str]:
    if effect.status not in {"tested", "too_little_history"}:
        return []
    if effect.p_time is None:
        time = words.no_time.format(history=LEAST_HISTORY, least=LEAST_PLACEBO, m=effect.placebo_days)
    else:
        time = _test(words.time, effect.p_time, effect.q_time, effect.placebo_days)
    if effect.p_controls is None:
        against = words.no_against.format(least=LEAST_CONTROLS, m=effect.controls)
    else:
        against = _test(words.against, effect.p_controls, effect.q_controls, effect.controls)
    return [time, against]


def _test(said: str, p: float, q: float | None, compared: int) -> str:
    as_large = round(p * (compared + 1)) - 1
    return said.format(m=compared, k=as_large, p=small(p), q="–" if q is None else small(q))


def small(p: float) -> str:
    """A p or q as it is printed: two figures below a tenth, one above."""
    return f"{p:.3f}" if p < 0.0095 else f"{p:.2f}"


def _more(words: EffectWords, effect: StoredEffect, language: str) -> Sequence[str]:
    said = []
    if effect.status == "from_outside" and effect.first_ranked is not None:
        said.append(
            ENTRY[language].format(days=effect.first_ranked, k=effect.ranked_after, n=effect.entries, history=HISTORY)
        )
    if effect.days_to_half is not None and effect.change is not None and effect.change > 0:
        said.append(words.half.format(days=(effect.days_to_best or 0) + effect.days_to_half))
    return said


def _overlapping(words: EffectWords, effect: StoredEffect, titles: Mapping[str, str]) -> str:
    if not effect.overlapping:
        return ""
    names = words.comma.join(titles.get(event_id, event_id) for event_id in effect.overlapping)
    return words.overlapping.format(names=names)
