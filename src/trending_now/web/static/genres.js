// Writes the 20 genres as pages do: their names, their class names and their probabilities.
// @ts-check

/** @type {readonly string[]} */
export const GENRES = [
  "Action", "Adventure", "Animation", "Comedy", "Crime", "Documentary", "Drama", "Family", "Fantasy", "History", "Horror",
  "Music", "Mystery", "Reality", "Romance", "Science Fiction", "Sport", "Thriller", "War", "Western",
];

/** Returns a genre as addresses and ids write it, such as "science-fiction". @param {string} genre */
export function slugOf(genre) {
  return genre.toLowerCase().replaceAll(" ", "-");
}

/** Returns the class that gives a genre its colour, which is the name of its sign in icons.svg, too. @param {string} genre */
export function genreClass(genre) {
  return `genre-${slugOf(genre)}`;
}

/** Returns a probability from 0 to 1 for people, such as "70 %"; only what is certain is called 0 or 100. @param {number} probability */
export function percent(probability) {
  const share = Math.round(probability * 100);
  if (share === 100 && probability < 1) return "> 99 %";
  return share || !probability ? `${share} %` : "< 1 %";
}
