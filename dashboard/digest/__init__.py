"""What happened in some days, for those who read no chart: the sentences of the pages, as a letter.

rows.py    the database → what there is to say
letter.py  that → headings and lines in a language        pure
forms.py   headings and lines → Markdown, HTML, JSON      pure
feed.py    the last days → an Atom feed

Nothing in here needs Dash, so that a job can write a digest.
"""
