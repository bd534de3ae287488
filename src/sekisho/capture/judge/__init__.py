"""The judgement of a capture from its sealed records alone: one module per level, flag and claim."""
