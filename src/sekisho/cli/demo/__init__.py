"""The rehearsal: a scenario file carried through the public interfaces, step by step on one program clock."""
