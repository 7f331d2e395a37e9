"""Answers in gzip. Dash's own way needs one more library; this is all we need of it."""

import gzip

from dash import Dash
from flask import Response, request

WORTH_IT = 1_000  # bytes
LEVEL = 6
TEXTS = ("text/", "application/json", "application/javascript", "image/svg+xml")
NEVER_CHANGE = ("/_dash-component-suites/", "/_plotly/")  # while the program runs; Plotly takes 100 ms to compress


def compress_answers(app: Dash) -> None:
    known: dict[str, bytes] = {}

    def compress(answer: Response) -> Response:
        if not (answer.mimetype or "").startswith(TEXTS) or answer.status_code != 200 or answer.content_encoding:
            return answer
        answer.vary.add("Accept-Encoding")
        if not request.accept_encodings["gzip"]:
            return answer
        answer.direct_passthrough = False
        raw = answer.get_data()
        if len(raw) < WORTH_IT:
            return answer
        key = request.full_path
        packed = known.get(key) or gzip.compress(raw, LEVEL, mtime=0)
        if request.path.startswith(NEVER_CHANGE):
            known[key] = packed
        answer.set_data(packed)
        answer.content_encoding = "gzip"
        return answer

    app.server.after_request(compress)
