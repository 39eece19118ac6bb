"""Reading eval sets: `read_eval_set` picks the format by the file's suffix."""

from motjuste.evals.load.read import FORMATS, UnknownCheck, read_eval_set

__all__ = ["FORMATS", "UnknownCheck", "read_eval_set"]
