"""After the exercise: an analysis of what happened, and the report that renders it. Knows no store."""
