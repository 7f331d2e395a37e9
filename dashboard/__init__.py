"""The dashboard: URL → view → queries → figure → page.

app.py          one Dash app for one home
rank_view.py    URL → what it asks for, checked                  pure
spans.py        spans, cut and thinned                           pure
findings.py     spans → what can be said about them              pure
figures/        rows → Plotly dicts; colours are names of tokens pure
components/     rows → HTML
pages/          one file a URL
text/           every word, in English and in Arabic             pure
assets/         tokens.css holds every colour and size; the scripts draw nothing that the server did not send
"""
