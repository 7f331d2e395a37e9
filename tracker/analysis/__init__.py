"""What follows from what was observed: pure functions, no database and no clock.

rank_claims.py         does a claim about a rank hold?
claim_words.py         why, in words
event_effects.py       what followed an event, and how unusual was it?
natural_experiment.py  one country against those where it did not happen
false_discovery.py     of many tests, which share is chance?
effect_words.py        an effect in sentences
changepoints.py        on which days did the level of a series change?
"""
