"""Steps that no tool records, as people write them down."""
