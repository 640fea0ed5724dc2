// Makes what every page of titles has work: what is saved, what was seen, moments in the zone of the reader.
// @ts-check
import { showLocalMoments } from "./moments.js";
import { followSaved } from "./saved.js";
import { followSeen } from "./seen.js";

followSaved();
followSeen();
showLocalMoments(document);
