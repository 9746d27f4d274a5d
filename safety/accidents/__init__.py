"""DUTY 3: the union's part in the investigation of accidents."""
