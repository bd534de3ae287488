"""The network around a machine: as the integrator declares it, as the collector saw it, and how the two differ."""
