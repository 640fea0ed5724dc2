// What the chart API answers about a title; the charts of the home page are made of it.
export interface Score {
  genre: string;
  probability: number;
}

export interface Episode {
  season: number | null;
  number: number | null;
  event: "new_series" | "new_season" | "episode" | "special";
}

export interface ChartTitle {
  id: number;
  name: string;
  kind: "movie" | "tv" | null;
  date: string | null;
  platform: string | null;
  region: string | null;
  genres: Score[];
  uncertain: Score[];
  /** Those of the genres that were set by hand. */
  locked: string[];
  vibe_score: number | null;
  reviews: number | null;
  popularity: number | null;
  trend: number;
  dispute: number;
  tags: string[];
  is_demo: boolean;
  /** The moment of the release, in UTC. */
  at: string | null;
  /** The part of a show that the release brings, where a source says. */
  episode: Episode | null;
  /** Whose genres these are; null while none has read it. */
  engine: string | null;
  /** There is no plot and no review to read. */
  is_unread: boolean;
  /** Set by the page: the genre asked for is one the engine is not sure of. */
  perhaps?: string;
  /** Set by the page: its place among the titles that trend, 1 for the first. */
  rank?: number;
}

export type Grouping = "none" | "genre" | "platform" | "tag" | "score" | "week";
export type Sizing = "score" | "popularity";

export interface Place {
  x: number;
  y: number;
}

export interface Bubble extends Place {
  title: ChartTitle;
  /** Radius in pixels. */
  r: number;
  /** Whether its size says anything, or else no bubble's does. */
  isMeasured: boolean;
  /** The label of its group; none where all stand together. */
  group: string;
  /** Where the bubble is drawn to. */
  home: Place;
  index?: number;
  vx?: number;
  vy?: number;
}

export interface Cluster extends Place {
  label: string;
  count: number;
  /** Half the width of its place, in pixels. */
  r: number;
  /** Where its label stands. */
  top: number;
}

export interface Layout {
  bubbles: Bubble[];
  clusters: Cluster[];
  /** Whether all are drawn to one middle. */
  isHeap: boolean;
  /** How high they are: the room's height or more, in pixels. */
  height: number;
}

export interface Colours {
  fill: string;
  /** What lies behind the bubbles. */
  ground: string;
  line: string;
  ink: string;
  mark: string;
}

export interface View {
  k: number;
  x: number;
  y: number;
}

export interface Painter {
  node: HTMLElement | SVGElement;
  /** `moving`: more frames follow at once, so what costs much may be left out. */
  paint(view: View, moving?: boolean): void;
  mark(bubble: Bubble | null): void;
}
