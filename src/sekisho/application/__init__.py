"""Use cases, one verb a module, over small ports that the store and the libraries beside it serve."""
