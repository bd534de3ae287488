"""The words every other room speaks: yen, instants, languages, citations, findings, identifiers."""
