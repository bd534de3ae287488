"""The store in plain Python: for rehearsals and forecasts, with the same contract as the databases."""
