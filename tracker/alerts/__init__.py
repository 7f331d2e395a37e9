"""Who wants to be told of what: rules, what the captures say of them, and what was told already.

rules.py      alerts.toml, checked
turns.py      captures → turns confirmed by several of them   pure
watch.py      a rule and its readings → what happened          pure
memory.py     what each rule saw last, what still has to be told: one file, written whole or not at all
quiet.py      may it be told at this time?                     pure
check.py      the database → rules → memory

Words and sending are not in here: dashboard/text/alerts.py, jobs/alert.py.
"""
