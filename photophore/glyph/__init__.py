"""The design language: feelings, time and teeth in, light out. Begin with `read`, `draw` and `gallery`."""
