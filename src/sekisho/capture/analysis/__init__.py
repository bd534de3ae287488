"""A judged capture as rows and pictures, for whoever analyses many."""
