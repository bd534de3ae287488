"""The sealed records put back in order: connections, answers, series, gaps; by the library's own decoders."""
