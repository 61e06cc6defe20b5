"""Charts as SVG text: figures for reports, legible in grey, each with the same said in words."""
