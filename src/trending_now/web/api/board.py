"""The API route of the board: every engine and prompt version as it was last measured."""

from fastapi import APIRouter
from pydantic import BaseModel

from trending_now.pipeline.board import BoardLine, board_lines, shipped_board
from trending_now.web.app_parts import Parts
from trending_now.web.filters import no_parameters
from trending_now.web.openapi import documented

router = APIRouter(tags=["classify"])


class BoardAnswer(BaseModel):
    """The board, the best first."""

    board: list[BoardLine]


@router.get("/board", responses=documented(), dependencies=[no_parameters])
def show_board(parts: Parts) -> BoardAnswer:
    """Show how good each engine and each prompt version is, and what it costs."""
    return BoardAnswer(board=board_lines(parts.reader.scores(), shipped_board()))
