"""Signals: what does not fit together within a case or between cases. They inform the officer and decide nothing."""
