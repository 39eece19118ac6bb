"""Paired tests, intervals, races and the gate: pure functions over counts and differences of scores."""
