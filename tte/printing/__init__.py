"""Setting pages: typst with fonts that come along, never the machine's, and every character accounted for."""
