"""Every claim against the published world: what, source, target, measured, pass or fail. One module a claim."""
