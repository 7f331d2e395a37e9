"""The pictures of docs/images, out of the simulated world.

python docs/pictures.py --home DIR      of a demo: rank-tracker --home H demo --no-serve, then H/demo
without it, one is built first
"""

import argparse
import sys
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import sync_playwright

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.pages import demo, served
from tests.dashboard.browser.conftest import CHROMIUM, FLAGS

IMAGES = Path(__file__).parent / "images"
EVENT = "/events/2025-01-26-deepseek-becomes-no-1-free-iphone-app-in"
WIDE, PHONE = (1440, 1080), (390, 844)


class Picture(NamedTuple):
    name: str
    path: str
    scheme: str = "light"
    size: tuple[int, int] = WIDE
    point: tuple[int, int] | None = None  # where the mouse rests


PICTURES = (
    Picture("ranks-light", "/", point=(560, 560)),
    Picture("ranks-dark", "/", "dark", point=(560, 560)),
    Picture("ranks-ar", "/?lang=ar"),
    Picture("ranks-phone", "/", "dark", PHONE),
    Picture("chart", "/chart?at=2025-01-27T12:00"),
    Picture("world", "/world?since=2025-01-01&until=2025-03-20", "dark"),
    Picture("race", "/race?since=2024-12-20&until=2025-03-20"),
    Picture("event", EVENT),
    Picture("claim", "/claims/S08"),
    Picture("health", "/health"),
    Picture("sql", "/sql"),
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--home", type=Path)
    given = parser.parse_args()
    with demo(given.home) as home, served(home) as (url, _), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for one in PICTURES:
            width, height = one.size
            context = browser.new_context(
                viewport={"width": width, "height": height}, color_scheme="dark" if one.scheme == "dark" else "light"
            )
            page = context.new_page()
            page.goto(url + one.path)
            page.locator("main .plate").first.wait_for()
            page.wait_for_timeout(1_500)
            if one.point:
                page.mouse.move(*one.point)
            if one.name == "sql":
                page.get_by_role("button", name="Run").click()
                page.wait_for_timeout(2_000)
            page.screenshot(path=IMAGES / f"{one.name}.png")
            context.close()
            print(f"{one.name}.png")  # noqa: T201 - a command of its own
        browser.close()


if __name__ == "__main__":
    main()
