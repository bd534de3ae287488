"""The case page and the signing page: for end users, integrators and distributors."""
