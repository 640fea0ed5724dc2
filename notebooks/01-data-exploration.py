# ---
# jupyter:
#   jupytext:
#     formats: ipynb,py:percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # What is in the data
#
# Lengths, missing values, genres and how they go together, what sources call them, where sources disagree, noisy labels,
# who is under-represented, and near-duplicates. It reads a snapshot, or a folder with the labelled corpora; no text is
# shown.

# %% [markdown]
# ## Findings
#
# Of the run on the labelled corpora in November 2026 (23,643 titles, 50,000 reviews); the figures are those below.
#
# - **Two kinds of text, and little between.** A catalogue's blurb has some 30 words, a plot of Wikipedia several hundred. What
#   holds for one need not hold for the other, so quality is reported for each.
# - **What is unknown is not spread evenly.** Year and kind are missing for every Wikipedia plot, 24 % of the titles, and the
#   language for all: they cannot be features, and slices by them speak of blurbs only.
# - **Genres are lopsided.** Drama has 24 times as many titles as War. Adventure is left open more often than it is certain.
# - **Genres come together.** 83 % of History and 73 % of War is Drama too, 66 % of Adventure is Action, 63 % of Mystery is
#   Thriller. A model that knows Drama knows half of the rest.
# - **Lists leave genres out.** A title of Wikipedia has 3.1 genres, one of a catalogue list 1.4 to 2.0. A genre that is not named
#   is weak evidence that it is none.
# - **Sources disagree.** Of 98 titles that two lists share, 22 have the same genres in both and 19 share none. Drama is what
#   they differ on most.
# - **Labels are noisy where the text says so.** Half of the texts with "western", "musical" or "animated" in their first
#   sentences lack that label, a third of those with "thriller" or "science fiction", and one in ten with "documentary" or
#   "comedy". Some speak of something else, so this is an upper bound.
# - **Under-represented:** everything before 2000, television (a fifth of the titles), and Crime, Mystery, War and History in
#   catalogue lists: there they are 0.1 to 0.3 % of the films' labels, in plots 2 to 8 %. A model can mistake the kind of text for
#   the genre.
# - **Near-duplicates are few:** 8 titles share their text with another, none across the split; 107 share a beginning.

# %%
import os
import re
from collections import Counter
from itertools import combinations
from pathlib import Path

import matplotlib.pyplot as plt
import pandas as pd
import polars as pl
from IPython.display import Markdown, display

DATA = Path(os.environ.get("EXPLORE_DATA", "../../shared/data"))
INK, BAR, OTHER = "#333340", "#3d63c9", "#d98a29"
plt.rcParams.update(
    {
        "figure.dpi": 110,
        "font.size": 10,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.edgecolor": INK,
        "axes.titleweight": "bold",
        "axes.titlelocation": "left",
        "figure.constrained_layout.use": True,
    }
)


# %%
def table(frame: pd.DataFrame) -> None:
    """Show a frame as a plain table."""
    named = frame.reset_index()
    rows = [
        [f"{cell:,}" if isinstance(cell, int) else str(cell) for cell in row]
        for row in named.astype(object).to_numpy().tolist()
    ]
    head = [str(name) for name in named.columns]
    lines = ["| " + " | ".join(cells) + " |" for cells in (head, ["---"] * len(head), *rows)]
    display(Markdown("\n".join(lines)))


def read(*paths: Path) -> pd.DataFrame:
    """Return Parquet files as one frame."""
    frame = pl.read_parquet(list(paths), hive_partitioning=False)
    return pd.DataFrame(frame.to_dict(as_series=False))


def read_snapshot(folder: Path) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the titles and reviews of a snapshot."""
    titles = read(*folder.glob("processed/listings/**/*.parquet"))
    titles = titles.rename(columns={"plot_summary": "text", "source_genre_tags": "tags"})
    found = list(folder.glob("processed/reviews/**/*.parquet"))
    reviews = read(*found).rename(columns={"review_text": "review"}) if found else pd.DataFrame()
    return titles.assign(text_kind="blurb"), reviews


def read_corpora(folder: Path) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the titles of the genre corpus and the reviews of the review set."""
    titles = read(folder / "genre_corpus.parquet").rename(columns={"source_genres": "tags"})
    return titles.assign(language=None), read(folder / "reviews.parquet")


titles, reviews = (read_snapshot if (DATA / "manifest.json").is_file() else read_corpora)(DATA)
for column in ("genres", "genres_uncertain", "tags"):
    titles[column] = titles[column].map(lambda cell: [] if cell is None else list(cell))
