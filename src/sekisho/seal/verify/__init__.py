"""The verifier: what is trusted, every check by name, the report, and the one file made of these very modules."""
