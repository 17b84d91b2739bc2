"""English as a control room in Poland writes it."""
