// Makes the "Mark as seen" buttons of a page of cards work.
// @ts-check
import { showLocalMoments } from "./moments.js";
import { followSeen } from "./seen.js";

followSeen();
showLocalMoments(document);
