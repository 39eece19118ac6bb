"""Eval sets: labelled cases linked to a prompt, their checks, their splits, and running a prompt over them."""
