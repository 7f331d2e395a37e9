"""What the browser may do with our pages: run our scripts, load from us, and nothing else."""

from dash import Dash
from flask import Response, request


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
        if request.path.startswith(("/_dash-update-component", "/_dash-layout")) or answer.mimetype == "text/html":
            answer.headers["Cache-Control"] = "no-store"
        return answer

    app.server.after_request(set_headers)
