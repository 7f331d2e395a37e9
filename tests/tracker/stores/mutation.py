"""Bodies broken in the ways that feeds break: fields gone, renamed, moved, doubled or of another type, bytes lost."""

import json
import re
from random import Random
from typing import Any

SCRIPT = re.compile(r"(<script[^>]*>)(.*?)(?=</script>)", re.DOTALL)
TOKEN = re.compile(r'"[^"<>]*"|>[^<>]*<')  # values of attributes and texts of elements

# json cannot write these, so they are put into the text at the end
DEEP, LONG = "@deep@", "@long@"
MARKS = re.compile(rf'\\*"({DEEP}|{LONG})\\*"')
WRITTEN = {DEEP: "[" * 20_000 + "]" * 20_000, LONG: "7" * 5_000}

JUNK: tuple[Any, ...] = (
    None, True, False, 0, 1, -1, 10**40, 1.5, float("inf"), float("nan"), "", " ", "0", "-1", "１２", "٣", "id123",
    "\ud800", "\x00", "<b>", "x" * 2000, "9" * 5000, "2026-07-10", "2026-07-10T00:00:00", "9999-12-31T23:59:59-23:59",
    "Fri, 31 Dec 9999 23:59:59 -2359", "us", "de", "com.example.app", "6448311069", [], {}, [None], [[[]]], DEEP, LONG,
)  # fmt: skip


def broken(body: bytes, random: Random) -> bytes:
    """The body after one to three changes."""
    for _ in range(random.randint(1, 3)):
        change = random.choice([_break_tree, _break_tree, _break_tree, _break_token, _break_bytes])
        body = change(body, random)
    return body


def _break_bytes(body: bytes, random: Random) -> bytes:
    start = random.randrange(len(body) + 1)
    end = min(len(body), start + random.choice([1, 2, 10, 200, len(body)]))
    piece = random.choice([b"", b"\xff", b"\x00", b'"', b"{", b"[", b"]", b"<", b"&", b"\n", body[start:end] * 2])
    return body[:start] + piece + body[end:]


def _break_token(body: bytes, random: Random) -> bytes:
    text = body.decode("utf-8", "replace")
    tokens = list(TOKEN.finditer(text))
    if not tokens:
        return body
    token = random.choice(tokens)
    value = random.choice([one for one in JUNK if isinstance(one, str)] + [random.choice(tokens)[0][1:-1]])
    text = text[: token.start() + 1] + value + text[token.end() - 1 :]
    return text.encode("utf-8", "surrogatepass")


def _break_tree(body: bytes, random: Random) -> bytes:
    """Change one of the JSON texts in the body: the whole, a line of frames, or a script of a page."""
    text = body.decode("utf-8", "replace")
    start, end = random.choice(_json_spans(text) or [(0, 0)])
    try:
        tree = _changed(json.loads(text[start:end]), random)
    except (ValueError, RecursionError):  # an earlier change broke it
        return _break_token(body, random)
    written = json.dumps(tree, ensure_ascii=random.random() < 0.8)
    written = MARKS.sub(lambda mark: WRITTEN[mark[1]], written)
    return (text[:start] + written + text[end:]).encode("utf-8", "surrogatepass")


def _json_spans(text: str) -> list[tuple[int, int]]:
    if text.startswith(")]}'"):
        return [match.span() for match in re.finditer(r"^\[.*$", text, re.MULTILINE)]
    if text.lstrip().startswith("<"):
        return [match.span(2) for match in SCRIPT.finditer(text)]
    return [(0, len(text))]


def _changed(tree: Any, random: Random) -> Any:
    """The tree with one change somewhere, near the root as likely as in a leaf."""
    if isinstance(tree, str) and tree[:1] in ("[", "{"):
        try:
            return json.dumps(_changed(json.loads(tree), random))
        except ValueError:
            return random.choice(JUNK)
    if not isinstance(tree, dict | list) or not tree or random.random() < 0.1:
        return _retyped(tree, random)
    key = random.choice(list(tree) if isinstance(tree, dict) else range(len(tree)))
    if random.random() < 0.75:
        tree[key] = _changed(tree[key], random)
    elif isinstance(tree, dict):
        value = tree.pop(key)
        if random.random() < 0.5:
            tree[random.choice([key + "s", key.upper(), "", *tree])] = value
    else:
        _change_rows(tree, key, random)
    return tree


def _change_rows(rows: list[Any], at: int, random: Random) -> None:
    other = random.randrange(len(rows))
    match random.choice(["remove", "double", "swap", "insert"]):
        case "remove":
            del rows[at]
        case "double":
            rows.insert(other, rows[at])
        case "swap":
            rows[at], rows[other] = rows[other], rows[at]
        case "insert":
            rows.insert(at, random.choice(JUNK))


def _retyped(value: Any, random: Random) -> Any:
    choices = [random.choice(JUNK), [value], {"label": value}]
    if isinstance(value, dict):
        choices.append(list(value.values()))
    elif isinstance(value, list):
        choices.append({str(key): one for key, one in enumerate(value)})
    elif isinstance(value, str) and value.isdecimal() and value.isascii() and len(value) < 1000:
        choices += [int(value), float(value), value + ".0", "0" + value]
    elif isinstance(value, int | float):
        choices += [str(value), -value]
    return random.choice(choices)
