"""What has to be shown after commissioning (F16 to F18): in which order, and what suffices to pay."""
