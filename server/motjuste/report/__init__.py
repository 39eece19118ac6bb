"""A run as one self-contained HTML page: what it found, on what evidence, and what it cost."""

from motjuste.report.html import page

__all__ = ["page"]
