"""The monitor: an outsider's look at the whole log, visit after visit, from its static files alone."""
