"""Reads what ministries and makers send: spreadsheets, text files in any East Asian encoding, tables printed as PDF."""
