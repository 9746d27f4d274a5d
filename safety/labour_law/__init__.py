"""工会劳动法律监督: the letters of another system than 劳动保护监督检查, by holders of its own appointment."""
