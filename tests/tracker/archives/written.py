"""Archives in the shapes that are out there, with invented apps."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

CHATGPT, DEEPSEEK = "6448311069", "6737597349"
ITUNES = "https://itunes.apple.com/us/rss/topfreeapplications/limit=100/genre=6000/json"
V2 = "https://rss.applemarketingtools.com/api/v2/us/apps/top-free/100/apps.json"


def app_id(number: int) -> str:
    return str(1_000_000_000 + number)


def app_address(number: int, country: str = "us") -> str:
    return f"https://apps.apple.com/{country}/app/kettle-{number}/id{app_id(number)}?uo=2"


def written(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


def dataset(numbers: Sequence[int] = (1, 2, 3), **changes: object) -> dict[str, Any]:
    """One dataset of a dated file: the overall chart, unless changed."""
    items = [
        {"rank": rank, "id": app_id(number), "name": f"Kettle {number}", "artistName": "Tea Ltd", "kind": "apps"}
        for rank, number in enumerate(numbers, start=1)
    ]
    whole = {"date": "2026-02-17", "country": "us", "mediaType": "apps", "feedType": "top-free", "limit": 100}
    return whole | {"source": V2, "total": len(items), "items": items} | changes


def top10_line(numbers: Sequence[int], **changes: object) -> bytes:
    line = dataset(numbers, **changes)
    line["top10"] = line.pop("items")[:10]
    return written(line)


def daily_apps(numbers: Sequence[int] = (1, 2), genre: str = "6007", **changes: object) -> bytes:
    apps = [
        {"rank": rank, "id": app_id(number), "name": f"Kettle {number}", "genres": [{"id": genre, "name": "any"}]}
        for rank, number in enumerate(numbers, start=1)
    ]
    whole = {"collected_at": "2026-10-02T00:10:39.885149+09:00", "date": "2026-10-02", "country": "us"}
    return written(whole | {"chart": "top-free", "category": "productivity", "count": 99, "apps": apps} | changes)


def ranked_array(numbers: Sequence[int] = (1, 2, 3), country: str = "jp") -> bytes:
    return written(
        [
            {"rank": rank, "title": f"Kettle {number}", "developer": "Tea Ltd", "url": app_address(number, country)}
            for rank, number in enumerate(numbers, start=1)
        ]
    )


def scraper_list(numbers: Sequence[int] = (1, 2, 3), genres: Mapping[int, str] | None = None) -> bytes:
    return written(
        [
            {
                "id": app_id(number), "appId": f"com.tea.kettle{number}", "title": f"Kettle {number}", "free": True,
                "url": app_address(number, "gb"), "developer": "Tea Ltd", "genreId": (genres or {}).get(number, "6015"),
            }
            for number in numbers
        ]
    )  # fmt: skip


def position(rank: int, **changes: object) -> dict[str, Any]:
    return {"country_code": "us", "pricing": "free", "genre": "food_and_drink", "index": rank, "total": 100} | changes


def positioned_entries(numbers: Sequence[int] = (1, 2)) -> bytes:
    return written(
        [
            {
                "$position": position(rank),
                "im:name": {"label": f"Kettle {number}"}, "im:artist": {"label": "Tea Ltd"},
                "id": {"attributes": {"im:id": app_id(number), "im:bundleId": f"com.tea.kettle{number}"}},
                "category": {"attributes": {"im:id": "6023"}},
            }
            for rank, number in enumerate(numbers, start=1)
        ]
    )  # fmt: skip


def markdown_report(address: str = ITUNES, rows: str = "") -> bytes:
    rows = rows or f"| 1 | Kettle | hot | Tea Ltd | {app_id(1)} |\n| 2 | Pot | Tea Ltd | {app_id(2)} |"
    return f"""# iOS Rank Daily Report (2026-03-07)

- Countries: US

## US apps top-free Top 20

- Total: 100
- Source: {address}

| Rank | Name | Artist | App ID |
| --- | --- | --- | --- |
{rows}
""".encode()