titles["words"] = titles["text"].fillna("").str.split().str.len()
titles["decade"] = (titles["year"] // 10 * 10).astype("Int64")
print(f"{len(titles):,} titles of {titles['source'].nunique()} sources, {len(reviews):,} reviews")

# %% [markdown]
# ## How long texts are

# %%
figure, axes = plt.subplots(1, 2, figsize=(10, 3.4))
for kind, part in titles.groupby("text_kind"):
    axes[0].hist(
        part["words"].clip(upper=1500),
        bins=40,
        alpha=0.75,
        label=f"{kind} (n = {len(part):,})",
        color=BAR if kind == "blurb" else OTHER,
    )
axes[0].set(title="Words of a plot", xlabel="words (1,500 and more together)", ylabel="titles", yscale="log")
axes[0].legend(frameon=False)
lengths = reviews["review"].fillna("").str.split().str.len() if len(reviews) else pd.Series([0])
axes[1].hist(lengths.clip(upper=1000), bins=40, color=BAR)
axes[1].set(title="Words of a review", xlabel="words (1,000 and more together)", ylabel="reviews")
plt.show()
table(
    pd.DataFrame({"words of plots": titles["words"].describe(), "of reviews": lengths.describe()})
    .round(0)
    .astype("Int64")
)

# %% [markdown]
# ## What is missing
#
# The share of titles without a value, by source.

# %%
KEY = [name for name in ("title", "text", "year", "kind", "language", "release_date") if name in titles]
missing = titles.assign(**{name: titles[name].isna() | (titles[name].astype(str) == "") for name in KEY})
missing["genres"] = titles["genres"].str.len() == 0
shares = missing.groupby("source")[[*KEY, "genres"]].mean()
figure, axis = plt.subplots(figsize=(8, 0.6 + 0.42 * len(shares)))
image = axis.imshow(shares, vmin=0, vmax=1, cmap="Blues", aspect="auto")
axis.set_xticks(range(len(shares.columns)), shares.columns)
axis.set_yticks(range(len(shares)), [f"{name} (n = {(titles['source'] == name).sum():,})" for name in shares.index])
for (row, column), value in (
    (place, shares.iat[place]) for place in ((r, c) for r in range(len(shares)) for c in range(len(shares.columns)))
):
    axis.text(column, row, f"{value:.0%}", ha="center", va="center", color="white" if value > 0.6 else INK, fontsize=9)
axis.set_title("Missing values")
plt.show()

# %% [markdown]
# ## Genres, and which go together

# %%
counts = Counter(genre for genres in titles["genres"] for genre in genres)
open_counts = Counter(genre for genres in titles["genres_uncertain"] for genre in genres)
order = [genre for genre, _ in counts.most_common()]
figure, axis = plt.subplots(figsize=(8, 5))
axis.barh(order, [counts[genre] for genre in order], color=BAR, label="certain")
axis.barh(
    order,
    [open_counts[genre] for genre in order],
    left=[counts[genre] for genre in order],
    color=OTHER,
    label="left open by a compound tag",
)
axis.invert_yaxis()
axis.set(title="Titles of each genre", xlabel="titles")
axis.legend(frameon=False)
plt.show()

# %%
pairs = Counter(pair for genres in titles["genres"] for pair in combinations(sorted(genres), 2))
share = pd.DataFrame(0.0, index=order, columns=order)
for (one, other), both in pairs.items():
    share.loc[one, other], share.loc[other, one] = both / counts[one], both / counts[other]
figure, axis = plt.subplots(figsize=(9, 7.5))
image = axis.imshow(share, cmap="Blues", vmin=0, vmax=0.6)
axis.set_xticks(range(len(order)), order, rotation=60, ha="right")
axis.set_yticks(range(len(order)), order)
for row, column in ((r, c) for r in range(len(order)) for c in range(len(order))):
    if share.iat[row, column] >= 0.1:
        axis.text(
            column,
            row,
            f"{share.iat[row, column]:.0%}"[:-1],
            ha="center",
            va="center",
            fontsize=7,
            color="white" if share.iat[row, column] > 0.4 else INK,
        )
figure.colorbar(image, shrink=0.6, label="share of the row's titles")
axis.set_title("Of the titles of a row's genre, % that have the column's, too")
plt.show()
print("genres a title:", titles["genres"].str.len().value_counts(normalize=True).round(3).sort_index().to_dict())

# %% [markdown]
# ## What sources call genres
#
# A source's tags against the taxonomy: how many tags it has, how many of them give a certain genre, and how many titles have
# only open ones.

# %%
rows = []
for source, part in titles.groupby("source"):
    tags = Counter(tag for cell in part["tags"] for tag in cell)
    rows.append(
        {
            "source": source,
            "titles": len(part),
            "different tags": len(tags),
            "tags a title": part["tags"].str.len().mean(),
            "genres a title": part["genres"].str.len().mean(),
            "only open genres": ((part["genres"].str.len() == 0) & (part["genres_uncertain"].str.len() > 0)).mean(),
            "no genre": ((part["genres"].str.len() == 0) & (part["genres_uncertain"].str.len() == 0)).mean(),
        }
    )
table(pd.DataFrame(rows).set_index("source").round(2))

# %% [markdown]
# ## Where sources disagree
#
# Titles that two sources list under one name, in years at most one apart: how much of their genres they share (Jaccard).

# %%
named = titles[titles["genres"].str.len() > 0].assign(
    key=titles["title"].fillna("").str.casefold().str.replace(r"[\W_]+", "", regex=True)
)
both = named.merge(named, on="key", suffixes=("", "_other"))
both = both[(both["source"] < both["source_other"]) & ((both["year"] - both["year_other"]).abs() <= 1)]
agreement = [len(set(a) & set(b)) / len(set(a) | set(b)) for a, b in zip(both["genres"], both["genres_other"])]
print(
    f"{len(both):,} pairs; the same genres: {sum(x == 1 for x in agreement):,}; none shared: {sum(x == 0 for x in agreement):,}"
)
if len(both):
    figure, axis = plt.subplots(figsize=(8, 3))
    axis.hist(agreement, bins=[x / 10 for x in range(11)], color=BAR, edgecolor="white")
    axis.set(title="Shared genres of two sources' listings of one title", xlabel="Jaccard index", ylabel="pairs")
    plt.show()
    missed = Counter(genre for a, b in zip(both["genres"], both["genres_other"]) for genre in set(a) ^ set(b))
    table(pd.Series(dict(missed.most_common(8)), name="only one of the two says so").rename_axis("genre").to_frame())

# %% [markdown]
# ## Noisy labels
#
# Texts whose first 300 characters call the work a documentary, a thriller …, and whose labels do not.

# %%
SAYS = {
    "Documentary": r"documentary",
    "Thriller": r"thriller",
    "Comedy": r"comedy",
    "Horror": r"horror (?:film|movie|series)",
    "Western": r"western",
    "Animation": r"animated",
    "Musical": r"musical",
    "Science Fiction": r"sci-?fi|science fiction",
}
SAYS["Music"] = SAYS.pop("Musical")
lead = titles["text"].fillna("").str.slice(0, 300)
noise = []
for genre, words in SAYS.items():
    says = lead.str.contains(rf"\b(?:this|a|an|the)\b[^.]{{0,40}}\b(?:{words})\b", flags=re.IGNORECASE, regex=True)
    has = titles["genres"].map(lambda cell, genre=genre: genre in cell)
    maybe = titles["genres_uncertain"].map(lambda cell, genre=genre: genre in cell)
    noise.append(
        {"genre": genre, "texts that say so": says.sum(), "and are not labelled so": (says & ~has & ~maybe).sum()}
    )
noise = pd.DataFrame(noise).set_index("genre")
noise["share"] = (noise["and are not labelled so"] / noise["texts that say so"].clip(lower=1)).round(2)
table(noise)

# %% [markdown]
# ## Who is under-represented
#
# Titles by source, decade, kind and language, where these are known.

# %%
groups = {
    name: titles[name].astype("string").fillna("unknown").value_counts()
    for name in ("source", "decade", "kind", "language")
}
figure, axes = plt.subplots(2, 2, figsize=(10, 6.5))
for axis, (name, counted) in zip(axes.flat, groups.items()):
    shown = counted.sort_index() if name == "decade" else counted.head(10)
    axis.barh([str(label) for label in shown.index], shown.to_numpy(), color=BAR)
    axis.invert_yaxis()
    axis.set(title=f"By {name}", xlabel="titles")
plt.show()
genres_by = titles.explode("genres").dropna(subset="genres")
by_kind = pd.crosstab(genres_by["genres"], genres_by["kind"].fillna("unknown"), normalize="columns")
print("of the labels of each kind, % of each genre:")
table(by_kind.reindex(order).mul(100).round(1))

# %% [markdown]
# ## Near-duplicates
#
# Texts that are the same but for case and punctuation, or begin with the same twelve words.

# %%
plain = titles["text"].fillna("").str.casefold().str.replace(r"[\W_]+", " ", regex=True).str.strip()
plain = plain[plain.str.len() > 0]
same, beginning = plain[plain.duplicated(keep=False)], plain.str.split().str[:12].str.join(" ")
beginning = beginning[beginning.str.split().str.len() == 12]
print(f"the same text: {len(same):,} titles in {same.nunique():,} groups")
print(f"the same beginning: {beginning.duplicated(keep=False).sum():,} titles")
if "split" in titles:
    sides = titles.loc[same.index].assign(plain=same).groupby("plain")["split"].nunique()
    print(f"the same text on two sides of the split: {(sides > 1).sum()}")
