"""What `motjuste mcp` offers to coding agents; only here is the protocol's SDK imported."""
