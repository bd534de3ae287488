"""Time stamps after RFC 3161: asked for, and verified offline at their own time."""
