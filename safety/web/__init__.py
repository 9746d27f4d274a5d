"""The shell: sign-in, today's work, error pages, language, static files."""
