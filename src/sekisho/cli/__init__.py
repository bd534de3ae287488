"""The ``sekisho`` command. Exit codes: 0 holds, 1 does not hold (findings printed), 2 unusable input."""
