"""An exercise on paper, for rooms where screens fail: cards, sealed injects, MSEL, forms, slips, script."""
