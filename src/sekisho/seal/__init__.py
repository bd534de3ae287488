"""Seal: entries, statements, a Merkle log with signed checkpoints, time stamps, dossiers and their verifier.

A library of its own, knowing nothing of subsidies. Formats: RFC 6962, C2SP signed-note, tlog-checkpoint, tlog-proof,
DSSE 1.0.2, in-toto Statement v1, RFC 3161, RFC 8493.
"""
