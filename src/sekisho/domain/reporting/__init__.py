"""The quarterly disbursement report (F21): a fold of the journal as of an instant; computation only."""
