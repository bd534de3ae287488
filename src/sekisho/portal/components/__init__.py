"""What pages are made of: texts by code, fields, chips, timelines, the gauge."""
