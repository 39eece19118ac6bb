"""promptfoo's configurations and test cases, read as rows."""

from motjuste.evals.load.promptfoo.config import is_config, rows

__all__ = ["is_config", "rows"]
