"""What the help page of the author's screen says."""

from __future__ import annotations

HELP = """\
1, 2, 3      deck, diagnostics, preview; tab goes on to the next
up, down     choose a file, a finding; scroll the preview
n, N         the next finding, the one before
e, enter     open the file in your editor ($VISUAL, or $EDITOR)
             at the line of its finding
/            filter files and findings by words; esc ends it
r            look and check again now
?            this page
q            leave

Save in any editor: this screen looks twice a second and checks again by itself. While a save keeps the deck \
from loading, the preview stays with the last version that loaded, and says so.

The diagnostics are those of `tte check`: ✕ is an error, ▲ a warning. `tte check --explain CODE` says more. \
Placeholders in the preview are filled in with the tracks as they start and the planned minute. Nothing is \
changed by looking.
"""
