"""Long work: imports, exports, derived pictures; progress survives a reload of the page."""
