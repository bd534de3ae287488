"""What people hold in their hands: printed papers, spreadsheets, photos."""
