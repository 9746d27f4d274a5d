"""What returns and participation exports say, without a database: periods, numbers, rates, columns."""
