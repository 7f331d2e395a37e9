"""The words that only a digest has; all others are those of the pages."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestWords:
    movements: str
    records: str
    rank: str  # {n}
    moved: str  # {name} {now} {change} {best}
    went: str  # {name} {now} {before} {best}
    record: str  # {name} {rank} {day} {before}
    first_record: str  # {name} {rank} {day}
    feed: str  # what the feed brings


ENGLISH = DigestWords(
    movements="Movements",
    records="Records",
    rank="No. {n}",
    moved="{name}: {now}, {change} (best {best})",
    went="{name}: {now}, at first {before} (best {best})",
    record="{name} reached {rank} on {day}, better than on any captured day before ({before})",
    first_record="{name} reached {rank} on {day}; on no captured day before was it in the chart",
    feed="What was seen on each of the last days",
)

ARABIC = DigestWords(
    movements="الحركة",
    records="أرقام قياسية",
    rank="المركز {n}",
    moved="{name}: {now}، {change} (الأفضل {best})",
    went="{name}: {now}، وفي البداية {before} (الأفضل {best})",
    record="بلغ {name} {rank} في {day}، أفضل من كل يوم مرصود قبله ({before})",
    first_record="بلغ {name} {rank} في {day}، ولم يكن في القائمة في أي يوم مرصود قبله",
    feed="ما رُصد في كل يوم من الأيام الأخيرة",
)


def digest_words(code: str) -> DigestWords:
    return ARABIC if code == "ar" else ENGLISH
