"""What anybody may see before signing in: the four questions, the program's facts, Annex A, the fund."""
