"""The flag that rewrites the literate specs."""

from __future__ import annotations


def pytest_addoption(parser):
    parser.addoption(
        "--update", action="store_true", help="rewrite what tests/rules expects; then read the difference"
    )
