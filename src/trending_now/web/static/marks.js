// Makes the buttons of a page of cards work: what is saved, what was seen.
// @ts-check
import { showLocalMoments } from "./moments.js";
import { followSaved } from "./saved.js";
import { followSeen } from "./seen.js";

followSaved();
followSeen();
showLocalMoments(document);
