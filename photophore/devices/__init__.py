"""Drivers: light out, samples in. One contract, one published check, and what answers them."""
