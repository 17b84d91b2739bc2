"""How a person comes in: the language they read, and the door that stays shut after too many wrong passwords."""
