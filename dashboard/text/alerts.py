"""The words of alerts: one sentence for what happened, one for its evidence. They say what was seen, and no more."""

from collections.abc import Mapping
from dataclasses import dataclass

from dashboard.text import Text, text_for
from dashboard.text.language import Plurals, stranger
from tracker import catalog
from tracker.alerts.watch import Happened
from tracker.models import Series


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertWords:
    sentences: Mapping[str, str]  # by the kind of the rule; {name} {place} {where} {top} {other} …
    rank: str  # {n}
    outside: str  # {n}
    no_list: str
    before: str  # {place}
    chart: str  # {country} {store} {chart} {device} {category}
    first_seen: str  # {time}
    confirmed: str  # {time}
    source: str  # {source}
    depth: str  # {n}
    never: str
    any_store: str
    hours: Plurals
    more: Plurals
    maybe_again: str
    trial: str
    trial_rules: Plurals


ENGLISH = AlertWords(
    sentences={
        "enters_top": "{name} entered the top {top}: {place} in {where}",
        "leaves_top": "{name} left the top {top}: {place} in {where}",
        "passes": "{name} passed {other}: {place}, {other} {other_place}, in {where}",
        "first_in_countries": "{name} is No. 1 in {count}: {countries} ({where})",
        "moves": "{name} moved from {before} to {place} within {hours} in {where}",
        "removed": "{name} is no longer offered in {countries} ({store})",
        "stale": "No capture for more than {hours} ({store}); the last one: {last}",
        "event": "New event, {day}: {title}",
    },
    rank="No. {n}",
    outside="outside the top {n}",
    no_list="not in the chart",
    before="before: {place}",
    chart="{country} ({store}, {chart}, {device}, {category})",
    first_seen="first seen {time}",
    confirmed="confirmed {time}",
    source="source {source}",
    depth="depth {n}",
    never="none",
    any_store="both stores",
    hours={"one": "{n} hour", "other": "{n} hours"},
    more={"one": "and {n} more", "other": "and {n} more"},
    maybe_again="This may have reached you before: sending it was not seen to end.",
    trial="A test: alerts reach you here. Nothing has happened.",
    trial_rules={"one": "{n} rule is watched.", "other": "{n} rules are watched."},
)

ARABIC = AlertWords(
    sentences={
        "enters_top": "دخل {name} ضمن أول {top}: {place} في {where}",
        "leaves_top": "خرج {name} من أول {top}: {place} في {where}",
        "passes": "تجاوز {name} {other}: {place}، و{other} {other_place}، في {where}",
        "first_in_countries": "{name} في المركز الأول في {count}: {countries} ({where})",
        "moves": "انتقل {name} من {before} إلى {place} خلال {hours} في {where}",
        "removed": "لم يعد {name} معروضًا في {countries} ({store})",
        "stale": "لا لقطة منذ أكثر من {hours} ({store})؛ آخر لقطة: {last}",
        "event": "حدث جديد، {day}: {title}",
    },
    rank="المركز {n}",
    outside="خارج أول {n}",
    no_list="ليس في القائمة",
    before="قبل ذلك: {place}",
    chart="{country} ({store}، {chart}، {device}، {category})",
    first_seen="رُصد أولًا {time}",
    confirmed="وتأكد {time}",
    source="المصدر {source}",
    depth="العمق {n}",
    never="لا شيء",
    any_store="المتجران",
    hours={"one": "ساعة", "two": "ساعتين", "few": "{n} ساعات", "many": "{n} ساعة", "other": "{n} ساعة"},
    more={"one": "وواحد آخر", "two": "واثنان آخران", "few": "و{n} أخرى", "many": "و{n} أخرى", "other": "و{n} أخرى"},
    maybe_again="ربما وصلتك هذه الرسالة من قبل: لم يُعرف كيف انتهى إرسالها.",
    trial="اختبار: التنبيهات تصلك هنا. لم يحدث شيء.",
    trial_rules={
        "zero": "لا قاعدة تُراقَب.",
        "one": "قاعدة واحدة تُراقَب.",
        "two": "قاعدتان تُراقَبان.",
        "few": "{n} قواعد تُراقَب.",
        "many": "{n} قاعدة تُراقَب.",
        "other": "{n} قاعدة تُراقَب.",
    },
)

COUNTRIES: dict[str, Plurals] = {
    "en": {"one": "{n} country", "other": "{n} countries"},
    "ar": {"one": "بلد واحد", "two": "بلدين", "few": "{n} بلدان", "many": "{n} بلدًا", "other": "{n} بلد"},
}


def alert_words(code: str) -> AlertWords:
    return ARABIC if code == "ar" else ENGLISH


def alert_sentence(one: Happened, language: str) -> str:
    """What happened."""
    text, words = text_for(language), alert_words(language)
    name = _assistant(one.assistant, text)
    store = text.stores[one.store] if one.store else words.any_store
    where = chart_words(one.series, text) if one.series else store
    title = one.titles[1] or one.titles[0] if one.titles and language == "ar" else (one.titles or ("",))[0]
    return words.sentences[one.when].format(
        name=name, other=_assistant(one.other, text), where=where, top=one.top,
        place=_place(one.rank, one.depth, words),
        before=_place(one.before, one.depth, words), other_place=_place(one.other_rank, one.depth, words),
        count=text.count(COUNTRIES[text.code], len(one.countries)),
        hours=_hours(one.hours or 0, text, words),
        countries=text.comma.join(country_words(code, text) for code in one.countries),
        store=store,
        last=text.moment(one.last_at) if one.last_at else words.never,
        day=text.day(one.at), title=stranger(title),
    )  # fmt: skip


def _hours(hours: float, text: Text, words: AlertWords) -> str:
    """As the rule says it: a part of an hour is neither none nor a whole one."""
    if float(hours).is_integer():
        return text.count(words.hours, int(hours))
    return words.hours["other"].format(n=f"{hours:g}")


def alert_evidence(one: Happened, language: str) -> str:
    """What shows it: times of the captures, source, depth, the rank before. Empty where there is no capture."""
    text, words = text_for(language), alert_words(language)
    if one.confirmed_at is None:
        return ""
    parts = [
        words.first_seen.format(time=text.moment(one.at)),
        words.confirmed.format(time=text.moment(one.confirmed_at)),
    ]
    if one.series is not None:
        parts.append(words.source.format(source=one.series.source))
        if one.depth:
            parts.append(words.depth.format(n=one.depth))
        if one.when in ("enters_top", "leaves_top", "passes"):
            parts.append(words.before.format(place=_place(one.before, one.depth, words)))
    return " · ".join(parts)


def chart_words(series: Series, text: Text) -> str:
    """A chart by its names, without its source."""
    category = catalog.categories()[series.category]
    return alert_words(text.code).chart.format(
        country=country_words(series.country, text), store=text.stores[series.store], chart=text.charts[series.chart],
        device=text.devices[series.device],
        category=text.all_categories if series.category == "all"
        else category.name_ar if text.code == "ar" else category.name,
    )  # fmt: skip


def country_words(code: str, text: Text) -> str:
    country = catalog.countries()[code]
    return country.name_ar if text.code == "ar" else country.name


def _assistant(slug: str | None, text: Text) -> str:
    known = catalog.assistants().get(slug or "")
    return text.name(known.label) if known else ""


def _place(rank: int | None, depth: int | None, words: AlertWords) -> str:
    if rank is not None:
        return words.rank.format(n=rank)
    return words.outside.format(n=depth) if depth else words.no_list
