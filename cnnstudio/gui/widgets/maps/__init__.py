"""Many small maps as one picture: laid out, drawn, enlarged, and read number by number."""
