import { fold } from './phrases.ts'

/** As in the other lexicons, phrases are parted by ` | `; here they stand in one pattern for all languages. */
const list = (phrases: string) =>
  `(?:${phrases
    .split(/\s\|\s/)
    .map((phrase) => fold(phrase.trim().replace(/\s+/g, ' ')))
    .join('|')})`

/**
 * Words that tell what kind of sentence it is, rather than what it is about. They decide between readers that know
 * the same verbs, so they are kept apart from the languages' own words.
 */
export const openings = {
  /** A question begins so, or an order to show figures. */
  question: list(`
    how | what | whats | which | when | where | who | is | are | was | were | did | do | does | show |
    give | tell | get | list | compare | wie | welche[rsnm]? | wann | wer | zeig | sag | gib |
    vergleiche? | cuant[oa]s? | cual(?:es)? | que | como | cuando | muestra(?:me)? | dame | dime |
    ensename | compara | combien | quel(?:le)?s? | comment | quand | montre | donne | dis
  `),
  /** Words before the one who is to get it. */
  toward: list(`
    to | an | a | al | a la | dm | ping | tell | send | message | notify | warn | alert | email | mail |
    fur | para | pour | schick | sag | informiere | avisa a | avisa | envoie a | envoie | envia a |
    manda a | previens | schicke | an die | slack | poke | remind
  `),
  /** Somebody asks, and wants nothing done. */
  asking: list(`
    is | are | was | were | has | have | had | did | does | who | when | why | how | what | whats |
    which | ist | sind | wurde | hat | wer | wann | warum | wie | welche[rs]? | quien | cuando | que |
    cual(?:es)? | como | esta | qui | quand | pourquoi | quels? | quelles? | combien | comment | est ce
    | qu est ce | show | list | zeig | muestra(?:me)? | montre
  `),
  /** A verdict on a post, even where no post is at hand. */
  verdict: list(`
    approve[ds]? | approving | reject(?:ed)? | lgtm | ship | sign off | green ?light | freigeben |
    freigegeben | genehmig | gib .* frei | lehne? | ablehn | verwirf | aprueb | aprobar | rechaz |
    approuve | valide | rejette | refuse | decline | veto | request | send .* back | schick.* zuruck |
    devuelve | renvoie | do not approve | dont approve | needs? changes | ok | visto bueno | feu vert |
    no (?:lo |la )?apruebes | noch nicht freigeben | nicht freigeben | n approuve | approval | looks
    good | go ahead | thumbs up | demande | pide | anderungen
  `),
  /** A question that goes on from the one before. */
  afterthought: list(`
    and | only | just | what about | how about | same | but | now | then | also | vs | versus |
    compared? | against | by | per | split | drop | without | remove | add | plus | no | in | for | on |
    make (?:it|that) | show (?:it|that|this) | can (?:u|you|i) (?:split|break|add|show) | ok | instead |
    und | nur | aber | jetzt | auch | ohne | pro | nach | im vergleich | verglichen | was ist mit | wie
    sieht | dasselbe | das gleiche | davon | dazu | y | solo | pero | ahora | tambien | sin | por |
    comparado | que tal | lo mismo | en | et | seulement | uniquement | mais | maintenant | aussi | sans
    | par | compare | qu en est il | la meme | le meme | pareil | pour | sur | break | zoom | exclude |
    top | bottom | rank | sort
  `),
  /** A conversation changes hands. */
  handover: list(`
    hand (?:over|off|it|this) | transfer | delegate | weise? .* zu | zuweisen | zuteilen | ubertrage?n?
    | asigna(?:r|le|lo|la)? | asignasel[oa] | asignal[oa] | reasigna | assigne[rz]? | attribue[rz]? |
    confie[rz]? | transfere | delegue | escalate | give | pass | gib | ubergib | pasa(?:le|lo|la)? |
    pasasel[oa] | dale | donne | passe
  `),
  /** Stands before the verb of a new post and says nothing. */
  makingPost: list(`
    and | can | lets | i | we | want | need | would | like | ich | will | mochte | quiero | je | veux | ok | so |
    schedule | another | one | more | new | next | quick | create | crea | haz(?:me)? | pon | escribe |
    prepara | redacta | erstelle? | schreibe? | mache? | bereite | leg | ecris | fais | cree | redige |
    mir | moi | please | me | us | set | up | start | do | write | prepare | make | programa | programme | plane
  `),
  /** What belongs to the speaker. */
  mine: list(`
    assigned to me | with me | on me | do i have | have i got | i have | im handling | on my plate | i
    own | meine?[nrsm]? | mir zugewiesen | bei mir | habe ich | mis | tengo | asignad[oa]s? a mi | a mi
    | mes | mon | assigne(?:e|s|es)? a moi | a moi | j ai | me sont assigne(?:e|s|es)? | of mine | for
    me
  `),
  /** A list of conversations is asked for. */
  inboxLead: list(`
    mine | unread | open | starred | new | snoozed | pending | resolved | inbox | unassigned |
    unanswered | negative | positive | angry | neutral | conver?sations? | convos? | chats? | tickets? |
    customers? | messages? | dms | whats | are there | is there | do i | do we | have | who | which |
    every | meine? | offene | ungelesene? | neue | unbeantwortete | posteingang | gibt | welche | wer |
    nicht | wo | unzugewiesene | mis | sin | conversaciones | mensajes | quien | tengo | hay | abiertas
    | pendientes | bandeja | no | mes | non | conversations | messages | qui | y a t il | j ai | les |
    la | el | das | die | der | den | [a-z]+
    (?:inbox|chats?|tickets?|convos|conversations|messages|nachrichten|chats|mensajes|conversaciones)
  `),
  /** A list of posts is asked for. */
  queueLead: list(`
    whats? | which | show | list | any | anything | are there | is there | is anything | do we | did |
    give | see | view | open | check | get | posts? | my | all | our | the | drafts? | everything | when
    | who | have | where | upcoming | pending | scheduled | failed | queue | calendar | content |
    waiting | i | we | next | unapproved | approvals? | was | welche[rsnm]? | zeig | gibt | liste |
    haben | steht | stehen | geplante? | offene | alle | warteschlange | redaktionsplan | entwurfe |
    kommende | ausstehende | muss | freigaben | que | cuales | cual | muestra | muestrame | ensename |
    hay | lista | ver | dame | tenemos | borradores | calendario | cola | posts | publicaciones |
    proximos | proximas | algo | quels? | quelles? | qu | quoi | montre | affiche | il | on | y a t il |
    est ce | brouillons | calendrier | les | donne | file | dois | il y a
  `),
  /** Wants to be told a secret. */
  revealing: list(`
    whats | what | show | give | send | tell | print | need | share | read | list | get | reveal | dump | paste | copy
    | where | which | was | wie | zeig | gib | sag | schick | nenn | cual | dame | dime | muestra |
    envia | manda | pasa | quel | quelle | donne | montre | envoie | dis
  `),
  /** The future as a certainty. */
  foretelling: list(`
    prediction | forecast | guarantee | prognose | vorhersage | prognostiziere | pronostico | prediccion
    | predice | prevision | previsions | predis | viral | go viral | viralizara | crystal ball |
    projection | garantierst | garantiza | garantis | estimate | (?:will|gonna|wont)
    (?:we|it|this|that|the|our|i|they|you) | (?:we|it|this|that) (?:will|wont) | werden wir | tendremos
    | aurons nous | allons nous | vamos a
  `),
  /** What a post or an account might do in the future. */
  success: list(`
    hit | get | make | do | win | beat | sell | explode | take off | flop | perform | succeed | blow up
    | funktionieren | ankommen | erfolg | durchstarten | gewinnen | abheben | exito | triunfar |
    funcionara | funcionar | marcher | cartonner | succes | reussir
  `),
  /** A question about the future begins so. */
  foretellingLead: list(`
    will | wont | are we | is | how | what | which | when | do you | does | can | would | wird | werden
    | wie | welche[rsnm]? | kannst | geht | cuant[oa]s? | va | vamos | sera | se | que | cual | tendra |
    tendremos | llegaremos | combien | est ce | le | la | ce | quel(?:le)?s? | aurons | va t | on va |
    predict | forecast | guess | guarantee | give | tell | prognose | sag | predice | predis | the | our
    | my | this | der | das | die | el | les | nous | next | estimate
  `),
  /** A post gets a time, or another one. */
  scheduling: list(`
    schedule | sched | reschedule | resched | postpone | delay | move | shift | push | slot | plan |
    queue | bring | pull | plane? | verschieb | verschiebe | verlege? | terminiere? |
    programa(?:r|lo|la)? | reprograma | planifica | mueve | retrasa | adelanta | cambia | decale[rz]? |
    deplace | reporte | reprogramme | programme | planifie | avance | repousse | make (?:it|that|this) |
    change the time | einplanen | mach | zieh
  `),
  /** Takes something out of a question. */
  dropping: list(`
    remove | without | forget | lose | minus | leave out | skip | ditch | exclude | get rid of | no more
    | no need for | ohne | entferne?n? | streiche?n? | weg mit | lass | sin | quita(?:r)? |
    elimina(?:r)? | sans | enleve | retire | supprime | no
  `),
  /** Stands before the word 'campaign' and is no campaign's name. */
  beforeCampaign: list(`
    by | per | which | each | the | our | this | that | every | pro | je | nach | welche | por | cada |
    cual | par | chaque | quelle | best | worst | top | beste | mejor | peor | meilleure | pire | a |
    any | all | ad | one | of | last | first | and | y | et | und | con | has | had | did | hat | avec |
    tuvo | gano | brought | got | made | ran | was | desde | hasta | depuis | in | de
  `),
  /** Carries no meaning beside what has been understood. */
  filler: list(`
    for | on | at | in | to | of | and | with | my | our | your | it | this | that | me | us | as |
    please | now | then | just | also | der | die | das | den | dem | ein | eine | einen | fur | am | um
    | an | auf | im | und | mit | bitte | el | la | los | las | un | una | para | en | a | al | de | del
    | y | con | le | les | l | d | du | des | une | pour | sur | dans | et | avec
  `),
}
