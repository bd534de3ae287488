"""Sekisho (関所): from the purchase order to the paid subsidy, with a record anybody can check offline."""

__version__ = "0.1.0"
