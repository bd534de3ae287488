"""The letters of the office: what a decision, a return or a payment notice says, built from the case and its events."""
