"""The life of a case: one transition table, decide and evolve.

Start at ``table.py``: every state, command, role, guard, document, deadline and fund posting stands there, and
nowhere else. ``decide`` turns a command into events or a refusal with every reason; ``evolve`` folds events.
"""
