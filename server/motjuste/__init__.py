"""Mot Juste: find the words of a prompt behind its wrong answers, and prove the edit that mends them."""

__version__ = "0.1.0"
