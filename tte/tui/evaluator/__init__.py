"""The terminal of evaluators and observers: everything to read, nothing of control to do."""
