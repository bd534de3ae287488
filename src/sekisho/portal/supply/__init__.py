"""Exporters, SI partners and distributors: what they registered, and which papers of their machines are missing."""
