"""Benchmarks, side by side with peers and with the physical limit: ``python -m bench NAME [--quick] [--json]``."""
