"""DUTY 2: the union's opinion and signature on design review and completion acceptance (三同时)."""
