"""Terminals, on Textual."""
