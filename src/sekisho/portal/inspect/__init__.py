"""The inspector's page: what to check at the machine, and what the capture showed."""
