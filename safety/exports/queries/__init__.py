"""Reading across the duties, for returns and for the export of participation records."""
