"""Words that tell nothing of what a text is about, by language, as `terms.words` gives them.

They are articles, pronouns, prepositions, auxiliaries, numbers and the like, and what any blog
says; written for this project from the closed word classes of grammars.
"""

ENGLISH = """
a about above actually after again against ago all almost already also although always am among an
and another any anyone anything are aren around as at away back be because been before being below
between both but by came can cannot case cases come could couldn day days did didn do does doesn
doing don done down during each eight either eleven else enough even ever every everyone everything
few fifty find first five for forty found four from further gave get gets getting give given go goes
going gone good got great had hadn has hasn have haven having he her here hers herself him himself
his how however hundred if in instead into is isn it its itself just keep kind know last least less
let like little ll long look looks lot made make makes making many may maybe me mean means might
mine month months more most much must my myself need needs neither never new next nine no nor not
nothing now of off often ok on once one only onto or other others our ours ourselves out over own
part people perhaps person put quite rather re really right said same say second see seem seems
seven several shall she should shouldn since six so some someone something sometimes soon still
stuff such sure take takes tell ten than that the their theirs them themselves then there these they
thing things think third thirty this those though thousand three through thus time to today together
too tried try trying twelve twenty two under until up upon us use used uses using ve very via want
wants was wasn way we week weeks well went were weren what whatever when where whether which while
who whole whom whose why will with within without won would wouldn year years yes yet you your yours
yourself yourselves
"""
FRENCH = """
ai aie ainsi ait alors an annee annees ans apres as assez au aucun aucune aujourd aupres aura aurait
aussi autant autre autres aux avaient avais avait avant avec avez avoir avons beaucoup bien bon
bonne car cas ce ceci cela celle celles celui cent cents cependant certain certaine certaines
certains ces cet cette ceux chaque chez chose choses ci cinq cinquante comme comment contre dans de
deja depuis dernier derniere des dessous dessus deux devant devrait dire dit dix doit doivent donc
donner dont douze du durant elle elles en encore enfin ensuite entre es est et etaient etais etait
etant ete etes etre eu eux faire fais fait faites faut fois font gens grand grande hui huit ici il
ils jamais je jour jours jusqu jusque juste la le lequel les leur leurs loin lors lorsque lui ma
mais mal malgre me meme memes mes mettre mieux mille mis mise moi moins mois mon ne neuf ni non nos
notre nous nouveau nouvelle on ont onze or ou par parce parfois parmi pas pendant permet personne
personnes petit petite peu peut peuvent peux plus plusieurs plutot point pour pourquoi pourrait
pouvoir premier premiere prendre pres presque puis puisque qu quand quarante quatre que quel quelle
quelles quelque quelques quels qui quoi rien sa sait sans savoir se seconde selon semaine semaines
sept sera serait seront ses seulement si sinon six soi soit sommes son sont sous souvent suis sur
surtout ta tant te tel telle tellement temps tes toi ton toujours tous tout toute toutes trente tres
trois trop tu un une va vais vers veut veux vingt voici voila voir vois vont vos votre vous vraiment
vu
"""
STOP_WORDS = {"en": frozenset(ENGLISH.split()), "fr": frozenset(FRENCH.split())}
