"""The player's terminal: one seat, what it was told, what it says, what it decides."""
