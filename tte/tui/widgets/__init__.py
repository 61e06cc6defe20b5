"""Widgets that the terminals share."""
