"""The addresses of a title's page and poster, with the title's number in them."""

from starlette.convertors import IntegerConvertor, register_url_convertor

from trending_now.store.shown import LARGEST_TITLE_ID


class _TitleNumber(IntegerConvertor):
    """A number no longer than the largest of a title: Python refuses to read one of thousands of digits."""

    regex = f"[0-9]{{1,{len(str(LARGEST_TITLE_ID))}}}"


register_url_convertor("title_number", _TitleNumber())

TITLE_PAGE = "/titles/{title_id:title_number}"
POSTER = "/posters/{title_id:title_number}"
