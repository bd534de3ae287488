"""The office's queue and the approvals of payments."""
