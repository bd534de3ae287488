"""Companion models read from NodeSet2 files by this library's own reader, and what they make mandatory."""
