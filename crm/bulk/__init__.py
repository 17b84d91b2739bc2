"""One deed on many tickets at once: asked for, carried out in the background, taken back."""
