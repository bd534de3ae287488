"""The capped pool: double entry in whole yen. ``posting.py`` is the table of what may move from where to where."""
