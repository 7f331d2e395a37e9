"""Invented apps: ids in the stores' formats, names and publishers that are plausible and clearly unreal.

An app has one id in a store, the same in all countries where it is sold, whichever charts are simulated.
"""

from typing import NamedTuple

from tracker.simulation.parameters import REGIONS

WORLD = "world"


class SimulatedApp(NamedTuple):
    store: str
    app_id: str
    name: str
    developer: str


FIRST = (
    "Bra", "Dol", "Fen", "Gim", "Hul", "Jor", "Kel", "Lum", "Mip", "Nav", "Oth", "Pru",
    "Quo", "Rix", "Sul", "Tam", "Ubo", "Vex", "Wim", "Yol", "Zan", "Ple", "Cro",
)  # fmt: skip
LAST = (
    "bado", "dine", "fugo", "goma", "hiri", "juno", "kalo", "lemi", "mopo", "nuru",
    "pipa", "quila", "rondo", "sefi", "tulo", "vami", "xeno", "yuki", "zoro",
)  # fmt: skip
WHAT = (
    "Notes", "Bus Times", "Photo Editor", "Merge Puzzle", "Budget", "Recipes", "Weather", "Video Call", "Step Counter",
    "Word Game", "Flashcards", "PDF Scanner", "Shopping", "Parking", "Radio", "Calendar", "Solitaire", "Delivery",
    "Dating", "Maps", "Wallet", "News", "Keyboard", "Sleep Sounds", "Translator", "Football Scores", "Racing", "Books",
)  # fmt: skip
PUBLISHERS = ("Imaginary Apps", "Simulated Studio", "Nobody & Daughters", "Example Software", "Placeholder Games")

# Names in the scripts of the country: every second app that is sold only there, and a few that are sold everywhere.
LOCAL_NAMES = {
    "jp": ("架空メモ", "架空パズル", "架空の天気", "架空家計簿", "架空レシピ", "架空乗換案内"),
    "kr": ("가상 메모", "가상 퍼즐", "가상 날씨", "가상 가계부", "가상 배달"),
    "east-asia": ("虛構筆記", "虛構拼圖", "虛構天氣", "虛構相簿"),
    "arab": ("ملاحظات خيالية", "أحجية خيالية", "طقس خيالي", "وصفات خيالية", "خرائط خيالية"),
    WORLD: ("虚构相机", "虚构词典", "Имитация карт"),
}
LOCAL_NAMES |= dict.fromkeys(REGIONS["arab"].split(), LOCAL_NAMES["arab"])


def invented_app(store: str, sold_in: str, number: int) -> SimulatedApp:
    """The app of this number among those that are sold in "world", in a region, or in a country."""
    if store == "apple":
        # real ids have 9 or 10 digits and have reached 68 hundred million: none begins with 9
        app_id = f"9{_place_number(sold_in):04d}{number:05d}"
    else:
        app_id = f"sim.{sold_in.replace('-', '_')}.app{number:05d}"
    publisher = PUBLISHERS[number % len(PUBLISHERS)]
    return SimulatedApp(store, app_id, _name(sold_in, number), f"{publisher} {number % 89 + 1}")


def _name(sold_in: str, number: int) -> str:
    local = LOCAL_NAMES.get(sold_in, ())
    if local and number % (23 if sold_in == WORLD else 2) == 0:
        return f"{local[number // 2 % len(local)]} {number}"
    mixed = number + 131 * _place_number(sold_in)  # so that neighbours do not sell namesakes
    first, last = FIRST[mixed % len(FIRST)], LAST[mixed // len(FIRST) % len(LAST)]
    return f"{first}{last}: {WHAT[mixed % len(WHAT)]}"


def _place_number(sold_in: str) -> int:
    """A number of up to four digits for the world, each region, each country; countries begin at 1000."""
    if sold_in == WORLD:
        return 0
    if sold_in in REGIONS:
        return 1 + list(REGIONS).index(sold_in)
    return 1000 + 26 * (ord(sold_in[0]) - ord("a")) + ord(sold_in[1]) - ord("a")
