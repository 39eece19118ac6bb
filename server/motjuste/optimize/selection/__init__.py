"""How candidates are told apart on dev: one strategy a file, all with the same contract."""
