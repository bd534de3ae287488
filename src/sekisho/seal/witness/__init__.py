"""Witnesses (C2SP tlog-witness): others who vouch that the log only ever grew; the server they run, and its client."""
