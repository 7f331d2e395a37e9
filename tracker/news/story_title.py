"""The title of a candidate, in our own words: whose news, of what kind, where. No headline is copied."""

from collections.abc import Sequence

from tracker import catalog

MOST_PLACES = 3

SAID = {
    "model": ("news of a model", "أخبار عن نموذج"),
    "launch": ("news of a launch", "أخبار عن إطلاق"),
    "feature": ("news of a feature", "أخبار عن ميزة"),
    "pricing": ("news of prices", "أخبار عن الأسعار"),
    "outage": ("reports of an outage", "تقارير عن عطل"),
    "security": ("reports of an attack or a leak", "تقارير عن هجوم أو تسريب"),
    "regulation": ("news of a ban, a court or a regulator", "أخبار عن حظر أو قضاء أو جهة رقابية"),
    "policy": ("news of its own rules", "أخبار عن سياساته"),
    "viral": ("much written about", "اهتمام واسع"),
    "marketing": ("news of a campaign", "أخبار عن حملة"),
    "market": ("news of money and markets", "أخبار عن المال والأسواق"),
    "rank": ("reports of a chart position", "تقارير عن ترتيب في المتاجر"),
}
EUROPE = ("European Union", "الاتحاد الأوروبي")


def story_titles(assistants: Sequence[str], category: str, places: str) -> tuple[str, str]:
    """In English and in Arabic. `places` are codes with | between; "*": everywhere."""
    shipped, countries = catalog.assistants(), catalog.countries()
    known = [EUROPE] if places == "eu" else [
        (countries[code].name, countries[code].name_ar) for code in places.split("|") if code in countries
    ]  # fmt: skip
    english, arabic = SAID[category]
    names = ", ".join(shipped[slug].label for slug in assistants)
    names_ar = "، ".join(shipped[slug].name_ar or shipped[slug].label for slug in assistants)
    where = f" ({', '.join(name for name, _ in known[:MOST_PLACES])})" if known else ""
    where_ar = f" ({'، '.join(name for _, name in known[:MOST_PLACES])})" if known else ""
    return f"{names}: {english}{where}"[:160], f"{names_ar}: {arabic}{where_ar}"[:160]
