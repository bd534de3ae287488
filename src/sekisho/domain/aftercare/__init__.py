"""After payment: the register of assets, their disposal, effects against a baseline, consumption tax, support."""
