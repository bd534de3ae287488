"""What persons sign: an in-toto Statement over salted section digests, in a DSSE envelope."""
