"""The dossier: one ZIP in one form with one BagIt bag, written and taken apart."""
