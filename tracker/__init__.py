"""A rank tracker for chat assistants in app stores.

watchlist ─► plan ─► fetch ─► inbox ─► ingest (parse, validate, store) ─► publish ─► queries ─► figures ─► pages
feeds ─────► plan ─► fetch ─► inbox ─► ingest (parse, link, cluster) ────► publish

plan.py      which slots are due                        pure
fetch.py     request → answer                           the only network; fetch_page.py: one page that a user names
inbox.py     answer → one file, fsynced                 never opens DuckDB
stores/      series → request, body → entries           pure, one source a file
news/        feeds → articles → candidates for events   pure
validate.py  can these entries be the chart asked for   pure
ingest.py    inbox → rows, one writer under a lock      then publishes
pack.py      many payloads ⇄ one file                   opens with tar and zstd
payload_…    where stored payloads lie (files), and how they grow old (life): packed or dropped
reparse.py   stored payloads → rows again               after a parser was fixed
restore.py   a backup → a home
catalog/     facts with their sources               own_events.py: those of the user
analysis/    what follows from what was observed    pure; rank_claims.py, event_effects.py
alerts/      rules and captures → what to tell      diagnosis.py: is all well
storage/     the database file: schema, writing, reading, publishing
queries/     database → typed rows                      one question a file
"""

__version__ = "0.1.0"
