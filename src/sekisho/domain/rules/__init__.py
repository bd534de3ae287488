"""One-line rule texts, parsed once into a small tree and folded into an interpreter that explains itself.

Rules compare, binding computes: no functions, no loops, no arithmetic. ``grammar.py`` holds the grammar.
"""
