"""A loopback factory for demonstrations and tests: secured OPC UA machines and an MTConnect agent, marked as a test."""
