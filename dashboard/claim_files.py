"""/claims/<id>.json and /claims/<id>.md: the same evidence as the page, for programs and for notes; and the
address of a claim that a reader just made, which from then on carries the evidence that it was made from.
"""

import json

import flask
from dash import Dash

from dashboard.cited_claim import CITED
from dashboard.claim_view import ClaimView, claim_view, whole_address
from dashboard.components.series_controls import value_label
from dashboard.page import NO_ANSWER, visiting
from dashboard.rank_view import ViewError
from dashboard.text import Text
from tracker.claim_report import as_json, as_markdown


def serve_claim_files(app: Dash) -> None:
    app.server.add_url_rule("/claims/<claim_id>.json", "claim_json", lambda claim_id: _file(claim_id, "json"))
    app.server.add_url_rule("/claims/<claim_id>.md", "claim_markdown", lambda claim_id: _file(claim_id, "md"))
    app.server.before_request(_frozen)


def _frozen() -> flask.Response | None:
    """Send whoever opens the address of a new claim to the same one with its evidence: that is the one to copy."""
    query = flask.request.args.to_dict()
    if flask.request.path != f"/claims/{CITED}" or "evidence" in query:
        return None
    try:
        with visiting(query) as visit:
            view = claim_view(visit, CITED, query)
            address = view.address(visit.text) if view else None
    except (ViewError, *NO_ANSWER):
        return None  # the page itself says what is wrong
    if address is None:
        return None
    return flask.Response(status=302, headers={"Location": address, "Cache-Control": "no-store"})


def _file(claim_id: str, form: str) -> flask.Response:
    query = flask.request.args.to_dict()
    try:
        with visiting(query) as visit:
            view = claim_view(visit, claim_id, query)
    except ViewError as error:
        return _refused(400, str(error))
    except NO_ANSWER:
        return _refused(503, "the database does not answer; try again in a minute")
    if view is None or view.report is None:
        return _refused(404, f"no claim about a rank is called {claim_id[:80]!r}; /claims lists them all")
    said, kind = (_json(view), "application/json") if form == "json" else (_markdown(view, visit.text), "text/markdown")
    answer = flask.Response(said, mimetype=kind)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _json(view: ClaimView) -> str:
    assert view.report is not None
    said = as_json(view.report) | {"sentence": view.sentence}
    if view.cited is not None:
        said |= {
            "evidence_cited": view.cited.evidence, "verdict_cited": view.cited.verdict, "is_restated": view.is_restated,
        }  # fmt: skip
    return json.dumps(said, ensure_ascii=False, indent=1) + "\n"


def _markdown(view: ClaimView, text: Text) -> str:
    assert view.report is not None
    address = whole_address(view.address(text))
    return as_markdown(
        view.report, view.sentence, address, text.code, lambda country: value_label(text, "country", country)
    )


def _refused(status: int, why: str) -> flask.Response:
    return flask.Response(json.dumps({"error": why}) + "\n", status, mimetype="application/json")
