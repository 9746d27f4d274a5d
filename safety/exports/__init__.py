"""Registers, dossiers, returns and backups across the duties."""
