"""Text as code points: spans, edits, words, quotes and positions. Knows nothing of prompts."""
