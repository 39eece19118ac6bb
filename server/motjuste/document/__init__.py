"""Prompt files as documents: what a model will read, what a template fills, what may be edited."""
