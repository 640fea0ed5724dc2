// The 20 genres as pages write them: class names, two-letter codes for where an icon has no room.
// @ts-check

/** @type {Readonly<Record<string, string>>} */
export const CODES = {
  Action: "Ac", Adventure: "Ad", Animation: "An", Comedy: "Co", Crime: "Cr", Documentary: "Do", Drama: "Dr",
  Family: "Fy", Fantasy: "Fa", History: "Hi", Horror: "Ho", Music: "Mu", Mystery: "My", Reality: "Re", Romance: "Ro",
  "Science Fiction": "SF", Sport: "Sp", Thriller: "Th", War: "Wa", Western: "We",
};

/** @param {string} genre */
export function slugOf(genre) {
  return genre.toLowerCase().replaceAll(" ", "-");
}

/** A probability for people, as the pages write it. @param {number} probability */
export function percent(probability) {
  const share = Math.round(probability * 100);
  if (share === 100 && probability < 1) return "> 99 %";
  return share || !probability ? `${share} %` : "< 1 %";
}
