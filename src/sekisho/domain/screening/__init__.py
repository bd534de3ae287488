"""Screening: the criteria of the program on one case, with every finding explained and cited."""
