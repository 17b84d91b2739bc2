"""How a mutation says what is wrong with its input: as data, by field, so that a system can act on it."""

import graphene


class InputError(graphene.ObjectType):
    """What is wrong with one part of the input; nothing was written."""

    field = graphene.String(
        required=True,
        description="The argument, answers.CODE for the answer to one field of the form, "
        "answers for all of them together, or input for the whole.",
    )
    message = graphene.String(
        required=True, description="For people; what the form's own rules say comes in the language of Accept-Language."
    )


class InputRefused(ValueError):
    """Input that names nothing or cannot be; the door turns it into an `InputError`."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.error = InputError(field=field, message=message)
