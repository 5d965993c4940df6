"""Maps, districts and who lives there."""
