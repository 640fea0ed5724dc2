"""Runs the notebook and writes what it shows into the docs: `python notebooks/render.py DATA [OUT.md]`.

DATA is a snapshot's folder, or one with the labelled corpora. Without OUT.md, the page of the docs is renewed, and the
notebook is written anew from its text.
"""

import os
import sys
from pathlib import Path

HERE = Path(__file__).parent
TEXT = HERE / "01-data-exploration.py"
PAGE = HERE.parent / "docs" / "exploration.md"
SECONDS = 600


def render(data: Path, page: Path) -> None:
    """Run the notebook on data; write the page, and its charts beside it.

    Raises:
        nbclient.exceptions.CellExecutionError: a cell fails.
    """
    import jupytext
    from nbclient import NotebookClient
    from nbconvert import MarkdownExporter

    notebook = jupytext.read(TEXT)
    os.environ["EXPLORE_DATA"] = str(data.absolute())
    NotebookClient(
        notebook, timeout=SECONDS, kernel_name="python3", resources={"metadata": {"path": str(HERE)}}
    ).execute()
    charts = page.with_suffix("")
    charts.mkdir(parents=True, exist_ok=True)
    for old in charts.glob("*.png"):
        old.unlink()
    body, resources = MarkdownExporter(exclude_input=True).from_notebook_node(
        notebook, {"output_files_dir": charts.name, "unique_key": "chart"}
    )
    for name, content in resources["outputs"].items():
        (page.parent / name).write_bytes(content)
    body = body.replace("![png](", "![Chart of this section](")
    page.write_text("\n".join(line.rstrip() for line in body.splitlines()).strip() + "\n", "utf-8")


def pair() -> None:
    """Write the notebook anew from its text, without anything that it shows."""
    import jupytext

    jupytext.write(jupytext.read(TEXT), TEXT.with_suffix(".ipynb"))


if __name__ == "__main__":
    if len(sys.argv) == 2:
        pair()
    render(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > 2 else PAGE)
