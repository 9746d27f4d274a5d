"""Who may do what: permissions, roles, scope.  Plain Python."""
