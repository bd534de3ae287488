"""Conformity papers: what a paper proves, on which day, and what nobody can say until an officer has looked."""
