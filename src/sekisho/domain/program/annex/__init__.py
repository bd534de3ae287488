"""A list of eligible models as somebody typed it, read into an edition of Annex A; and editions compared."""
