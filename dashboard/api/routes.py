"""The doors of the read API: /api/v1/ranks, chart, movers, breadth, events, claims; /api/v1/openapi.json."""

import json
import logging
from collections.abc import Callable
from datetime import UTC, datetime
from functools import wraps

import flask
from dash import Dash
from flask import Response

from dashboard.answer_file import TYPES
from dashboard.api.answer import BusyError, Form, answer, claim_answer, claim_etag, etag_of
from dashboard.api.asked import AskedError, values_of
from dashboard.api.endpoint import Endpoint
from dashboard.api.openapi import PREFIX, document
from dashboard.api.registry import ENDPOINTS
from dashboard.page import NO_ANSWER, current_home
from tracker.storage.asking import LimitError

log = logging.getLogger(__name__)

FORMS: tuple[Form, ...] = ("json", "csv", "parquet")
AGAIN = "5"  # seconds after which it is worth asking again


def add_api(app: Dash) -> None:
    server = app.server
    server.add_url_rule(f"{PREFIX}/openapi.json", "api openapi", openapi, methods=["GET"])
    for endpoint in ENDPOINTS.values():
        server.add_url_rule(f"{PREFIX}/{endpoint.name}", f"api {endpoint.name}", _door(endpoint), methods=["GET"])
    server.add_url_rule(f"{PREFIX}/claims/<claim_id>", "api claim", _guarded(claim), methods=["GET"])
    server.add_url_rule(f"{PREFIX}/", "api index", openapi, methods=["GET"])
    server.add_url_rule(f"{PREFIX}/<path:nothing>", "api nothing", nothing, methods=["GET"])


def openapi() -> Response:
    return _json(document(flask.request.script_root))


def nothing(nothing: str) -> Response:
    return _error(404, None, f"there is nothing at {nothing!r}; {PREFIX}/openapi.json says what there is")


def claim(claim_id: str) -> Response:
    charts_file = current_home().charts_file
    etag = claim_etag(charts_file, claim_id)
    if etag in flask.request.if_none_match:
        return _known(Response(status=304), etag)
    found = claim_answer(charts_file, claim_id)
    return (
        _known(_json(found), etag) if found else _error(404, "claim_id", "there is no such claim; /claims lists them")
    )


def _door(endpoint: Endpoint) -> Callable[..., Response]:
    def door() -> Response:
        said = flask.request.args.to_dict(flat=False)
        twice = next((name for name, values in said.items() if len(values) > 1), None)
        if twice is not None:
            raise AskedError(twice, "it is said more than once")
        words: dict[str, object] = {name: values[0] for name, values in said.items()}
        form = _form(words.pop("format", "json"))
        values = values_of(endpoint, words)
        charts_file = current_home().charts_file
        etag = etag_of(charts_file, endpoint, values, form, datetime.now(UTC))
        if etag in flask.request.if_none_match:
            return _known(Response(status=304), etag)
        answered = Response(answer(charts_file, endpoint, values, form), content_type=TYPES[form])
        if form != "json":
            answered.headers["Content-Disposition"] = f'attachment; filename="{endpoint.name}.{form}"'
        return _known(answered, etag)

    return _guarded(door)


def _guarded(view: Callable[..., Response]) -> Callable[..., Response]:
    """The view; what cannot be answered comes back as one sentence."""

    @wraps(view)
    def guarded(**path: str) -> Response:
        try:
            return view(**path)
        except AskedError as error:
            return _error(400, error.parameter, error.why)
        except BusyError as error:
            said = _error(503, None, str(error))
        except LimitError as error:
            return _error(413, None, str(error))
        except NO_ANSWER:
            log.exception("%s could not be answered", flask.request.path)
            said = _error(503, None, "the data cannot be read; the server's log says why")
        said.headers["Retry-After"] = AGAIN
        return said

    return guarded


def _form(said: object) -> Form:
    for form in FORMS:
        if form == said:
            return form
    raise AskedError("format", f"got {str(said)[:60]!r}, wanted one of {', '.join(FORMS)}")


def _known(answered: Response, etag: str) -> Response:
    answered.set_etag(etag)
    answered.headers["Cache-Control"] = "no-cache"  # kept by whoever asks, and asked for again with the ETag
    return answered


def _json(said: object) -> Response:
    return Response(json.dumps(said, ensure_ascii=False, default=str), content_type="application/json")


def _error(code: int, parameter: str | None, message: str) -> Response:
    said = _json({"error": {"parameter": parameter, "message": message}})
    said.status_code = code
    said.headers["Cache-Control"] = "no-store"
    return said
