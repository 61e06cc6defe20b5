"""The lobby: what `tte` alone shows."""
