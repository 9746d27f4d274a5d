"""The union's own lists as they come in from files: its members, with appointments and certificates."""
