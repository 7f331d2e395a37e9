"""Words for what was before an event and what followed it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class WindowWords:
    around: str  # the link that shows it
    what: str
    not_cause: str  # where no heading says so
    before: str
    after: str
    observed: str
    none: str  # ranked on no day
    unseen: str  # observed on no day
    not_sold: str  # offered on no observed day
    some_not_sold: str  # {k}: on so many days not
    best: str
    away: str  # the link that hides it
    not_a_day: str


WORDS = {
    "en": WindowWords(
        around="{n} days around",
        not_cause="What followed, not what caused.",
        what="Median rank of the days on which it was in the list.",
        before="before",
        after="from that day on",
        observed="{m} of {n} days observed",
        none="not in the list",
        unseen="not observed",
        not_sold="not sold here",
        some_not_sold="not sold on {k}",
        best="best {rank}",
        away="Hide",
        not_a_day="The day of this event is not known well enough for a before and an after.",
    ),
    "ar": WindowWords(
        around="{n} يومًا حوله",
        not_cause="ما تلا الحدث، لا ما سبّبه.",
        what="وسيط الترتيب في الأيام التي كان فيها التطبيق ضمن القائمة.",
        before="قبله",
        after="من ذلك اليوم فصاعدًا",
        observed="رُصد {m} يومًا من {n}",
        none="خارج القائمة",
        unseen="لم يُرصد",
        not_sold="غير معروض هنا",
        some_not_sold="غير معروض في {k} منها",
        best="الأفضل {rank}",
        away="إخفاء",
        not_a_day="يوم هذا الحدث غير معروف بدقة تكفي للمقارنة بين ما قبله وما بعده.",
    ),
}
