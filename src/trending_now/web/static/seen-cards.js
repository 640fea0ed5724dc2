// Makes the "Seen" buttons of a page of cards work.
// @ts-check
import { followSeen } from "./seen.js";

followSeen();
