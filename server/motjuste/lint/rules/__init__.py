"""The rules, one module each: its page in the docstring, its check, its facts."""
