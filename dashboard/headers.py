"""What the browser may do with our pages: run our scripts, load from us, and nothing else."""

from dash import Dash
from dash.exceptions import DependencyException
from flask import Response, request

LARGEST_QUESTION = 2_000_000  # bytes of a request; the largest of our own pages has some 100 kB


def content_security_policy(app: Dash) -> str:
    """Dash's own inline scripts are allowed by their hashes. Mantine and Plotly write style elements."""
    scripts = " ".join(["'self'", *app.csp_hashes()])
    return "; ".join(
        [
            "default-src 'none'",
            f"script-src {scripts}",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",  # Plotly draws a picture to be saved by way of a blob
            "font-src 'self'",
            "connect-src 'self'",
            "form-action 'none'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
        ]
    )


def add_headers(app: Dash) -> None:
    """Set the headers of every answer of the app. The policy is made at the first, when all scripts are known."""
    policies: list[str] = []

    def set_headers(answer: Response) -> Response:
        if not policies:
            policies.append(content_security_policy(app))
        answer.headers["Content-Security-Policy"] = policies[0]
        answer.headers["X-Content-Type-Options"] = "nosniff"
        answer.headers["X-Frame-Options"] = "DENY"
        answer.headers["Referrer-Policy"] = "no-referrer"
        answer.headers["Cross-Origin-Opener-Policy"] = "same-origin"
        is_of_dash = request.path.startswith("/_dash-") and not request.path.startswith("/_dash-component-suites")
        if is_of_dash or answer.mimetype == "text/html":
            answer.headers["Cache-Control"] = "no-store"
        return answer

    app.server.after_request(set_headers)
    app.server.config["MAX_CONTENT_LENGTH"] = LARGEST_QUESTION  # counted while it arrives, whatever length it says
    app.server.register_error_handler(DependencyException, _nothing_here)


def _nothing_here(_: Exception) -> Response:
    """Dash raises for a script that it does not have; it is an address like any other where nothing is."""
    return Response("nothing here\n", 404, mimetype="text/plain")
