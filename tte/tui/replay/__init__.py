"""The replay: a whole session again, event by event, as control or as any seat saw it."""
