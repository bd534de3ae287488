"""The on-site verification: who may go, when and where, what is looked at, who is visited twice, when to hurry."""
