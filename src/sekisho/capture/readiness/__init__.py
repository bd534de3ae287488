"""Readiness: can this machine and this plant's MES or SCADA client work together? Judged before purchase or after.

A second axis beside conformance (interop.md 6): one row a property, the machine's value against the client's. Both
sheets may be declared; the machine's may be read from a capture or a probe. What is not stated is unknown, never fine.
"""
