"""Companion models and categories of equipment: what they require, and what of it was observed."""
