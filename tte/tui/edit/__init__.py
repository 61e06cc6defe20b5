"""The author's screen: a deck's files, what is wrong with them, and what they come to."""
