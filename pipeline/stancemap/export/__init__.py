"""Write tables, maps and the report: one file per format."""
