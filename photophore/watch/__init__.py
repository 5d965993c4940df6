"""What goes wrong, why, and where it began: pure, from what a hub could see and nothing else."""
