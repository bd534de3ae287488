"""The auditor's page: the sealed record of a case, to be checked offline."""
