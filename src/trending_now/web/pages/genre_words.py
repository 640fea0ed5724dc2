"""What each of the 20 genres means here, and where it ends: one or two sentences of our own for each."""

from dataclasses import dataclass

from trending_now.domain.genre import Genre


@dataclass(frozen=True, slots=True)
class GenreWords:
    """`meaning` says what the genre is, `border` what it is not."""

    meaning: str
    border: str


WORDS: dict[Genre, GenreWords] = {
    Genre.ACTION: GenreWords(
        "Conflict settled by the body: chases, fights, rescues against the clock. What people do counts more than what "
        "they say.",
        "A thriller may keep everyone in their chairs and still have you hold your breath; Action has to move. Where "
        "the journey matters more than the fight, it is Adventure.",
    ),
    Genre.ADVENTURE: GenreWords(
        "Somebody leaves home for a place unknown, after a treasure, a person or the way back. The road itself is the "
        "story.",
        "Danger alone does not make it: without the journey it is Action. It may well be Fantasy or Family as well.",
    ),
    Genre.ANIMATION: GenreWords(
        "Drawn, modelled or computed frame by frame. It says how a work is made, so it nearly always stands beside "
        "another genre.",
        "It is not another word for Family: plenty of animation is made for grown-ups alone.",
    ),
    Genre.COMEDY: GenreWords(
        "Made to be laughed at or with: mishaps, wit, embarrassment, absurdity. It should leave lighter hearts than it "
        "found.",
        "A joke in a sad story does not turn it into one. Where love is the plot and laughter the tone, it is Comedy "
        "and Romance at once.",
    ),
    Genre.CRIME: GenreWords(
        "A crime, and the people around it: those who plan it, those who do it, those who hunt them and those who pay "
        "for it.",
        "Mystery asks who did it; Crime may tell you in the first scene. Thriller is about what you feel, Crime about "
        "what was done.",
    ),
    Genre.DOCUMENTARY: GenreWords(
        "Real people, places and events, shown through footage, interviews and records, with the claim to be true.",
        "A drama “based on a true story” is acted, so it is Drama or History. Where the situation is arranged for the "
        "camera, it is Reality.",
    ),
    Genre.DRAMA: GenreWords(
        "People, what they want, and what it costs them. The conflict lies between them or within them, and it is "
        "taken seriously.",
        "Most stories have some drama in them, which is why this is the broadest of the 20. It counts when nothing "
        "louder carries the story.",
    ),
    Genre.FAMILY: GenreWords(
        "Made so that children and adults can watch it together: perils that end well, and nothing to be explained "
        "away afterwards.",
        "A story about a family is Drama or Comedy. This genre is about who may sit on the sofa, not who is on screen.",
    ),
    Genre.FANTASY: GenreWords(
        "Magic, myths and impossible beings, in a world of their own or hidden in ours, and nobody owes you an "
        "explanation for them.",
        "Where a machine or a science explains the wonder it is Science Fiction; where the wonder is there to frighten "
        "you it is Horror.",
    ),
    Genre.HISTORY: GenreWords(
        "The past as the subject: events that happened and people who lived, staged or told, with their time as more "
        "than a backdrop.",
        "Old costumes are not enough. An invented love story at a royal court is Romance; a battle told from the "
        "trenches is War first.",
    ),
    Genre.HORROR: GenreWords(
        "Made to frighten: something is wrong in the house, in the body or in the dark, and it comes nearer.",
        "Thriller worries you about what people may do; Horror dreads what should not be. Monsters that are fought "
        "with joy belong to Fantasy or Action.",
    ),
    Genre.MUSIC: GenreWords(
        "Music is what it is about: singers, bands, scenes, a song that changes a life, or a story that is sung.",
        "A good soundtrack does not count. A concert film or a portrait of a band is Documentary, too.",
    ),
    Genre.MYSTERY: GenreWords(
        "A question that the story keeps open: who did it, what happened here, whom to believe. You are meant to guess "
        "along.",
        "Crime needs no riddle and Mystery needs no crime: a missing sister will do. If the question is not who but "
        "whether they survive, it is Thriller.",
    ),
    Genre.REALITY: GenreWords(
        "People who are not acting, in a situation that was arranged: contests, dates, makeovers, kitchens, islands.",
        "Documentary finds its situation, Reality sets it up. Quiz and talk shows belong here only when people are the "
        "prize.",
    ),
    Genre.ROMANCE: GenreWords(
        "Two people, or more, who may or may not become a couple; whether they do is the question that carries the "
        "story.",
        "A kiss at the end of an adventure is not enough. When love is the wound and not the question, it is Drama.",
    ),
    Genre.SCIENCE_FICTION: GenreWords(
        "A world changed by something that science might one day allow: space, machines that think, time, the day "
        "after tomorrow.",
        "Gadgets in a spy film do not count. Where wonder needs no reason, it is Fantasy.",
    ),
    Genre.SPORT: GenreWords(
        "Training, matches and those who live for them; what is at stake is won or lost on the field.",
        "A footballer as the hero of a love story is not Sport. A film about a real team is Documentary, too.",
    ),
    Genre.THRILLER: GenreWords(
        "Suspense above all: somebody is in danger, time runs short, and you know more than they do, or less.",
        "Crime is about the deed and Mystery about the riddle; Thriller is about the fear of what comes next. When the "
        "fear is of something that cannot be, it is Horror.",
    ),
    Genre.WAR: GenreWords(
        "Armed conflict between peoples and what it does to those who are in it, at the front, behind it or at home.",
        "Battles in invented kingdoms are Fantasy. A uniform alone is not War, and a war long past is often History, "
        "too.",
    ),
    Genre.WESTERN: GenreWords(
        "The frontier, mostly the American West of the nineteenth century: sheriffs, outlaws, settlers, and a law that "
        "ends at the edge of town.",
        "Horses and hats elsewhere make an Adventure. A modern story may be one if its law still ends at the edge of "
        "town.",
    ),
}
