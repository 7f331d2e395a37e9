"""A letter → Markdown, HTML for a mail, JSON. Whatever a stranger wrote is text in each of them. Pure."""

import json
import re
from dataclasses import asdict
from datetime import datetime
from html import escape
from typing import Any

from dashboard.digest.letter import Letter, Line
from dashboard.digest.rows import Digest

# What means something to some dialect of Markdown, within a line and at its begin.
WITHIN = re.compile(r"([\\`*_\[\]|~$])")
AT_BEGIN = re.compile(r"^([^\w\s]*)(?:([#+=-])|(\d+)([.)]))")
ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})

# A mail is read where no style sheet reaches.
BODY = "font:16px/1.5 system-ui,sans-serif;color:#1d1d1f;background:#fff;max-width:42em;margin:0 auto;padding:1em"
NOTE = "color:#6b6b6f;font-size:.9em"


def as_markdown(letter: Letter) -> str:
    said = [f"# {markdown_text(letter.title)}", markdown_text(letter.subtitle)]
    for section in letter.sections:
        heading = markdown_text(section.heading)
        said.append(
            f"{'#' * section.level} " + (f"[{heading}](<{_address(section.link)}>)" if section.link else heading)
        )
        said.append("\n".join(f"- {_markdown_line(line)}" for line in section.lines))
    said += ["---", *(markdown_text(foot) for foot in letter.foot)]
    return "\n\n".join(said) + "\n"


def markdown_text(text: str) -> str:
    """Text on one line that no Markdown takes for a mark."""
    escaped = WITHIN.sub(r"\\\1", " ".join(text.split())).translate(ENTITIES)
    return AT_BEGIN.sub(_escaped_begin, escaped)


def _escaped_begin(found: re.Match[str]) -> str:
    before, mark, number, end = found.groups()
    return f"{before}\\{mark}" if mark else f"{before}{number}\\{end}"


def _markdown_line(line: Line) -> str:
    text = markdown_text(line.text)
    said = f"[{text}](<{_address(line.link)}>)" if line.link else text
    return f"{said} · {markdown_text(line.note)}" if line.note else said


def _address(url: str) -> str:
    """An address that cannot leave the angle brackets around it."""
    return re.sub(r"[\s<>\\\"'`]", lambda found: "".join(f"%{byte:02X}" for byte in found[0].encode()), url)


def as_html(letter: Letter) -> str:
    """A page of its own, without scripts and without anything from elsewhere."""
    return (
        f'<!DOCTYPE html>\n<html lang="{letter.language}" dir="{letter.direction}">\n<head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width"><title>{escape(letter.title)}</title></head>\n'
        f'<body style="{BODY}">\n{html_parts(letter)}\n</body>\n</html>\n'
    )


def html_parts(letter: Letter) -> str:
    said = [f"<h1>{escape(letter.title)}</h1>", f'<p style="{NOTE}">{escape(letter.subtitle)}</p>']
    for section in letter.sections:
        heading = f"<h{section.level}>{_html_link(section.heading, section.link)}</h{section.level}>"
        said += [heading, "<ul>", *(f"<li>{_html_line(line)}</li>" for line in section.lines), "</ul>"]
    return "\n".join([*said, *(f'<p style="{NOTE}">{escape(foot)}</p>' for foot in letter.foot)])


def _html_line(line: Line) -> str:
    note = f' <span style="{NOTE}">{escape(line.note)}</span>' if line.note else ""
    return f"<bdi>{_html_link(line.text, line.link)}</bdi>{note}"


def _html_link(text: str, url: str) -> str:
    return f'<a href="{escape(url)}" rel="noopener noreferrer">{escape(text)}</a>' if url else escape(text)


def as_json(digest: Digest, letter: Letter) -> str:
    """The facts of every chart, and the sentences beside them."""
    facts: dict[str, Any] = {
        "title": letter.title,
        "language": letter.language,
        "since": digest.since,
        "until": digest.until,
        "simulated": digest.fresh.simulated,
        "last_observed_at": digest.fresh.last_observed_at,
        "charts": [
            {
                "series": asdict(chart.series),
                "movements": [asdict(one) for one in chart.movements],
                "records": [one._asdict() for one in chart.records],
                "overtakes": [one._asdict() for one in chart.overtakes],
                "coverage": chart.covered._asdict(),
            }
            for chart in digest.charts
        ],
        "events": [one._asdict() for one in digest.events],
        "sections": [asdict(one) for one in letter.sections],
    }
    return json.dumps(facts, ensure_ascii=False, indent=1, default=_text) + "\n"


def _text(value: Any) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value)
