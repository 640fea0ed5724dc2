"""What every answer of the API is made of."""

from pydantic import BaseModel, ConfigDict


class Answer(BaseModel):
    """An answer made from a value that has the same attributes."""

    model_config = ConfigDict(from_attributes=True)
