"""The words by which a text names its own genre, and the words for a work that they stand beside."""

from trending_now.domain.genre import Genre

LABEL_WORDS: dict[Genre, str] = {
    Genre.ACTION: r"action(?:-packed)?|martial[- ]arts?|kung[- ]fu|wuxia|samurai|ninja|superhero|disaster",
    Genre.ADVENTURE: r"adventures?|swashbucklers?|swashbuckling",
    Genre.ANIMATION: r"(?:(?:computer|stop[- ]motion|hand)[- ])?animat(?:ed|ion)|anime|cartoons?|stop[- ]motion",
    Genre.COMEDY: r"(?:tragi|rom-?|black |dark )?com(?:edy|edies|edic|ic|ical)|rom-?coms?|dramed(?:y|ies)|sitcoms?|"
    r"parod(?:y|ies)|spoofs?|satir(?:e|es|ical)|farc(?:e|es|ical)|slapstick|screwball|mockumentar(?:y|ies)|burlesque",
    Genre.CRIME: r"crimes?|criminal|gangsters?|mafia|mob|heists?|capers?|(?:neo-?)?noirs?|police|courtroom|legal|"
    r"prison|detective|procedural|yakuza|outlaw",
    Genre.DOCUMENTARY: r"(?:docu|rocku|shocku)mentar(?:y|ies)|docudramas?|docuseries|docufiction|actuality",
    Genre.DRAMA: r"(?:melo|docu)?dramas?|(?:melo)?dramatic|dramed(?:y|ies)|soap[- ]operas?|traged(?:y|ies)|tearjerker",
    Genre.FAMILY: r"family(?:-(?:friendly|oriented))?|children['’]?s?|kids?['’]?",
    Genre.FANTASY: r"fantas(?:y|ies|tical)|fairy[- ]?tale|sword[- ]and[- ]sorcery|supernatural|mythological",
    Genre.HISTORY: r"histor(?:y|ical)|period|costume|epic|biograph(?:y|ical)|bio-?pics?|sword[- ]and[- ]sandal|peplum",
    Genre.HORROR: r"horrors?|slashers?|zombies?|vampires?|monsters?|giallo|splatter|werewolf|ghost|gothic",
    Genre.MUSIC: r"musicals?|music|operas?|operetta|dance|concert|backstage",
    Genre.MYSTERY: r"(?:murder[- ])?myster(?:y|ies)|whodunn?its?",
    Genre.REALITY: r"reality|game[- ]?show|competition",
    Genre.ROMANCE: r"romanc(?:e|es)|romantic|love[- ]story|rom-?coms?",
    Genre.SCIENCE_FICTION: r"science[- –]fiction|sci-?[- ]?fi|post-apocalyptic|dystopian|space[- ](?:opera|western)",
    Genre.SPORT: r"sports?|boxing|baseball|football|basketball|racing|hockey|cricket|wrestling|golf",
    Genre.THRILLER: r"(?:techno-?|psycho-?)?thrillers?|suspense(?:ful)?|spy|espionage|psychological",
    Genre.WAR: r"(?:anti-?)?war(?:time)?|world war (?:i|ii|one|two)|military|combat|propaganda",
    Genre.WESTERN: r"(?:b-|spaghetti[- ]|neo-|acid[- ])?westerns?|cowboy",
}
LABEL_NOUNS = (
    r"(?:tragi|rom-?|black |dark )?comed(?:y|ies)|(?:melo|docu)?dramas?|dramed(?:y|ies)|(?:techno-?)?thrillers?|"
    r"musicals?|(?:spaghetti |neo-|b-)?westerns?|(?:docu|mocku|rocku)mentar(?:y|ies)|sitcoms?|bio-?pics?|whodunn?its?|"
    r"rom-?coms?|parod(?:y|ies)|spoofs?|(?:film |neo-?)?noirs?|slashers?|cartoons?|anime|swashbucklers?|sci-?fi|"
    r"science[- ]fiction|operettas?"
)
STORY_NOUNS = r"horrors?|romances?|myster(?:y|ies)|fantas(?:y|ies)|adventures?|satires?|farces?|animations?|epics?"
"""Labels that are also events in a story: they count only if the sentence goes on as one about a film."""
WORKS = (
    r"(?:(?:tele|two-)?films?|(?:tele)?movies?|motion pictures?|feature|short|serials?|series|mini-?series|"
    r"show(?!s|\s+(?:up|off|her|his|him|them|that|the|how))|production(?!\s+numbers?)|antholog(?:y|ies)|adaptations?|"
    r"remakes?|sequels?|prequels?|spin-?offs?|program(?:me)?s?|special|two-reelers?|featurettes?|talkies?|trilogy|flicks?)"
)
BESIDE_WORKS = (
    r"silent|short|feature|feature-length|full-length|television|tv|made-for-tv|web|3-?d|independent|indie|sound|fiction|"
    r"live-action|low-budget|b|exploitation|blaxploitation|black-and-white|black and white|colou?r|art|teen|cult|buddy|"
    r"road|christmas|holiday|coming[- ]of[- ]age|erotic|sex|political|social|religious|christian|lgbt|experimental|"
    r"avant-garde|direct-to-video|pre-code|ensemble|found footage|anthology|sequel|language|original|themed|style"
)
STEMS = (
    "film", "movie", "picture", "feature", "short", "seri", "show", "production", "antholog", "adaptation", "remake",
    "quel", "spin", "program", "special", "reeler", "talkie", "trilogy", "flick", "comed", "drama", "thriller",
    "musical", "sitcom", "western", "mentar", "biopic", "whodun", "romcom", "rom-com", "parod", "spoof", "noir",
    "slasher", "cartoon", "anim", "swashbuckler", "sci-fi", "scifi", "science", "operetta", "horror", "roman", "myster",
    "fantas", "adventur", "satir", "farc",
)  # fmt: skip
"""Parts of the words for works and labels: a sentence without any of them has no label."""
