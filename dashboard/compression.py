"""Answers in gzip. Dash's own way needs one more library; this is all we need of it."""

import gzip
from hashlib import blake2b

from dash import Dash
from flask import Response, request

WORTH_IT = 1_000  # bytes
LEVEL = 6
TEXTS = ("text/", "application/json", "application/javascript", "image/svg+xml")
NEVER_CHANGE = ("/_dash-component-suites/", "/_plotly/")  # while the program runs; Plotly takes 100 ms to compress


def compress_answers(app: Dash) -> None:
    # By what they hold, not by their address: a stranger may add any query to it, or any version of Dash's.
    known: dict[bytes, bytes] = {}

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
        if request.path.startswith(NEVER_CHANGE) and answer.mimetype != "text/html":  # a page stands where nothing is
            key = blake2b(raw).digest()
            packed = known[key] = known.get(key) or gzip.compress(raw, LEVEL, mtime=0)
        else:
            packed = gzip.compress(raw, LEVEL, mtime=0)
        answer.set_data(packed)
        answer.content_encoding = "gzip"
        return answer

    app.server.after_request(compress)
