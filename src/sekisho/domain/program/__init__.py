"""What the program says, as dated data: facts, open questions, parameters, rules, and editions of Annex A.

The data stands in ``data/<program>/``; this room only reads bytes that are handed to it.
"""
