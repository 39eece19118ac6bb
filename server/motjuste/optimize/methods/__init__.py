"""How an optimizer model is asked for proposals: one file a method."""
