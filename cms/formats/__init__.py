"""How dates and times are written where Django's own habits differ from a Polish control room's."""
