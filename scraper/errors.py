"""The one exception that a user can mend and that the command line shows without a traceback."""


class UserError(Exception):
    """Carries one sentence that says what is wrong and what to do; `exit_code` is 1 or 2."""

    def __init__(self, message: str, exit_code: int = 1) -> None:
        super().__init__(message)
        self.exit_code = exit_code
