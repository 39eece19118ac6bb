"""Static rules over prompt documents: no model, no network, no settings of their own."""
