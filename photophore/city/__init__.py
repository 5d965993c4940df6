"""A made-up city that wears Photophore: its people, their colonies, and what a run of it was like."""
