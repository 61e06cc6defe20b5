"""Many terminals from one process: over SSH, in the browser, on the wall."""
