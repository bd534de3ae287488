"""Screens many rows: reads tables, binds, judges and writes, on this machine or on several.

The only room that knows the engines: Polars' streams, DuckDB, Spark. What a rule means they are told by the domain.
"""
