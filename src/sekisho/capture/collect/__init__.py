"""The collector at the factory: connects, records, survives what happens there, seals; it only ever reads."""
