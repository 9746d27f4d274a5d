"""What the law says: provisions as data, calendar, clocks, grades, code lists.  Plain Python."""
