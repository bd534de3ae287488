"""OPC UA as bytes: the binary encoding, service messages and the walk over an address space, reading only."""
