"""What it costs landed and what it earns back: customs value, taxes, subsidy, appraisal, all in whole yen."""
