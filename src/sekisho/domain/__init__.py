"""What the program means: computation only. No clock, no input or output, no random, no framework."""
