"""How many cases are run before somebody looks at what came of them."""

BLOCK = 10
"""Cases that a race, a mining pass or an anytime gate runs at a time (method.md 6.2)."""
NOISE_CASES = 30
"""Cases that the A/A floor asks twice (method.md 6.0)."""
