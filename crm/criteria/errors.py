"""What is wrong with criteria, and where."""


class CriteriaError(ValueError):
    """Criteria that cannot be used; the message says what to do, `path` leads to the clause from the outside in.

    A path's numbers are places in “all” and “any”, counted from 0; “not” is passed without one.
    """

    def __init__(self, message: str, path: tuple[int, ...] = ()) -> None:
        super().__init__(message)
        self.path = path
