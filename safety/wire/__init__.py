"""What crosses HTTP: schemas, forms, paging, problems, tables; nothing of any one feature."""
