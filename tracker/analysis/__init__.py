"""What follows from what was observed: pure functions, no database and no clock.

rank_claims.py  does a claim about a rank hold?
"""
