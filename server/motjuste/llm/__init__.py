"""Talking to models: one chat protocol, a cache, budgets, pacing, and the embedded model."""
