"""Local Prompt Optimization: mark words from failures, edit only those, prove the edit on held-out cases."""
