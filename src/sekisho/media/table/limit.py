"""How much of a file is read: far beyond any list of machines, far below what would fill the memory of an office PC."""

MIB = 1024 * 1024
#: The file itself.
LARGEST = 64 * MIB
#: What a workbook unfolds to. Its parts are text that shrinks tenfold; fiftyfold and more is written to harm.
UNFOLDED = 256 * MIB
#: Small parts may shrink as far as they like.
STEEP_FROM, STEEPEST = 1 * MIB, 200
MOST_PARTS = 2_000
MOST_SHEETS = 200
#: What a sheet of the common spreadsheet program holds at most, and what is laid out in memory at once.
MOST_ROWS, MOST_COLUMNS, MOST_CELLS = 1_048_576, 1_024, 5_000_000
#: PDF: pages, and what the process that reads them may take.
MOST_PAGES = 200
PDF_SECONDS, PDF_MEMORY = 60, 1024 * MIB
