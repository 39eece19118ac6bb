"""Reading eval sets: `read_eval_set` picks the format by the file's suffix."""

from motjuste.evals.load.read import FORMATS, read_eval_set

__all__ = ["FORMATS", "read_eval_set"]
