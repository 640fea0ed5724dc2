"""The addresses of a title's page and poster, with the title's number in them."""

from starlette.convertors import IntegerConvertor, register_url_convertor

MOST_DIGITS = 19  # as many as a number of 64 bits has


class _TitleNumber(IntegerConvertor):
    """A number that a title might have: Python refuses to read one of thousands of digits."""

    regex = f"[0-9]{{1,{MOST_DIGITS}}}"


register_url_convertor("title_number", _TitleNumber())

TITLE_PAGE = "/titles/{title_id:title_number}"
POSTER = "/posters/{title_id:title_number}"
