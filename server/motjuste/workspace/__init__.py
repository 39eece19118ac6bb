"""The facade: a folder's prompts, eval sets, settings, findings, marks and runs. Text in, frozen data out."""
