"""News: feeds → articles → links, clusters, candidates for events. Pure: bytes and rows in, rows out.

feed_body.py      bytes of strangers → text that is safe to parse
syndication.py, gdelt.py, hacker_news.py, statuspage.py, app_versions.py   one kind of feed a file
feeds.py          which kind is asked and read how
page.py           one article's page, or a file of it
headline.py       text, language and key of a headline
dates.py          dates of strangers, by how far they can be trusted
linking.py        which assistants a headline means, and why
facets.py         its category and countries
duplicates.py     which of them are copies
clusters.py       which of them tell of the same thing
candidates.py     which of those deserve a look, and how they join events that are known
"""
