"""The Zengin transfer file (全銀協 総合振込): layout as a table, writing, reading, the bank's answer."""
