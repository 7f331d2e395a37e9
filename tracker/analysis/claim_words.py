"""Why a verdict on a claim is what it is, in words: the same on the pages, in the files and on the command line."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import ceil

from tracker.analysis.rank_claims import CountryFinding, Judgement, Obstacle


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimWords:
    obstacles: Mapping[Obstacle, str]
    guess: str  # {reason}
    counts: str  # {claimed} {held} {failed} {open} {sold_in}
    no_slot: str
    observed: str  # {captured} {slots}
    at_rank: str  # {rank}
    at_ranks: str  # {best} {worst}
    in_no_list: str
    first_seen: str  # {time} {source}
    not_on: str  # {days}
    ends_at: str  # {depth}
    unseen: str  # {hours}, as 6:01
    apart: str  # {it}: a date or an id, which reads from the left in every language
    nothing: str
    join: str
    more: str
    verdicts: Mapping[str, str]
    findings: Mapping[str, str]
    method: str  # {version} {data} {fingerprint}
    invented: str
    columns: tuple[str, ...]  # of the table of countries
    missing: str  # {n} {names}
    sources: str
    differing: str
    queries: str


ENGLISH = ClaimWords(
    obstacles={
        "no_app": "we follow no such app",
        "no_rank": "it states no rank",
        "no_chart": "its words name no chart that a store has",
        "no_country": "it names no country",
    },
    guess="its day is a guess; {reason}",
    counts=(
        "claimed of {claimed} countries: seen in {held}, ruled out in {failed},"
        " open in {open} of the store's {sold_in}"
    ),
    no_slot="no slot in that time",
    observed="{captured} of {slots} slots observed",
    at_rank="at No. {rank}",
    at_ranks="at No. {best} to {worst}",
    in_no_list="in no list of them",
    first_seen="first seen {time} UTC ({source})",
    not_on="not on {days}",
    ends_at="the lists end at No. {depth} and do not say what is deeper",
    unseen="at one time no capture for {hours} hours, which may hide it",
    apart="{it}",
    nothing="nothing was observed",
    join=", ",
    more="; ",
    verdicts={
        "supported": "Supported", "contradicted": "Contradicted", "partly": "Partly", "not_observed": "Not observed",
        "not_checkable": "Not checkable", "unverifiable": "Unverifiable", "plausible": "Plausible",
        "context": "Context", "opinion": "Opinion", "forecast": "Forecast",
    },
    findings={"held": "held", "failed": "did not hold", "partly": "on some days", "open": "open"},
    method="Method {version}; data to {data}; evidence {fingerprint}",
    invented="SIMULATED: an invented world; no rank in it was observed.",
    columns=("Country", "Finding", "Best rank", "Captures", "Time (UTC)", "Local time", "Depth", "Source"),
    missing="Not observed in {n}: {names}",
    sources="What the sources say",
    differing="Reports of the same days that differ",
    queries="The queries that show it",
)  # fmt: skip

ARABIC = ClaimWords(
    obstacles={
        "no_app": "لا نتابع تطبيقًا كهذا",
        "no_rank": "لا يذكر ترتيبًا",
        "no_chart": "لا تسمّي كلماته قائمة في متجر",
        "no_country": "لا يسمّي بلدًا",
    },
    guess="تاريخه تقديري؛ {reason}",
    counts=(
        "ادُّعي في {claimed} من البلدان: شوهد في {held}، واستُبعد في {failed}،"
        " ولم يُحسم في {open} من بلدان المتجر وعددها {sold_in}"
    ),
    no_slot="لا موعد رصد في تلك المدة",
    observed="رُصد {captured} من {slots} من المواعيد",
    at_rank="في المركز {rank}",
    at_ranks="بين المركزين {best} و{worst}",
    in_no_list="ولم يكن في أي قائمة منها",
    first_seen="شوهد أول مرة \u2066{time} UTC\u2069 (\u2066{source}\u2069)",
    not_on="ولم يكن كذلك في {days}",
    ends_at="تنتهي القوائم عند المركز {depth} ولا تقول شيئًا عمّا بعده",
    unseen="لا لقطة مدة {hours} ساعة، وقد يخفى ذلك فيها",
    apart="\u2066{it}\u2069",
    nothing="لم يُرصد شيء",
    join="، ",
    more="؛ ",
    verdicts={
        "supported": "مؤيَّد", "contradicted": "منقوض", "partly": "جزئيًا", "not_observed": "لم يُرصد",
        "not_checkable": "لا يمكن التحقق منه", "unverifiable": "لا يمكن إثباته", "plausible": "معقول",
        "context": "سياق", "opinion": "رأي", "forecast": "توقّع",
    },
    findings={"held": "تحقّق", "failed": "لم يتحقّق", "partly": "في بعض الأيام", "open": "غير محسوم"},
    method="المنهج {version}؛ البيانات حتى {data}؛ الدليل \u2066{fingerprint}\u2069",
    invented="محاكاة: عالَم مُختلَق؛ لم يُرصد أي ترتيب فيه.",
    columns=("البلد", "النتيجة", "أفضل ترتيب", "اللقطات", "الوقت (UTC)", "التوقيت المحلي", "العمق", "المصدر"),
    missing="لم يُرصد في {n}: {names}",
    sources="ما تقوله المصادر",
    differing="تقارير عن الأيام نفسها تختلف عنه",
    queries="الاستعلامات التي تُظهر ذلك",
)  # fmt: skip


def claim_words(language: str) -> ClaimWords:
    return ARABIC if language == "ar" else ENGLISH


def reason(judgement: Judgement, language: str = "en", name: Callable[[str], str] = str) -> str:
    """Why the verdict is what it is, in one line; `name` says a country's code as a reader knows it."""
    words = claim_words(language)
    if judgement.obstacle is not None:
        return words.obstacles[judgement.obstacle]
    if judgement.counts is not None:
        said = words.counts.format(**judgement.counts._asdict())
    else:
        said = words.more.join(f"{name(one.country)}: {_of_country(one, words)}" for one in judgement.countries)
    return words.guess.format(reason=said) if judgement.is_guess else said or words.nothing


def _of_country(one: CountryFinding, words: ClaimWords) -> str:
    if one.slots == 0:
        return words.no_slot
    parts = [words.observed.format(captured=one.captured, slots=one.slots)]
    if one.best_rank is not None and one.best_rank == one.worst_rank:
        parts.append(words.at_rank.format(rank=one.best_rank))
    elif one.best_rank is not None:
        parts.append(words.at_ranks.format(best=one.best_rank, worst=one.worst_rank))
    elif one.captured:
        parts.append(words.in_no_list)
    said = [words.join.join(parts)]
    if one.shown_by is not None:
        said.append(words.first_seen.format(time=f"{one.shown_by.at:%Y-%m-%d %H:%M}", source=one.shown_by.source))
    if one.failed_on:
        days = words.join.join(words.apart.format(it=day) for day in one.failed_on)
        said.append(words.not_on.format(days=days))
    if one.ends_at:
        said.append(words.ends_at.format(depth=one.ends_at))
    if one.unseen is not None:
        minutes = ceil(one.unseen.total_seconds() / 60)  # a second beyond six hours is no six hours
        said.append(words.unseen.format(hours=f"{minutes // 60}:{minutes % 60:02}"))
    return words.more.join(said)
