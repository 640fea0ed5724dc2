"""Invented plots, three a genre, each as plain as can be: an engine that misses most of a genre's does not know it."""

from trending_now.domain.genre import Genre

PLAIN_PLOTS: dict[Genre, tuple[str, str, str]] = {
    Genre.ACTION: (
        "A former commando must fight his way through a tower full of armed mercenaries to free the hostages. Car "
        "chases, explosions and gunfights follow as he hunts the gang's leader across the city before the bomb goes "
        "off.",
        "When terrorists seize a naval base, an elite strike team parachutes in behind the enemy lines. Outnumbered "
        "and outgunned, the soldiers shoot, punch and blow up everything that stands between them and the missile.",
        "A martial arts master comes out of retirement when a crime lord kills his brother. He fights one assassin "
        "after another with fists, swords and motorcycles until the two meet in a last brutal battle on the docks.",
    ),
    Genre.ADVENTURE: (
        "Two explorers follow a torn map into the jungle in search of a lost city of gold. They cross rope bridges, "
        "escape from headhunters and outrun a rival treasure hunter to reach the temple first.",
        "A young sailor joins a pirate crew on a voyage to an uncharted island where a buried treasure is said to "
        "lie. Storms, sea monsters and mutiny stand between them and the chest.",
        "A professor and his nephew go on an expedition to the centre of the earth. The journey leads them through "
        "caverns of crystal, across an underground ocean and past giant beasts before they find a way home.",
    ),
    Genre.ANIMATION: (
        "In this animated tale a little toy robot falls from the shelf and has to find the way back to the nursery "
        "with the help of a talking cat and three singing mice.",
        "The cartoon squirrel and his friends, a nervous hedgehog and a boastful frog, must save their forest when "
        "a bulldozer comes to cut down the old talking oak.",
        "A brave young dragon who cannot breathe fire goes to school with other little dragons. Together with a "
        "talking penguin she learns to fly in this computer-animated story.",
    ),
    Genre.COMEDY: (
        "Two lazy roommates lose their landlord's prize poodle and come up with one ridiculous lie after another to "
        "hide it. A hilarious weekend of mistaken identities, botched disguises and a disastrous wedding follows.",
        "A clumsy accountant pretends to be a famous stand-up comedian to impress his boss. The farce gets out of "
        "hand when he has to perform in front of the whole town, and the jokes are on him.",
        "A bachelor party goes hilariously wrong when the four best friends wake up in a zoo with no memory of the "
        "night. Their wacky hunt for the missing groom turns into a chain of absurd pranks.",
    ),
    Genre.CRIME: (
        "A detective of the murder squad tracks a gang of bank robbers through the city's underworld. When his "
        "informant is found dead, he finds out that a corrupt police officer is on the payroll of the mob.",
        "A small-time drug dealer rises to the top of a cartel. As the bodies pile up and the police close in, his "
        "partner turns informant and the gangster plans one last heist.",
        "An undercover cop joins a mafia family to gather evidence against its boss. Murder, blackmail and betrayal "
        "follow, and the gangsters begin to suspect that there is a police informer among them.",
    ),
    Genre.DOCUMENTARY: (
        "This documentary follows fishermen of a small island for a year. In interviews and archive footage they "
        "tell how their trade has changed, and scientists explain why the fish are gone.",
        "Filmmakers look behind the scenes of the world's largest clothing factories. The documentary examines, "
        "through interviews with workers and experts, what cheap fashion really costs.",
        "Using never before seen archive footage and interviews with those who were there, this documentary "
        "explores the life and work of a forgotten scientist.",
    ),
    Genre.DRAMA: (
        "After the death of her husband a mother struggles to hold her family together. Her grieving son drinks, "
        "her daughter will not speak to her, and the past that they never talked about comes between them.",
        "A teacher who is dying of cancer returns to the village of his childhood to make peace with the father who "
        "left him. Old wounds open, and both must learn to forgive.",
        "A young woman from a poor family leaves her abusive husband and moves to the city with her little boy. She "
        "faces loneliness, guilt and poverty as she fights to keep custody of her child.",
    ),
    Genre.FAMILY: (
        "A lonely boy and a stray puppy become best friends. When the dog catcher takes the puppy away, the "
        "children of the neighbourhood come together to bring him home in time for Christmas.",
        "Three kids find out that their grandmother's farm animals can talk. With the help of a clever pig they "
        "save the farm and learn how important family is. Fun for the whole family.",
        "A little girl writes a letter to Santa Claus and asks him to bring her parents together again. With her "
        "toy bear and a kind elf she sets out on a magical Christmas trip for children of all ages.",
    ),
    Genre.FANTASY: (
        "A farm boy learns that he is the heir of a line of wizards. With an enchanted sword, an elf and a dwarf he "
        "must defeat the dark sorcerer who has awakened a dragon and cast a spell on the kingdom.",
        "A girl steps through a mirror into a magical world of fairies, talking beasts and witches. Only she can "
        "break the curse that a wicked queen has laid on the realm.",
        "An ancient prophecy says that a princess with magic powers will restore the kingdom. She seeks the "
        "enchanted crystal with a young wizard while demons and goblins hunt them.",
    ),
    Genre.HISTORY: (
        "In the sixteenth century a young queen comes to the throne of England. Based on the true story of her "
        "reign, it follows the intrigues of the court, the war of religions and the execution of her cousin.",
        "The true story of the statesman who led his country to independence, from the first congress and the "
        "revolution to the signing of the constitution and his assassination.",
        "Set in ancient Rome, it tells how a general became emperor: the civil war, the senate's conspiracy and the "
        "fall of the republic, as historians have handed it down.",
    ),
    Genre.HORROR: (
        "A family moves into an old house that is haunted by the ghost of a murdered child. At night doors slam, "
        "blood drips from the walls, and an evil spirit takes possession of the daughter.",
        "Teenagers at a lakeside cabin are slaughtered one by one by a masked killer. The last survivor finds out "
        "that the monster who butchers them cannot die.",
        "After a curse awakens a vampire in the crypt, the villagers are found drained of blood. Zombies rise from "
        "the graveyard, and a priest tries an exorcism to stop the terror.",
    ),
    Genre.MUSIC: (
        "A shy singer joins a garage band and writes the song that makes them famous. On tour the rock band falls "
        "apart over drugs and money, and the singer must decide whether to record a solo album.",
        "A street musician and a pianist from the conservatory meet in a jazz club. They write songs together, play "
        "in bars and at last perform their music on the stage of a great concert hall.",
        "The band's farewell concert, filmed over two nights: the singer and the musicians perform their greatest "
        "songs live on stage and talk about forty years of making albums.",
    ),
    Genre.MYSTERY: (
        "When a wealthy guest is found dead in the locked library of a country house, a private detective questions "
        "everyone. Each suspect has a motive and a secret, and the clues point to somebody who was never there.",
        "A reporter investigates the mysterious disappearance of a schoolgirl twenty years ago. Strange clues, a "
        "false identity and a coded diary lead her to the truth about the unsolved case.",
        "A detective wakes up without memory beside a murdered stranger. As he investigates, puzzling clues suggest "
        "that the killer he is looking for may be himself.",
    ),
    Genre.REALITY: (
        "Twelve contestants compete in a baking contest. Each week the judges send one of them home, until the "
        "winner of the reality competition takes the cash prize.",
        "The reality series follows four sisters and their families in a villa: cameras are there for every "
        "argument, party and makeover as the stars run their fashion business.",
        "In this reality show ten singles who have never met move into a house on the beach and date one another. "
        "The hosts set challenges, and the couples are voted out by the contestants.",
    ),
    Genre.ROMANCE: (
        "A florist and a widowed doctor fall in love over a summer by the sea. When her former fiancé comes back, "
        "she must choose between the man she was to marry and the love of her life.",
        "Two strangers kiss on a train and spend one romantic night in Vienna. Years later they meet again at a "
        "wedding and find that they have never stopped loving each other.",
        "A shy librarian falls in love with the prince who hides in her town under a false name. Their romance "
        "seems doomed when she learns that he is engaged, but true love wins her heart.",
    ),
    Genre.SCIENCE_FICTION: (
        "In the year 2190 the crew of a spaceship wakes from cryosleep to find an alien aboard. The android who "
        "steers the ship has changed its course to a distant planet.",
        "A scientist builds a time machine and travels to a future in which robots rule the earth. He must return "
        "to the present to prevent the invention of the artificial intelligence.",
        "Aliens invade the earth, and a pilot flies a captured spacecraft into the mother ship. On a colony on Mars "
        "the survivors clone human beings to save mankind from extinction.",
    ),
    Genre.SPORT: (
        "A washed-up boxer trains a girl from the slums for the championship fight. In the ring she has to win the "
        "title bout against the undefeated champion.",
        "The worst football team of the league gets a new coach. With hard training the players learn to play as a "
        "team, and win match after match up to the final of the season.",
        "A high school basketball player dreams of the state championship. After an injury his coach makes him the "
        "captain, and in the last seconds of the game the team needs one basket.",
    ),
    Genre.THRILLER: (
        "A woman witnesses a murder through the window of a train, but nobody believes her. Soon the killer is "
        "stalking her, and she has one night to prove what she saw before he silences her.",
        "A CIA analyst finds out that his agency plans an assassination. Framed for murder and hunted by assassins, "
        "he goes on the run to expose the conspiracy before the president is killed.",
        "A psychopath kidnaps a surgeon's daughter and gives him until midnight to kill a patient. Trapped in a "
        "deadly game of cat and mouse, he tries to outwit the kidnapper.",
    ),
    Genre.WAR: (
        "During the Second World War a platoon of young soldiers lands on the beach of Normandy. Under German fire "
        "they fight for a bridge, and many of the men die in battle.",
        "In the trenches of the First World War an army officer and his soldiers wait for the order to attack. When "
        "the troops go over the top, the enemy's guns are waiting for them.",
        "A Vietnam veteran remembers how his patrol was captured by the Viet Cong: the ambush in the jungle, the "
        "prison camp, and the soldiers that he left behind in the war.",
    ),
    Genre.WESTERN: (
        "A gunslinger rides into a frontier town that is ruled by a cruel cattle baron. The sheriff is dead, the "
        "saloon is full of outlaws, and a rancher's widow asks the stranger for help.",
        "A bounty hunter tracks a band of outlaws across the desert of Arizona. Apaches, a train robbery and a "
        "shootout at high noon lie between him and the reward.",
        "Cowboys drive a herd of cattle from Texas to the railroad in Kansas. Rustlers, a stampede and a gunfight "
        "with an outlaw gang await them on the trail.",
    ),
}
